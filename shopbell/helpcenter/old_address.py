"""Which addresses may lead elsewhere: paths that Shopbell itself does not answer, below /help/ or anywhere else, and
those of its own pages that are there no more (`gone.py`)."""

from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .centre import HelpCentre
from .gone import Standing, standing_at

BELOW = "help/"
MOVED = "help-moved"  # the page below /help/ that answers what no other does
BESIDE = frozenset({"help", "live", "static"})  # answered before the site map is asked
MOST_PATH = 300


def old_path(address: str) -> str:
    """What is kept of `address`, which may be a whole one: its path as it is read, without /help/ before it; of an
    article of ours without its title, of a guide without the step.

    Raises Refused for none, for more than a path, and for what Shopbell itself answers.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError as broken:
        raise Refused(_("This is no address.")) from broken
    whole = unquote(parts.path).replace("\0", "").strip().strip("/")  # a copied one has %C3%BC for ü
    path = whole.removeprefix(BELOW).strip("/")
    if not path or len(path) > MOST_PATH:
        raise Refused(
            _("Name the path of the address, such as hc/en-us/articles/115, in up to 300 characters.")
        )
    if parts.query or parts.fragment:
        raise Refused(
            _("Only the path of an address is compared, here “%(path)s”. Leave out what follows it.")
            % {"path": path}
        )
    if _is_ours(path, is_below=path != whole):
        raise Refused(
            _("Shopbell itself answers “%(path)s”, so it can lead nowhere else.") % {"path": f"/{whole}"}
        )
    own = own_page_at(path)
    return own.kept_as if own and own.language in HelpCentre.current().languages else path


def paths_asked(path: str) -> list[str]:
    """As what an address may be kept that is asked for as `path`, the nearest first: one of our pages that is there no
    more leads on in each language of the help centre."""
    path = path.strip("/").removeprefix(BELOW)
    own = own_page_at(path)
    return list(dict.fromkeys([path, *(own.paths(HelpCentre.current().languages) if own else [])]))


def own_page_at(path: str) -> Standing | None:
    """The page of ours, there or gone, that `path` names as it is kept."""
    is_beside = path.partition("/")[0] in _beginnings()
    return standing_at(_match(f"/{path}/" if is_beside else f"/{BELOW}{path}/"))


def is_unused(match: ResolverMatch | None) -> bool:
    """Whether no page of Shopbell's stands there; what looks like a language of the centre may be none."""
    if match is None or match.url_name == MOVED:
        return True
    language = match.kwargs.get("language")
    if match.route.startswith(BELOW) and language and language not in HelpCentre.current().languages:
        return True
    own = standing_at(match)
    return bool(own and own.is_gone)


def _is_ours(path: str, *, is_below: bool) -> bool:
    if not is_below and path.partition("/")[0] in _beginnings():
        own = standing_at(_match(f"/{path}/"))
        return not (own and own.is_gone)
    return not all(is_unused(_match(f"/{BELOW}{path}{end}")) for end in ("", "/"))


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@cache
def _beginnings() -> frozenset[str]:
    """How the paths begin that Shopbell answers."""
    return BESIDE | {each for each in _of(get_resolver(), "") if "<" not in each}


def _of(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        if not isinstance(each.pattern, RoutePattern):
            continue
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver) and "/" not in route:
            yield from _of(each, route)
        elif route:
            yield route.partition("/")[0]
