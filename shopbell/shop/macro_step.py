"""An action on the order as a step of a macro, written as in a procedure: `refund_order amount_cents=5.00 reason=Late`.

It is done in the transaction of the send: what the words say was done is done, or nothing is sent. What would wait for
approval, or for a shop system that is only asked, is not begun, since the words would say that it is done. Nor is a
step left out that cannot be done any more, as after an update: it is shown with what is wrong, and the words are not
sent.
"""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopbell.accounts.agent import Agent
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
from .actions.scene import Scene, fill
from .actions.undo import undo_run
from .authority.gate import hold_deciding
from .order import Order
from .procedures.step import Step, read_steps

KIND = "order"
FILLED_IN = {"currency"}  # parameters that nobody has to write
LONGEST = 500
EXAMPLE = "refund_order amount_cents=5.00 reason=Late"


def register_macro_step() -> None:
    macro_action.register(
        macro_action.Action(
            KIND, None, _find, _words, _perform, _last_run, hold=_hold, undo=_undo, by_rules=False
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
    _hold_order(ticket, by)
    try:
        run = perform_action(
            action.name, by=by, key=f"macro-{uuid.uuid4()}", order=order, ticket=ticket, customer=ticket.customer,
            parameters=parameters_from(action, typed, currency_of(ticket, order)), told=_told(ticket, by),
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
    if run.status == RunStatus.PERFORMING:
        raise Refused(
            _(
                "The shop system is only asked for “%(action)s”. Do it from the order, and answer once it is done."
            )
            % {"action": action.label}
        )


def _told(ticket: Ticket, by: Agent) -> str:
    """What the customer reads of it: the words that it goes with, the newest, as the ticket is held; of a note none."""
    newest = Message.objects.filter(ticket=ticket, agent=by).order_by("-pk").first()
    return newest.text if newest and newest.kind == Kind.REPLY else ""


def _hold_order(ticket: Ticket, by: Agent) -> None:
    """Hold what a further step of the same send may need of the order, and the day of the agent: the budgets that this
    one holds come after them, as in every action, so that no two wait for each other."""
    orders = _orders_of(ticket)
    order = orders[0] if len(orders) == 1 else None
    scene = Scene(customer=ticket.customer, by=by, order=order, ticket=ticket)
    fill(scene, True, method_ids=[], variant_ids=[], locked=True)
    hold_deciding(by)


def _order_of(ticket: Ticket) -> Order:
    """The one order of the ticket's customer that it is about. Raises Refused for none, and for several."""
    orders = _orders_of(ticket)
    if len(orders) != 1:
        raise Refused(_("The macro acts on the order: link the one that this ticket is about."))
    return orders[0]


def _orders_of(ticket: Ticket) -> list[Order]:
    """Two at most: more say nothing more."""
    return list(Order.objects.filter(ticket_links__ticket=ticket, customer=ticket.customer_id)[:2])


def _last_run(ticket: Ticket, text: str) -> int | None:
    """The last time that it was done in this ticket: a run of its own each time."""
    runs = ActionRun.objects.filter(ticket=ticket, action=read_deed(text).action, status=RunStatus.DONE)
    return runs.order_by("-pk").values_list("pk", flat=True).first()


def _undo(run_id: int, by: Agent) -> None:
    """Take just this run back with the reply. Raises Refused where it cannot be: the reply then stays as well."""
    whole = ActionRun.objects.select_related("order", "ticket", "customer", "version")
    undo_run(whole.get(pk=run_id), by=by)


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
