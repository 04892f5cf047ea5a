from django.urls import URLPattern, URLResolver, path

from .authority.settings_tables import URLS as AUTHORITY
from .carriers.settings_table import CARRIERS
from .exceptions.settings_tables import URLS as EXCEPTIONS
from .procedures.settings_table import PROCEDURES
from .views.action_run import action_run
from .views.approval import answer, approvals
from .views.carrier import hook, read_again, try_carrier
from .views.connection import connection, connection_do, connection_edit, connection_new, connections
from .views.customer_order import customer_orders
from .views.defects import defects
from .views.exceptions import exceptions, exceptions_file
from .views.matter import complexity, products, stage
from .views.matter import unlink as unlink_product
from .views.matter_of_many import matter_of_many
from .views.matter_policy import matter_policy
from .views.matter_question import matter_question
from .views.order_action import act, preview, undo
from .views.policies import condition_row, editor, rehearsal, rules
from .views.procedure import end, procedures, step
from .views.shop_hook import shop_hook
from .views.standstill_policy import standstill_policy
from .views.ticket_order import folded, orders, unlink

POLICIES = "desk/settings/policies"

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/tickets/<int:ticket_id>/orders/", orders, name="ticket-orders"),
    path("desk/tickets/<int:ticket_id>/orders/<int:order_id>/", folded, name="ticket-order"),
    path("desk/tickets/<int:ticket_id>/orders/<int:order_id>/unlink/", unlink, name="ticket-order-unlink"),
    path("desk/tickets/<int:ticket_id>/stage/", stage, name="ticket-stage"),
    path("desk/tickets/<int:ticket_id>/complexity/", complexity, name="ticket-complexity"),
    path("desk/bulk/<int:run_id>/matter/", matter_of_many, name="bulk-matter"),
    path("desk/tickets/<int:ticket_id>/matter/", matter_question, name="ticket-matter"),
    path("desk/tickets/<int:ticket_id>/concerned/", products, name="ticket-concerned"),
    path(
        "desk/tickets/<int:ticket_id>/concerned/<int:product_id>/off/",
        unlink_product,
        name="ticket-concerned-off",
    ),
    path("desk/tickets/<int:ticket_id>/procedures/", procedures, name="ticket-procedures"),
    path(
        "desk/tickets/<int:ticket_id>/procedures/<int:progress_id>/steps/<int:place>/",
        step,
        name="ticket-procedure-step",
    ),
    path("desk/tickets/<int:ticket_id>/procedures/<int:progress_id>/end/", end, name="ticket-procedure-end"),
    *PROCEDURES,
    path("desk/settings/matter/", matter_policy, name="settings-matter"),
    path("desk/settings/standstills/", standstill_policy, name="settings-standstills"),
    path("desk/tickets/<int:ticket_id>/actions/<slug:action>/", act, name="ticket-action"),
    path(
        "desk/tickets/<int:ticket_id>/actions/<slug:action>/preview/",
        preview,
        name="ticket-action-preview",
    ),
    path("desk/tickets/<int:ticket_id>/runs/<int:action_run_id>/undo/", undo, name="ticket-run-undo"),
    path("desk/approvals/", approvals, name="approvals"),
    path("desk/runs/<int:action_run_id>/", action_run, name="action-run"),
    path("desk/runs/<int:action_run_id>/answer/", answer, name="action-run-answer"),
    path("desk/customers/<int:customer_id>/orders/", customer_orders, name="customer-orders"),
    *CARRIERS,
    path("desk/settings/carriers/<int:account_id>/try/", try_carrier, name="carrier-try"),
    path("desk/settings/carriers/calls/<int:call_id>/again/", read_again, name="carrier-call-again"),
    path("hooks/carriers/<slug:hook_key>/", hook, name="carrier-hook"),
    path("desk/settings/connections/", connections, name="settings-connections"),
    path("desk/settings/connections/new/<slug:kind>/", connection_new, name="connection-new"),
    path("desk/settings/connections/<int:connection_id>/", connection, name="connection"),
    path("desk/settings/connections/<int:connection_id>/edit/", connection_edit, name="connection-edit"),
    path("desk/settings/connections/<int:connection_id>/<slug:verb>/", connection_do, name="connection-do"),
    path("hooks/shop/<slug:source>/", shop_hook, name="shop-hook"),
    path("desk/defects/", defects, name="defects"),
    path("desk/exceptions/", exceptions, name="exceptions"),
    path("desk/exceptions/file/", exceptions_file, name="exceptions-file"),
    *AUTHORITY,
    *EXCEPTIONS,
    path(f"{POLICIES}/", rules.rules, name="settings-policies"),
    path(f"{POLICIES}/new/", editor.new, name="settings-policies-new"),
    path(f"{POLICIES}/condition/", condition_row.condition, name="policy-condition"),
    path(f"{POLICIES}/rehearsals/<int:rehearsal_id>/", rehearsal.rehearsal, name="policy-rehearsal"),
    path(
        f"{POLICIES}/rehearsals/<int:rehearsal_id>/cancel/", rehearsal.cancel, name="policy-rehearsal-cancel"
    ),
    path(f"{POLICIES}/rehearsals/<int:rehearsal_id>/take/", rehearsal.take, name="policy-rehearsal-take"),
    path(f"{POLICIES}/<int:row_id>/", editor.edit, name="settings-policies-edit"),
    path(f"{POLICIES}/<int:row_id>/move/", rules.move, name="policy-move"),
    path(f"{POLICIES}/<int:row_id>/versions/<int:number>/back/", editor.back, name="policy-back"),
]
