"""What to write next: signs that an article is missing, or does not help, each with what speaks for it.

Floors above add their own, such as what was searched and not found, to `SOURCES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopbell.accounts.agent import Agent
from shopbell.core.folding import words as words_of
from shopbell.core.number import number
from shopbell.promises.kept import midnight_of
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket

from .article_text import ArticleText
from .dismissed_wish import DismissedWish
from .figures import Line
from .share import wilson

MOST = 10
FEWEST_TICKETS, FEWEST_FOLLOWED = 5, 3
SHORTEST = 4  # letters of a word that says what a reason is about


@dataclass(frozen=True)
class Wish:
    key: str  # what it is dismissed by
    words: str  # what it is about
    why: str
    address: str  # where it is written
    is_new: bool  # an article to begin, not one to mend


@dataclass(frozen=True)
class Asked:
    """Of what time, for whom, and what was read in it."""

    agent: Agent
    since: date
    lines: list[Line]


def reasons_without_article(asked: Asked) -> list[Wish]:
    """Contact reasons of many tickets that the agent may read, which no article carries or is named like.

    Reasons that ask nothing, such as praise, want none.
    """
    tickets = Ticket.objects.visible_to(asked.agent).filter(
        created_at__gte=midnight_of(asked.since), reason__asks_something=True
    )
    counts = tickets.order_by().values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    many = dict(counts.filter(count__gte=FEWEST_TICKETS)[: 5 * MOST])
    reasons = ContactReason.objects.select_related("parent").in_bulk(many)
    heads = [
        set(words_of(f"{title} {summary}"))
        for title, summary in ArticleText.objects.values_list("title", "summary")
    ]
    carried = set(ArticleText.objects.values_list("article__reasons", flat=True))
    lacking = [
        pk
        for pk in many
        if not carried & {pk, reasons[pk].parent_id or pk} and not is_named(reasons[pk].name, heads)
    ]
    return [_article_on(reasons[pk], many[pk]) for pk in lacking]


def _article_on(reason: ContactReason, count: int) -> Wish:
    why = ngettext(
        "%(count)s ticket, and no article of this name",
        "%(count)s tickets, and no article of this name",
        count,
    ) % {"count": number(count)}
    begun = f"{reverse('help-desk-new')}?{urlencode({'title': reason.name})}"
    return Wish(f"reason-{reason.pk}", reason.path, why, begun, is_new=True)


def is_named(name: str, heads: list[set[str]]) -> bool:
    """Whether at least half of the words of `name` that say something stand in one of the heads."""
    wanted = {word for word in words_of(name) if len(word) >= SHORTEST} or set(words_of(name))
    return any(2 * len(wanted & head) >= len(wanted) for head in heads)


def read_before_tickets(asked: Asked) -> list[Wish]:
    """Articles and guides after which people wrote surely more often than after others."""
    lines = [line for line in asked.lines if line.kind in ("article", "guide")]
    reads, followed = (sum(getattr(line, name) for line in lines) for name in ("reads", "followed"))
    usual = followed / reads if reads else 0
    found = [
        line
        for line in lines
        if line.followed >= FEWEST_FOLLOWED and wilson(line.followed, line.reads)[0] > usual
    ]
    return [
        Wish(
            f"{line.kind}-{line.object_id}",
            line.what.title,
            _("%(tickets)s of %(reads)s readings were followed by a ticket")
            % {"tickets": number(line.followed), "reads": number(line.reads)},
            line.what.address,
            is_new=False,
        )
        for line in found
    ]


SOURCES: list[Callable[[Asked], list[Wish]]] = [reasons_without_article, read_before_tickets]


def wishes(asked: Asked) -> tuple[list[Wish], list[Wish]]:
    """What to write next, the first of each source, and what of it somebody dismissed."""
    keys = set(DismissedWish.objects.values_list("key", flat=True))
    wanted, dismissed = [], []
    for source in SOURCES:
        found = source(asked)
        wanted += [wish for wish in found if wish.key not in keys][:MOST]
        dismissed += [wish for wish in found if wish.key in keys]
    return wanted, dismissed
