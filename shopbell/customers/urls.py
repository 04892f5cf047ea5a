from django.urls import URLPattern, URLResolver, path

from .views import block, company, customer, erasure, goodwill, identity, merge, note

CUSTOMER = "desk/customers/<int:customer_id>"
IDENTITY = "desk/identities/<int:identity_id>"
COMPANY = "desk/companies/<int:company_id>"
NOTE = "desk/customer-notes/<int:note_id>"

urlpatterns: list[
    URLPattern | URLResolver
] = [  # the list, a customer's and a company's page are in web/console
    path(f"{CUSTOMER}/edit/", customer.edit, name="customer-edit"),
    path(f"{CUSTOMER}/merge/", merge.merge, name="customer-merge"),
    path(f"{CUSTOMER}/identities/", identity.identities, name="customer-identities"),
    path(f"{CUSTOMER}/notes/", note.customer_notes, name="customer-notes"),
    path(f"{CUSTOMER}/goodwill/", goodwill.goodwill, name="customer-goodwill"),
    path(f"{CUSTOMER}/points/", goodwill.points, name="customer-points"),
    path(f"{CUSTOMER}/consents/", goodwill.consents, name="customer-consents"),
    path("desk/customer-points/<int:point_id>/withdraw/", goodwill.withdraw_point, name="point-withdraw"),
    path("desk/customer-points/<int:point_id>/restore/", goodwill.restore_point, name="point-restore"),
    path(f"{CUSTOMER}/company/", company.of_customer, name="customer-company"),
    path(f"{CUSTOMER}/block/", block.block, name="customer-block"),
    path(f"{CUSTOMER}/unblock/", block.unblock, name="customer-unblock"),
    path(f"{CUSTOMER}/erase/", erasure.erase, name="customer-erase"),
    path(f"{IDENTITY}/verify/", identity.verify, name="identity-verify"),
    path(f"{IDENTITY}/doubt/", identity.doubt, name="identity-doubt"),
    path(f"{IDENTITY}/remove/", identity.remove, name="identity-remove"),
    path("desk/removed-identities/<int:removed_id>/restore/", identity.restore, name="identity-restore"),
    path(f"{NOTE}/", note.note, name="note"),
    path(f"{NOTE}/delete/", note.delete, name="note-delete"),
    path(f"{NOTE}/restore/", note.restore, name="note-restore"),
    path("desk/companies/", company.companies, name="companies"),
    path("desk/companies/new/", company.edit, name="company-new"),
    path(f"{COMPANY}/edit/", company.edit, name="company-edit"),
    path(f"{COMPANY}/delete/", company.delete, name="company-delete"),
    path(f"{COMPANY}/members/", company.members, name="company-members"),
    path(f"{COMPANY}/notes/", note.company_notes, name="company-notes"),
    path("desk/settings/erasures/", erasure.erasures, name="settings-erasures"),
    path("desk/settings/blocks/", block.blocks, name="settings-blocks"),
    path("desk/settings/blocks/<int:block_id>/lift/", block.lift, name="block-lift"),
    path("desk/merges/<int:merge_id>/undo/", merge.undo, name="merge-undo"),
]
