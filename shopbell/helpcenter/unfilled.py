"""Values that a text names and no policy has: nothing that names one is published, for it would tell of a number that
the shop never set."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from .article_draft import ArticleDraft
from .body import variables_in
from .variables import variables

Key = TypeVar("Key")
CALLED: dict[str, Any] = {  # the values of our own articles that a desk does not begin with
    "shipping.fee": _("shipping fee"),
    "shipping.delivery_days": _("days of delivery"),
    "shipping-free.limit": _("sum from which on shipping is free"),
    "return-window.limit": _("days in which things can be sent back"),
    "warranty.warranty_months": _("months of warranty"),
}


class Unfilled(Refused):
    """It names a value that no policy has; the page shows the way to the policies."""

    def __init__(self, values: list[str]):
        said = _t("Your policies do not have: %(values)s. Set it there, or take it out of the text.")
        super().__init__(said % {"values": ", ".join(values)})


def refuse_unfilled(*bodies: str, at: datetime | None = None) -> None:
    """Raise Unfilled when one of them names a value that no policy has at `at` (now)."""
    if values := values_lacking(*bodies, at=at):
        raise Unfilled(values)


def values_lacking(*bodies: str, at: datetime | None = None) -> list[str]:
    """What `bodies` name of policies that are not there at `at` (now), as people call it."""
    return _called(set().union(*map(variables_in, bodies)), at)


def unfilled(articles: Iterable[int]) -> dict[int, list[str]]:
    """By the number of an article: what its drafts name of policies that are not there, as people call it."""
    drafts = ArticleDraft.objects.filter(article__in=articles, body__contains="<var data-from=")
    return lacking_by(drafts.values_list("article_id", "body"))


def lacking_by(bodies: Iterable[tuple[Key, str]], at: datetime | None = None) -> dict[Key, list[str]]:
    """By what stands before a body: what it names of policies that are not there at `at` (now), as people call it."""
    named: dict[Key, set[str]] = defaultdict(set)
    for number, body in bodies:
        named[number] |= variables_in(body)
    lacking = set(_names_lacking(set().union(*named.values()), at))
    return {
        key: [str(CALLED.get(name, name)) for name in sorted(names & lacking)]
        for key, names in named.items()
        if names & lacking
    }


def _called(names: set[str], at: datetime | None) -> list[str]:
    return [str(CALLED.get(name, name)) for name in _names_lacking(names, at)]


def _names_lacking(names: set[str], at: datetime | None) -> list[str]:
    """Those of `names` that no policy has; the policies are asked only when something is named."""
    known = variables(get_language() or "en", at) if names else {}
    return sorted(name for name in names if name not in known or not known[name].value)
