"""An action on the order as a step of a macro, written as in a procedure: `refund_order amount_cents=5.00 reason=Late`.

It is done in the transaction of the send: what the words say was done is done, or nothing is sent. What would wait for
approval is not begun, since the words would say that it is done. Nor is a step left out that cannot be done any more,
as after an update: it is shown with what is wrong, and the words are not sent.
"""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.tickets import macro_action, macro_form
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .acting import currency_of, parameters_from
from .actions.perform import perform_action
from .actions.refusal import WrongParameters
from .actions.registry import ACTIONS
from .actions.run import ActionRun, RunStatus
from .actions.undo import undo_run
from .order import Order
from .procedures.step import Step, read_steps

KIND = "order"
FILLED_IN = {"currency"}  # parameters that nobody has to write
LONGEST = 500
EXAMPLE = "refund_order amount_cents=5.00 reason=Late"


def register_macro_step() -> None:
    macro_action.register(
        macro_action.Action(
            KIND, Permission.TICKET_NOTE, _find, _words, _perform, _state, _restore, hold=_hold
        )
    )
    macro_form.MORE[KIND] = _field


def read_deed(text: str) -> Step:
    """The action that `text` writes, with its parameters. Raises Refused with what is wrong."""
    step = read_steps(f"{_('The macro')}\n! {' '.join(text.split())}")[0]
    if not step.action:
        raise Refused(_("Write an action, such as: %(example)s.") % {"example": EXAMPLE})
    known = ACTIONS[step.action].Parameters.model_fields
    needed = {name for name, field in known.items() if field.is_required()} - FILLED_IN - set(step.parameters)
    if needed:
        raise Refused(
            _("“%(action)s” needs %(names)s, so it is done from the order and not by a macro.")
            % {"action": step.action, "names": ", ".join(sorted(needed))}
        )
    return step


def _find(value: object, agent: Agent) -> str:
    return str(value)  # whatever it says: to leave it out would let the words promise what nobody does


def _words(text: str) -> str:
    try:
        step = read_deed(text)
    except Refused as refusal:
        return _("Cannot be done: %(why)s") % {"why": refusal}
    said = ", ".join(step.parameters.values())
    label = ACTIONS[step.action].label
    return f"{label} ({said})" if said else str(label)


def _hold(ticket: Ticket) -> None:
    """The customers before the ticket, as actions and merges hold them, so that nobody waits for us while we wait."""
    ids = set(Order.objects.filter(ticket_links__ticket=ticket).values_list("customer", flat=True))
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=ids | {ticket.customer_id})
    list(rows.order_by("pk"))


def _perform(ticket: Ticket, text: str, by: Agent) -> None:
    step = read_deed(text)
    action = ACTIONS[step.action]
    order = _order_of(ticket) if action.subject == "order" else None
    typed = QueryDict(mutable=True)
    typed.update(step.parameters)
    said = Message.objects.filter(ticket=ticket, agent=by, kind=Kind.REPLY).order_by("-pk").first()
    try:
        run = perform_action(
            action.name, by=by, key=f"macro-{uuid.uuid4()}", order=order, ticket=ticket, customer=ticket.customer,
            parameters=parameters_from(action, typed, currency_of(ticket, order)), told=said.text if said else "",
        )  # fmt: skip
    except WrongParameters:
        raise Refused(
            _("The macro does not say all that “%(action)s” needs. Do it from the order.")
            % {"action": action.label}
        ) from None
    if run.status == RunStatus.WAITING:
        raise Refused(
            _("“%(action)s” needs somebody's approval. Ask for it from the order.") % {"action": action.label}
        )


def _order_of(ticket: Ticket) -> Order:
    """The one order of the ticket's customer that it is about. Raises Refused for none, and for several."""
    orders = list(Order.objects.filter(ticket_links__ticket=ticket, customer=ticket.customer_id)[:2])
    if len(orders) != 1:
        raise Refused(_("The macro acts on the order: link the one that this ticket is about."))
    return orders[0]


def _state(ticket: Ticket, text: str) -> int | None:
    """The last time that it was done in this ticket: a run of its own each time."""
    return _runs(ticket, text).values_list("pk", flat=True).first()


def _restore(ticket: Ticket, text: str, before: int | None, by: Agent) -> None:
    """Take it back with the reply. Raises Refused where it cannot be: the reply then stays as well."""
    if run := _runs(ticket, text).select_related("order", "ticket", "customer", "version").first():
        undo_run(run, by=by)


def _runs(ticket: Ticket, text: str):
    under_way = [RunStatus.DONE, RunStatus.PERFORMING]
    return ActionRun.objects.filter(
        ticket=ticket, action=read_deed(text).action, status__in=under_way
    ).order_by("-pk")


def _field() -> forms.Field:
    def check(text: str) -> None:
        try:
            read_deed(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    return forms.CharField(
        label=gettext_lazy("Does with the order"), required=False, max_length=LONGEST, validators=[check],
        help_text=gettext_lazy(
            "An action as in a procedure, such as: refund_order amount_cents=5.00 reason=Late. If it is not allowed, "
            "nothing is sent."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )  # fmt: skip
