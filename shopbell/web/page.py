"""What every page's frame asks for: its language, the rail, who is here, and how one may come in."""

from collections.abc import Callable
from typing import NamedTuple

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.accounts.availability import availability_of
from shopbell.accounts.permission import Permission
from shopbell.helpcenter.stale import own_count


class Place(NamedTuple):
    """A place on the rail, with how much waits there."""

    name: str
    label: str
    icon: str
    address: str
    waiting: int = 0


def language() -> str:
    return translation.get_language() or "en"


def direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def rail(agent) -> list[Place]:
    """The places this agent may go to; only what there is."""
    places = [
        _place("inbox", _("Inbox"), icon="inbox", page="inbox"),
        _place("search", _("Search"), icon="search", page="search"),
    ]
    if agent.may(Permission.CUSTOMER_READ):
        places.append(_place("customers", _("Customers"), icon="users", page="customers"))
    if agent.may(Permission.HELP_WRITE):
        places.append(
            _place("help", _("Help centre"), icon="book-open", page="help-desk", waiting=own_count(agent))
        )
    if agent.may(Permission.COMMUNITY_MODERATE):
        places.append(_place("community", _("Community"), icon="messages-square", page="community-desk"))
    if agent.may(Permission.STATUS_PUBLISH):
        places.append(_place("status", _("Status"), icon="activity", page="status-desk"))
    if agent.may(Permission.WALL_READ):
        places.append(_place("wall", _("Wall"), icon="layout-dashboard", page="wall"))
    places.append(_place("settings", _("Settings"), icon="settings", page="settings"))
    return [place for place in places if place]


def _place(name: str, label: str, *, icon: str, page: str, waiting: int = 0) -> Place | None:
    try:
        return Place(name, label, icon, reverse(page), waiting)
    except NoReverseMatch:
        return None


def own_availability(agent) -> str:
    """What the agent chose: available, busy, away or offline."""
    return availability_of(agent).chosen


def account_providers(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and address of each single sign-on that the operator set up."""
    providers = get_adapter(request).list_providers(request)
    return [(provider.name, provider.get_login_url(request, process="login")) for provider in providers]


SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux")
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


def session_device(user_agent: str) -> str:
    """Browser and system of a session in a few words: Firefox · Windows."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return " · ".join(
        filter(None, [browser, system.replace("Mac OS", "macOS").replace("CrOS", "ChromeOS")])
    ) or _("Unknown device")


# floors above that offer sign-ins for everybody to see (the demo shop) add to this, in their AppConfig.ready
SIGN_INS: list[Callable[[], list[tuple[str, str, str]]]] = []


def demo_sign_ins() -> list[tuple[str, str, str]]:
    """E-mail, password and role of the demo shop's agents; empty on a real shop's desk and on a network."""
    return [sign_in for offered in SIGN_INS for sign_in in offered()]
