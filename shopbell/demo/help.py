"""The demo shop's help centre: our own articles and guides, and one of its own, in three languages."""

from pathlib import Path

from shopbell.accounts.permission import Permission
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.starter.guides import install_guides
from shopbell.helpcenter.starter.install import install_starter
from shopbell.shop.product import Variant

from .help_asked import be_asked
from .help_readers import be_read
from .staff import Staff

LANGUAGES = ["en", "de", "ar"]
GUIDES = Path(__file__).parent / "guides"


def open_help(staff: Staff) -> None:
    HelpCentre.objects.get_or_create(pk=1, defaults={"languages": LANGUAGES})
    editor = next(agent for agent in staff.agents if agent.may(Permission.HELP_PUBLISH))
    if install_starter(LANGUAGES, by=editor, is_as_told=True).published:
        be_read()
        be_asked()
    install_guides(by=editor)
    install_guides(GUIDES, by=editor, products=_number_of)


def _number_of(good: str) -> str:
    """The article number of the first variant of a product of the catalogue."""
    found = Variant.objects.filter(product__external_id=good).order_by("pk").first()
    return found.sku if found else good
