"""The kinds of shop system that the desk can be connected to."""

from django.utils.translation import gettext as _

from .connection import Connection
from .connector import Connector
from .errors import ShopTrouble
from .homemade.connector import HomeMade
from .shopify.connector import Shopify
from .vendure.connector import Vendure
from .woocommerce.connector import WooCommerce

KINDS: dict[str, type[Connector]] = {each.kind: each for each in (Shopify, WooCommerce, Vendure, HomeMade)}


def connector_of(connection: Connection) -> Connector:
    """Raises ShopTrouble for a kind that this desk does not know (any more)."""
    kind = KINDS.get(connection.kind)
    if kind is None:
        words = _("This desk knows no shop system %(kind)s.") % {"kind": connection.kind}
        raise ShopTrouble(words, is_lasting=True)
    return kind(connection)
