"""Values that a draft names and no policy has: what a starter article waits for."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .article_draft import ArticleDraft
from .body import variables_in
from .variables import variables

CALLED: dict[str, Any] = {  # the values of our own articles that a desk does not begin with
    "shipping.fee": _("shipping fee"),
    "shipping.delivery_days": _("days of delivery"),
    "shipping-free.limit": _("sum from which on shipping is free"),
    "return-window.limit": _("days in which things can be sent back"),
    "warranty.warranty_months": _("months of warranty"),
}


def unfilled(articles: Iterable[int]) -> dict[int, list[str]]:
    """By the number of an article: what its drafts name of policies that are not there, as people call it."""
    drafts = ArticleDraft.objects.filter(article__in=articles, body__contains="<var data-from=")
    named: dict[int, set[str]] = defaultdict(set)
    for article, body in drafts.values_list("article_id", "body"):
        named[article] |= variables_in(body)
    if not named:
        return {}
    known = set(variables(get_language() or "en"))
    return {
        article: [str(CALLED.get(name, name)) for name in sorted(names - known)]
        for article, names in named.items()
        if names - known
    }
