"""What is fed, row by row: typed, bounded, and nothing unknown. A list that is left out leaves what is there alone."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shopbell.core.storable import storable_name

from ..order import OrderStatus
from ..payment import MethodKind, PaymentKind
from ..shipment import Step

MOST_ROWS = 500  # in one call; a file may have any number
NO_NEWS = "The same again is no news: what the desk has moved since stays."
Cents = Annotated[int, Field(ge=-(10**15), le=10**15)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217, such as EUR.")]
Key = Annotated[str, Field(min_length=1, max_length=80)]
Moment = Annotated[datetime, AfterValidator(lambda at: at if at.tzinfo else at.replace(tzinfo=UTC))]
Place = Annotated[str, Field(max_length=300, pattern="^(https?://|/|$)", description="A path or an address.")]
Options = dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=120)]]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, told: Any) -> Any:
        """Without what the database takes in no text; one NUL in a note would hold up all that came with it."""
        return _storable(told) if isinstance(told, dict) else told


def _storable(told: Any) -> Any:
    if isinstance(told, str):
        return told if told.isascii() and "\0" not in told else storable_name(told)
    if isinstance(told, dict):
        return {_storable(name): _storable(value) for name, value in told.items()}
    return [_storable(each) for each in told] if isinstance(told, list) else told


class VariantRow(Row):
    external_id: Key
    sku: str = Field(default="", max_length=80)
    options: Options = Field(default_factory=dict)
    price_cents: Cents
    currency: Currency
    stock: int | None = Field(
        default=None, ge=0, le=10**9, description=f"Pieces; null when the shop counts none. {NO_NEWS}"
    )
    restock_on: date | None = None
    is_available: bool = True


class ProductRow(Row):
    external_id: Key
    name: str = Field(min_length=1, max_length=300)
    description: str = Field(default="", max_length=20_000)
    category: str = Field(default="", max_length=120)
    picture: str = Field(default="", max_length=300, pattern="^(https?://|/|$)")
    pictures: list[Place] = Field(default_factory=list, max_length=20, description="More of them.")
    page: str = Field(default="", max_length=300, pattern="^(https?://|/|$)")
    warranty_months: int | None = Field(default=None, ge=0, le=1200)
    variants: list[VariantRow] = Field(default_factory=list, max_length=500)


class MethodRow(Row):
    external_id: Key
    kind: MethodKind
    brand: str = Field(default="", max_length=40)
    last_four: str = Field(default="", max_length=4)
    balance_cents: int | None = Field(default=None, ge=0, le=10**15, description=f"Of a gift card. {NO_NEWS}")
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")


class AddressParts(Row):
    name: str = Field(default="", max_length=200)
    line1: str = Field(default="", max_length=200)
    line2: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=120)
    region: str = Field(default="", max_length=120)
    postcode: str = Field(default="", max_length=20)
    country: str = Field(default="", max_length=60)


class CustomerRow(Row):
    email: str = Field(
        min_length=3,
        max_length=320,
        description="All that the customer is known by, so it counts as verified.",
    )
    name: str = Field(default="", max_length=300)
    language: str = Field(default="", max_length=12)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    payment_methods: list[MethodRow] = Field(default_factory=list, max_length=50)
    address: AddressParts = Field(
        default=AddressParts.model_construct(), description="The default of who has none yet."
    )


class LineRow(Row):
    external_id: str = Field(default="", max_length=80, description="Empty: its place in the list.")
    variant: str = Field(default="", max_length=80, description="The variant's external_id.")
    name: str = Field(min_length=1, max_length=300)
    options: Options = Field(default_factory=dict)
    quantity: int = Field(default=1, ge=1, le=10**6)
    price_cents: Cents = Field(description="Of one piece.")


class PaymentRow(Row):
    external_id: Key
    kind: PaymentKind = PaymentKind.PAYMENT
    method: str = Field(default="", max_length=80, description="The payment method's external_id.")
    amount_cents: int = Field(ge=0, le=10**15)
    at: Moment | None = None


class SellerRow(Row):
    external_id: Key
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(default="", max_length=254, pattern="^([^@ ]+@[^@ ]+)?$")


class InvoiceRow(Row):
    number: str = Field(min_length=1, max_length=60)
    total_cents: Cents | None = Field(default=None, description="Null: the total of the order.")
    issued_at: Moment | None = None
    page: Place = ""


class OrderRow(Row):
    external_id: Key
    number: str = Field(
        default="", max_length=60, description="As the customer knows it; empty: the external_id."
    )
    customer_email: str = Field(min_length=3, max_length=320)
    status: OrderStatus
    currency: Currency
    total_cents: Cents | None = Field(
        default=None, description="Null: what the lines cost, less discount, plus shipping."
    )
    discount_cents: Cents = 0
    shipping_cents: Cents = 0
    tax_cents: Cents = 0
    address: AddressParts = AddressParts.model_construct()
    note: str = Field(default="", max_length=2000)
    placed_at: Moment | None = None
    seller: SellerRow | None = Field(default=None, description="Of a marketplace; null: the shop itself.")
    lines: list[LineRow] | None = Field(default=None, max_length=500)
    payments: list[PaymentRow] | None = Field(default=None, max_length=100)
    invoices: list[InvoiceRow] | None = Field(default=None, max_length=20)


class ScanRow(Row):
    at: Moment
    step: Step = Step.ON_THE_WAY
    place: str = Field(default="", max_length=120)
    text: str = Field(min_length=1, max_length=200)


class ShipmentRow(Row):
    external_id: Key
    order: str = Field(min_length=1, max_length=80, description="The order's external_id.")
    carrier: str = Field(default="", max_length=80)
    tracking_number: str = Field(default="", max_length=80)
    warehouse: str = Field(default="", max_length=80)
    lines: list[Key] | None = Field(
        default=None, max_length=500, description="external_id of the lines in it."
    )
    shipped_at: Moment | None = None
    expected_on: date | None = None
    delivered_at: Moment | None = None
    scans: list[ScanRow] = Field(default_factory=list, max_length=200)


class StockRow(Row):
    """How many pieces of a variant lie in a warehouse of one's own."""

    variant: Key = Field(description="The variant's external_id.")
    warehouse: Key
    warehouse_name: str = Field(default="", max_length=120, description="Empty: as it is called already.")
    country: str = Field(default="", pattern="^([A-Z]{2})?$", description="Where the warehouse is.")
    pieces: int = Field(ge=0, le=10**9, description=NO_NEWS)
    back_order_on: date | None = Field(default=None, description="When more are expected there.")


