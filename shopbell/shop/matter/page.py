"""The page of the shop that a customer was looking at when they wrote, told by the channels beside this floor."""

from collections.abc import Callable
from urllib.parse import urlsplit

from shopbell.tickets.ticket import Ticket

from ..product import Product

# each tells the addresses of pages that a ticket was begun from, the newest first; `web/apps.py` adds the chat's
PAGES: list[Callable[[Ticket], list[str]]] = []


def product_in_view(ticket: Ticket) -> Product | None:
    """The product whose page the customer was on, whether the shop tells pages as paths or as whole addresses."""
    for pages in PAGES:
        for address in pages(ticket):
            if spellings := _spellings(address):
                return Product.objects.filter(page__in=spellings).order_by("pk").first()
    return None


def _spellings(address: str) -> list[str]:
    """`address` without what stands behind a question mark, whole and as a path, with and without a last stroke."""
    try:
        parts = urlsplit(address)
    except ValueError:  # it comes from a browser: anything may stand in it
        return []
    path = parts.path.rstrip("/")
    if not path:
        return []
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return [f"{start}{path}{end}" for start in dict.fromkeys([origin, ""]) for end in ("", "/")]
