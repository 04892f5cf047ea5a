"""The terms of a rule that allows: fees, days, deadlines and what the customer is told to do."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shopbell.core.errors import Refused


class Terms(BaseModel):
    """What an action asks of the rule that allowed it. Everything has a default, so a rule may be silent."""

    model_config = ConfigDict(extra="forbid")

    refund_days: tuple[int, int] = Field(
        default=(5, 7), description="working days until a card or a bank has the money"
    )
    fee_cents: int = Field(
        default=0, ge=0, description="taken off what is paid back, in the minor unit of the order"
    )
    undo_minutes: int = Field(default=10, ge=0, description="how long the action can be taken back")
    refund_when: Literal["now", "received"] = "received"
    charge_when: Literal["now", "sent"] = "sent"
    send_back_days: int = Field(default=14, ge=1, description="how long the customer has to send it back")
    label_carrier: str = Field(default="", max_length=80)
    return_address: str = Field(
        default="", max_length=300, description="who gets what is sent back, for the label"
    )
    instructions: dict[str, str] = Field(default_factory=dict, description="language → how to send it back")
    voucher_days: int = Field(default=365, ge=1, description="how long a voucher is good")
    delivery_days: tuple[int, int] = Field(default=(2, 5), description="working days until a parcel is there")
    warranty_months: int = Field(default=24, ge=0, description="how long the shop answers for a product")
    keep_months: int = Field(default=36, ge=0, description="how long what a customer wrote is kept")
    currency: str = Field(
        default="", pattern="^([A-Z]{3})?$", description="of the fee, where there is no order"
    )

    @field_validator("refund_days", "delivery_days")
    @classmethod
    def _from_few_to_many(cls, days: tuple[int, int]) -> tuple[int, int]:
        if not 0 <= days[0] <= days[1]:
            raise ValueError(_("first the fewest days, then the most"))
        return days


def check_terms(terms: dict[str, Any]) -> None:
    """Raises Refused with the first term that is unknown or no value of its kind."""
    try:
        Terms.model_validate(terms)
    except ValidationError as error:
        first = error.errors()[0]
        place = " › ".join(str(part) for part in first["loc"])
        raise Refused(_("The term %(name)s: %(what)s.") % {"name": place, "what": first["msg"]}) from None