class ShopProductRow(ProductRow):
    """A product of a shop system, with as many variants as those allow."""

    variants: list[VariantRow] = Field(default_factory=list, max_length=5000)


class LevelRow(Row):
    """How many pieces of a variant lie in a warehouse of a shop system."""

    variant: Key
    warehouse: Key
    warehouse_name: str = Field(min_length=1, max_length=120)
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    pieces: int = Field(ge=-(10**9), le=10**9)
    back_order_on: date | None = Field(default=None, description="When more are expected there.")


class AccountRow(CustomerRow):
    """A customer as a shop system has them: known by the account, with or without an address."""

    external_id: Key
    email: str = Field(default="", max_length=320)
    email_verified: bool = Field(
        default=False,
        description="The shop has seen that the address is theirs, as by a link it mailed there.",
    )
    phone: str = Field(default="", max_length=60)
    is_aside: bool = (
        False  # said by the way, in an order: it makes the customer, and changes nothing of a known one
    )


class ShopOrderRow(OrderRow):
    """An order of a shop system: whose it is, is told by the account."""

    account: Key
    customer_email: str = ""


class CartLineRow(Row):
    variant: Key
    quantity: int = Field(default=1, ge=1, le=10**6)
    price_cents: Cents = Field(description="Of one piece.")


class CartRow(Row):
    """What somebody with an account of a shop system has put aside."""

    external_id: Key
    account: Key
    currency: Currency
    updated_at: Moment
    lines: list[CartLineRow] = Field(default_factory=list, max_length=500)


class OwnCartRow(Row):
    """What a customer of one's own shop has put aside."""

    external_id: Key
    customer_email: str = Field(min_length=3, max_length=320)
    currency: Currency
    updated_at: Moment
    lines: list[CartLineRow] = Field(max_length=500, description="Empty: it was bought, or emptied.")
