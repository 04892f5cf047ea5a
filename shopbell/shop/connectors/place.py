"""Where a connection leads: the fields that say which shop it is, and to whom its secrets are sent."""

import re

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..feed.accounts import ShopAccount
from ..order import Order
from ..product import Product
from .connection import Connection
from .registry import KINDS


def is_elsewhere(connection: Connection, told: dict[str, str]) -> bool:
    """Whether `told` would have the secrets that are kept sent where nobody entered them for."""
    return any(
        _place(connection.told.get(name)) != _place(told.get(name)) for name in _place_names(connection)
    )


def is_another_shop(connection: Connection, told: dict[str, str]) -> bool:
    return any(_shop(connection.told.get(name)) != _shop(told.get(name)) for name in _place_names(connection))


def refuse_another_shop(connection: Connection, told: dict[str, str]) -> None:
    """Raises Refused when rows of one shop are here and `told` leads to another: its order 17 is not this one's."""
    if is_another_shop(connection, told) and any(
        table.objects.filter(source=connection.source).exists() for table in (Order, Product, ShopAccount)
    ):
        raise Refused(
            _(
                "This leads to another shop, and what came from %(name)s would be mixed with its orders. Connect that "
                "shop as a new one."
            )
            % {"name": connection.name}
        )


def refuse_kept_secrets(connection: Connection, secrets: dict[str, str]) -> None:
    """Raises Refused when one that is needed was not written for the new place."""
    needed = [field.name for field in KINDS[connection.kind].fields if field.is_secret and field.is_required]
    if not all(secrets.get(name) for name in needed):
        raise Refused(
            _("The address is another one, so write the key too: the one kept here goes nowhere else.")
        )


def _place_names(connection: Connection) -> list[str]:
    return [field.name for field in KINDS[connection.kind].fields if field.is_place]


def _place(text: str | None) -> str:
    return (text or "").strip().rstrip("/")


def _shop(text: str | None) -> str:
    """The same shop by either scheme, and with www or without."""
    return re.sub(r"^(https?://)?(www\.)?", "", _place(text).lower())
