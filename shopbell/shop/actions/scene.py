"""The scene of an action: who acts for whom, when, and every row that its money and its pieces may concern.

For a preview the rows are read; to perform they are locked, always in one order (the order or the customer, payment
methods by id, variants by id), so that no two actions wait for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from ..order import Order, OrderLine
from ..payment import Payment, PaymentMethod
from ..product import Variant
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
    lines: dict[int, OrderLine] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    methods: dict[int, PaymentMethod] = field(default_factory=dict)
    variants: dict[int, Variant] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.customer.language or "en"

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


def fill(scene: Scene, *, method_ids: Iterable[int], variant_ids: Iterable[int], locked: bool) -> None:
    """Read, or lock, the rows of `scene`; the order is read again."""
    if scene.order is not None:
        orders = Order.objects.select_related("customer", "seller")
        orders = orders.select_for_update(of=("self",), no_key=True) if locked else orders
        scene.order = orders.get(pk=scene.order.pk)
        lines = scene.order.lines.select_related("variant__product")
        scene.lines = {line.pk: line for line in lines}
        scene.payments = list(scene.order.payments.standing().order_by("pk"))
    elif locked:
        Customer.objects.select_for_update(no_key=True).get(pk=scene.customer.pk)
    _fill_methods(scene, set(method_ids), locked)
    _fill_variants(scene, set(variant_ids), locked)


def _fill_methods(scene: Scene, named: set[int], locked: bool) -> None:
    own = PaymentMethod.objects.filter(customer=scene.customer).values_list("pk", flat=True)
    ids = {*named, *own, *(each.method_id for each in scene.payments if each.method_id)}
    rows = PaymentMethod.objects.filter(pk__in=ids).order_by("pk")
    rows = rows.select_for_update(no_key=True) if locked else rows
    scene.methods = {row.pk: row for row in rows}


def _fill_variants(scene: Scene, named: set[int], locked: bool) -> None:
    ids = {*named, *(line.variant_id for line in scene.lines.values() if line.variant_id)}
    rows = Variant.objects.select_related("product").filter(pk__in=ids).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True) if locked else rows
    scene.variants = {row.pk: row for row in rows}
