from django.urls import URLPattern, URLResolver, path

from .views import block, customer, merge

CUSTOMER = "desk/customers/<int:customer_id>"

urlpatterns: list[URLPattern | URLResolver] = [  # one customer's own page is composed in web/console
    path("desk/customers/", customer.customers, name="customers"),
    path(f"{CUSTOMER}/edit/", customer.edit, name="customer-edit"),
    path(f"{CUSTOMER}/merge/", merge.merge, name="customer-merge"),
    path("desk/settings/blocks/", block.blocks, name="settings-blocks"),
    path("desk/settings/blocks/<int:block_id>/lift/", block.lift, name="block-lift"),
    path("desk/merges/<int:merge_id>/undo/", merge.undo, name="merge-undo"),
]
