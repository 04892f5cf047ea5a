from django.urls import URLPattern, URLResolver, path

from .console.views import bulk, composer, customer, desk, keys, palette, saved_view, scheduled, search, ticket

TICKET = "tickets/<int:ticket_id>"

urlpatterns: list[URLPattern | URLResolver] = [  # all below /desk/
    path("", desk.inbox, name="inbox"),
    path("views/<slug:slug>/", desk.view, name="view"),
    path("views/<slug:slug>/counts/", desk.counts, name="view-counts"),
    path("views/<slug:slug>/rows/", desk.rows, name="view-rows"),
    path("views/<slug:slug>/count/", bulk.count, name="view-count"),
    path("bulk/", bulk.runs, name="bulk"),
    path("bulk/choose/", bulk.choose, name="bulk-choose"),
    path("bulk/preview/", bulk.preview, name="bulk-preview"),
    path("bulk/<int:run_id>/cancel/", bulk.cancel, name="bulk-cancel"),
    path("bulk/<int:run_id>/undo/", bulk.undo, name="bulk-undo"),
    path("bulk/<int:run_id>/dismiss/", bulk.dismiss, name="bulk-dismiss"),
    path("filter/offers/", desk.offers, name="filter-offers"),
    path("saved-views/new/", saved_view.new, name="saved-view-new"),
    path("saved-views/<int:view_id>/", saved_view.edit, name="saved-view"),
    path("saved-views/<int:view_id>/delete/", saved_view.delete, name="saved-view-delete"),
    path("saved-views/<int:view_id>/restore/", saved_view.restore, name="saved-view-restore"),
    path("saved-views/<int:view_id>/move/", saved_view.move, name="saved-view-move"),
    path(f"{TICKET}/", ticket.ticket, name="ticket"),
    path(f"{TICKET}/live/", ticket.live, name="ticket-live"),
    path(f"{TICKET}/earlier/", ticket.earlier, name="ticket-earlier"),
    path(f"{TICKET}/panel/", ticket.panel, name="ticket-panel"),
    path(f"{TICKET}/looking/", ticket.looking, name="ticket-looking"),
    path(f"{TICKET}/seen/", ticket.seen, name="ticket-seen"),
    path(f"{TICKET}/replies/", composer.replies, name="ticket-replies"),
    path(f"{TICKET}/macros/", composer.macros, name="ticket-macros"),
    path(f"{TICKET}/macros/<int:macro_id>/", composer.macro, name="ticket-macro"),
    path("search/", search.search, name="search"),
    path("palette/", palette.palette, name="palette"),
    path("visits/", palette.visits, name="visits"),
    path(f"{TICKET}/later/", scheduled.later, name="ticket-later"),
    path(f"{TICKET}/scheduled/<int:scheduled_id>/back/", scheduled.back, name="scheduled-back"),
    path(f"{TICKET}/scheduled/<int:scheduled_id>/now/", scheduled.now, name="scheduled-now"),
    path("macros/<int:macro_id>/favourite/", composer.favourite, name="macro-favourite"),
    path("profile/keys/", keys.keys, name="keys"),
    path("customers/<int:customer_id>/", customer.customer, name="customer"),
    path("deliveries/<int:delivery_id>/again/", composer.again, name="delivery-again"),
]
