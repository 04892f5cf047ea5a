"""What a token may be used for. A scope stands for permissions, and never gives more than its agent's role has."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission


class Scope(TextChoices):
    CUSTOMERS_READ = "customers:read", _("See customers")
    CUSTOMERS_WRITE = "customers:write", _("Note consent and positive points of customers")
    PRODUCTS_READ = "products:read", _("See products and their stock")
    ORDERS_READ = "orders:read", _("See orders, payments, shipments and carts")
    ORDERS_ACT = "orders:act", _("Act on orders: cancel, refund, exchange …")
    ORDERS_APPROVE = "orders:approve", _("Answer what waits for approval")
    POLICIES_READ = "policies:read", _("See the policies of the shop")
    TICKETS_READ = "tickets:read", _("Read tickets")
    TICKETS_WRITE = "tickets:write", _("Open tickets, answer, write notes and change them")
    ARTICLES_READ = "articles:read", _("Read articles and guides, drafts too")
    ARTICLES_WRITE = "articles:write", _("Write drafts of articles and guides")
    ARTICLES_PUBLISH = (
        "articles:publish",
        _("Publish and delete articles and guides, lead old addresses to them, write their categories"),
    )
    STATUS_WRITE = "status:write", _("Begin incidents of the status page and say what is new")
    SHOP_FEED = "shop:feed", _("Feed products, customers, orders and shipments")


READING = frozenset(
    {
        Permission.TICKET_READ_OWN,
        Permission.TICKET_READ_TEAM,
        Permission.TICKET_READ_UNASSIGNED,
        Permission.TICKET_READ_ALL,
    }
)
PERMISSIONS: dict[str, frozenset[str]] = {
    Scope.CUSTOMERS_READ: frozenset({Permission.CUSTOMER_READ}),
    Scope.CUSTOMERS_WRITE: frozenset(  # to find of whom; the routes that tell ask for customers:read
        {Permission.CUSTOMER_READ, Permission.CUSTOMER_UPDATE}
    ),
    Scope.PRODUCTS_READ: frozenset(),
    Scope.ORDERS_READ: frozenset({Permission.ORDER_READ}),
    Scope.ORDERS_ACT: frozenset(  # to find for whom; the routes that tell ask for scopes of their own
        {Permission.ORDER_READ, Permission.ORDER_ACT, Permission.CUSTOMER_READ}
    ),
    Scope.ORDERS_APPROVE: frozenset({Permission.ORDER_READ, Permission.ORDER_APPROVE}),
    Scope.POLICIES_READ: frozenset(),
    Scope.TICKETS_READ: READING,
    Scope.TICKETS_WRITE: READING  # to find what is answered; the routes that tell ask for tickets:read
    | {Permission.TICKET_REPLY, Permission.TICKET_NOTE, Permission.TICKET_UPDATE},
    Scope.ARTICLES_READ: frozenset({Permission.HELP_WRITE}),  # as at the desk, where who writes reads drafts
    Scope.ARTICLES_WRITE: frozenset({Permission.HELP_WRITE}),
    Scope.ARTICLES_PUBLISH: frozenset(
        {
            Permission.HELP_WRITE,
            Permission.HELP_PUBLISH,
            Permission.SETTINGS_MANAGE,
        }  # the last for addresses and categories
    ),
    Scope.STATUS_WRITE: frozenset({Permission.STATUS_PUBLISH}),
    Scope.SHOP_FEED: frozenset({Permission.SETTINGS_MANAGE}),
}


def permissions_of(scopes: Iterable[str]) -> frozenset[str]:
    """All that `scopes` allow together, before anybody's role is asked."""
    return frozenset().union(*(PERMISSIONS.get(scope, frozenset()) for scope in scopes))


def lacks(person, scopes: Iterable[str], *, is_all: bool) -> list[str]:
    """The names of those of `scopes` that `person` may not give away: to a service or a colleague (`is_all`) they give
    all that a scope stands for, to themselves only what their own role has too."""
    return [
        str(Scope(scope).label)
        for scope in scopes
        if not (
            PERMISSIONS[scope] <= person.permissions
            if is_all
            else not PERMISSIONS[scope] or PERMISSIONS[scope] & person.permissions
        )
    ]
