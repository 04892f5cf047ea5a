"""The scene of an action: who acts for whom, when, and every row that its money and its pieces may concern.

For a preview the rows are read; to perform they are locked, always in one order (the customer, the ticket, the order,
payment methods by id, variants by id), so that no two actions wait for each other, nor one for whoever merges customers
or tickets: they hold those first as well.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from ..exchange import OPEN, ExchangeLine
from ..order import Order, OrderLine
from ..payment import Payment, PaymentMethod
from ..product import Variant
from ..returned import ReturnLine, ReturnStatus
from .refusal import ActionRefused, refuse
from .run import Who
from .waiver import Waiver


@dataclass
class Scene:
    customer: Customer
    by: Who
    order: Order | None = None
    ticket: Ticket | None = None
    at: datetime = field(default_factory=timezone.now)
    waiver: Waiver | None = None
    team_id: int | None = (
        None  # whose goodwill budget it falls under: the ticket's team when it was asked for
    )
    reads: str = ""  # the language of the page on which the customer looks at a preview
    is_locked: bool = False  # the rows are held: what is decided now is done
    lines: dict[int, OrderLine] = field(default_factory=dict)
    sent_back: Counter[int] = field(
        default_factory=Counter
    )  # pieces of each line that are, or are about to be
    exchanging: list[ExchangeLine] = field(default_factory=list)  # of exchanges that are not sent yet
    payments: list[Payment] = field(default_factory=list)
    methods: dict[int, PaymentMethod] = field(default_factory=dict)
    variants: dict[int, Variant] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.reads or self.customer.language or "en"

    @property
    def bought(self) -> Order:
        """The order, for an action that cannot be without one."""
        if self.order is None:
            raise ValueError("this action needs an order")
        return self.order

    def method(self, pk: int | None) -> PaymentMethod | None:
        return self.methods.get(pk) if pk is not None else None

    def is_customers(self, method: PaymentMethod | None) -> bool:
        return method is not None and method.customer_id == self.customer.pk


def fill(
    scene: Scene, with_lines: bool, *, method_ids: Iterable[int], variant_ids: Iterable[int], locked: bool
) -> None:
    """Read, or lock, the rows of `scene`; the order is read again, and its lines if they are asked for.

    Raises ActionRefused, when they are to be locked, if the customer was merged or erased since `scene` was made.
    """
    scene.is_locked = locked
    held = _hold_people(scene) if locked else set()
    if scene.order is not None:
        orders = Order.objects.select_related("customer", "seller")
        orders = orders.select_for_update(of=("self",), no_key=True) if locked else orders
        scene.order = orders.get(pk=scene.order.pk)
        if locked and scene.order.customer_id not in held:
            raise _changed()
        scene.payments = list(scene.order.payments.standing().order_by("pk"))
        if with_lines:
            lines = scene.order.lines.select_related("variant__product")
            scene.lines = {line.pk: line for line in lines}
            scene.sent_back, scene.exchanging = sent_back_of(scene.lines)
    _fill_methods(scene, set(method_ids), locked)
    _fill_variants(scene, set(variant_ids), locked)


def _hold_people(scene: Scene) -> set[int]:
    """Lock the customer, whose order it is, and keep the ticket; returns whom we hold."""
    ids = {scene.customer.pk} | ({scene.order.customer_id} if scene.order is not None else set())
    customers = Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    held = {row.pk: row for row in customers}
    if scene.customer.pk not in held or held[scene.customer.pk].merged_into_id:
        raise _changed()
    if scene.ticket is not None:
        hold_ticket(scene.ticket.pk)
    return set(held)


def _changed() -> ActionRefused:
    words = _("The customer was changed a moment ago. Look once more.")
    return refuse("customer-changed", words, is_of_state=True)


def hold_ticket(ticket_id: int | None) -> None:
    """Keep a ticket from being merged or deleted until the transaction ends, as the event in it will. Before a run is
    held: whoever merges tickets holds those, and then moves their runs."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from tickets_ticket where id = %s for key share", [ticket_id])


def sent_back_of(lines: Collection[int]) -> tuple[Counter[int], list[ExchangeLine]]:
    """How many pieces of each of `lines` were sent back, or are about to be, and what is still to be exchanged: once
    that is sent, the line itself holds the new pieces."""
    returned = ReturnLine.objects.filter(line__in=lines).exclude(returned__status=ReturnStatus.WITHDRAWN)
    exchanging = list(ExchangeLine.objects.filter(line__in=lines, exchange__status__in=OPEN))
    pieces: Counter[int] = Counter()
    both: list[ReturnLine | ExchangeLine] = [*returned, *exchanging]
    for each in both:
        pieces[each.line_id] += each.quantity
    return pieces, exchanging


def _fill_methods(scene: Scene, named: set[int], locked: bool) -> None:
    ids = {*named, *(each.method_id for each in scene.payments if each.method_id)}
    rows = PaymentMethod.objects.filter(Q(customer=scene.customer) | Q(pk__in=ids)).order_by("pk")
    rows = rows.select_for_update(no_key=True) if locked else rows
    scene.methods = {row.pk: row for row in rows}


def _fill_variants(scene: Scene, named: set[int], locked: bool) -> None:
    held: list[OrderLine | ExchangeLine] = [*scene.lines.values(), *scene.exchanging]
    ids = {*named, *(each.variant_id for each in held if each.variant_id)}
    rows = Variant.objects.select_related("product").filter(pk__in=ids).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True) if locked else rows
    scene.variants = {row.pk: row for row in rows} if ids else {}
