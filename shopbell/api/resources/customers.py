"""`/customers`: who the shop serves. What belongs to their purchases is there for callers who may see orders."""

from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal
from shopbell.customers.models import Customer
from shopbell.shop.models import PaymentMethod
from shopbell.tickets.models import Ticket

from ..door import needs
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .problem import READS

MOST_TOLD = 100
routes = Router(tags=["Customers"])


class Identity(Schema):
    kind: str
    value: str
    is_verified: bool


class Method(Schema):
    id: int
    external_id: str
    kind: str
    label: str = Field(description="As people read it: Visa ••42.")
    brand: str
    last_four: str
    balance_cents: int | None = Field(description="What a gift card holds, in minor units.")
    currency: str


class AddressState(Schema):
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    country: str
    is_default: bool


class VoucherState(Schema):
    code: str
    amount_cents: int
    currency: str
    expires_on: date | None
    used_at: datetime | None
    withdrawn_at: datetime | None


class ConsentState(Schema):
    kind: str = Field(description="news, sms, browsing, advice or surveys.")
    way: str = Field(description="How it was given: agent, widget or api.")
    words: str
    given_at: datetime
    withdrawn_at: datetime | None


class PointState(Schema):
    id: int
    count: int
    reason: str
    created_at: datetime


class CustomerRow(Schema):
    id: int
    name: str
    email: str = Field(description="The address to write to; empty when there is none.")
    language: str
    city: str
    country: str
    created_at: datetime


class CustomerState(CustomerRow):
    time_zone: str
    background: str
    preferences: str
    opportunity: str = Field(description="What they may buy next.")
    identities: list[Identity]
    payment_methods: list[Method] | None = Field(description="Null without the scope orders:read.")
    addresses: list[AddressState] | None = Field(
        description="At most 100, the default one first; null without orders:read."
    )
    vouchers: list[VoucherState] | None = Field(
        description="At most 100; null without the scope orders:read."
    )
    orders: list[str] | None = Field(
        description="The newest 100 numbers, newest first; null without orders:read."
    )
    consents: list[ConsentState] = Field(description="The newest 100; withdrawn ones too.")
    point_total: int = Field(description="All positive points that stand.")
    points: list[PointState] = Field(description="What the newest 100 were given for.")
    tickets: list[int] = Field(description="The newest 100 that the caller may open, newest first.")


class Wanted(Asked):
    email: str = Field("", max_length=320, description="Only who is known by this address.")


@routes.get("/customers", response={200: Page[CustomerRow], **READS}, **needs(Scope.CUSTOMERS_READ))
def list_customers(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """Customers, newest first."""
    rows = Customer.objects.visible_to(request.auth).prefetch_related("identities")  # type: ignore[attr-defined]
    if wanted.email:
        try:
            value = normal(Kind.EMAIL, wanted.email)
        except Refused:
            rows = rows.none()
        else:
            rows = rows.filter(identities__kind=Kind.EMAIL, identities__value=value)
    found, after = page_of(rows, wanted)
    return Page[CustomerRow](data=[row_of(each) for each in found], next=after)


@routes.get(
    "/customers/{int:customer_id}", response={200: CustomerState, **READS}, **needs(Scope.CUSTOMERS_READ)
)
def get_customer(request: HttpRequest, customer_id: int):
    """All that is known of one customer, with payment methods and their balances."""
    caller = request.auth  # type: ignore[attr-defined]
    rows = Customer.objects.visible_to(caller).prefetch_related(
        "identities", Prefetch("payment_methods", PaymentMethod.objects.order_by("pk"))
    )
    customer = get_object_or_404(rows, pk=customer_id)
    points = list(customer.points.standing())
    sees_orders = caller.may(Permission.ORDER_READ)
    tickets = Ticket.objects.visible_to(caller).filter(customer=customer).order_by("-pk")
    return CustomerState(
        **row_of(customer).dict(),
        time_zone=customer.time_zone,
        background=customer.background,
        preferences=customer.preferences,
        opportunity=customer.opportunity,
        identities=[
            Identity(kind=each.kind, value=each.value, is_verified=each.is_verified)
            for each in customer.identities.all()
            if each.kind != Kind.VISITOR  # the key of a browser is nobody's to read
        ],
        payment_methods=[method_of(each) for each in customer.payment_methods.all()] if sees_orders else None,
        addresses=_all(customer.addresses, AddressState) if sees_orders else None,
        vouchers=_all(customer.vouchers, VoucherState) if sees_orders else None,
        orders=list(customer.orders.values_list("number", flat=True)[:MOST_TOLD]) if sees_orders else None,
        consents=_all(customer.consents, ConsentState),
        point_total=sum(each.count for each in points),
        points=[PointState.model_validate(each, from_attributes=True) for each in points[:MOST_TOLD]],
        tickets=list(tickets.values_list("pk", flat=True)[:MOST_TOLD]),
    )


def _all(rows, state) -> list:
    return [state.model_validate(each, from_attributes=True) for each in rows.all()[:MOST_TOLD]]


def row_of(customer: Customer) -> CustomerRow:
    return CustomerRow(
        id=customer.pk,
        name=customer.name,
        email=customer.address,
        language=customer.language,
        city=customer.city,
        country=customer.country,
        created_at=customer.created_at,
    )


def method_of(method: PaymentMethod) -> Method:
    return Method(
        id=method.pk,
        external_id=method.external_id,
        kind=method.kind,
        label=str(method),
        brand=method.brand,
        last_four=method.last_four,
        balance_cents=method.balance_cents,
        currency=method.currency,
    )
