"""Words in the subject of a ticket, found by the index of words or by reading the newest tickets, whichever is less.

PostgreSQL cannot tell: of a beginning of a word it believes that one ticket of fifty has it, whatever the word. So the
newest tickets are asked how common it is, and the question is put in the words for which the planner goes that way.
"""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import BooleanField, Func, Q

from ..ticket import Ticket

WORDS = SearchVector("subject", config="simple")  # as the index has it
ASKED, COMMON, MOST = (
    400,
    8,
    100,
)  # of so many of the newest, from how many on it is common, and in most of them


class IsTrue(Func):
    """`… is true`, of which the planner knows that no index answers it."""

    template, output_field = "(%(expressions)s) is true", BooleanField()


def in_subject(text: str, *, is_list: bool) -> Q:
    """Tickets whose subject has the words of `text` side by side; the last may go on.

    `is_list`: many are looked for, the newest first, rather than whether one ticket is among them.
    """
    phrase = _phrase(text.split())
    count = _among_newest(phrase) if is_list else 0
    if count >= MOST:
        return Q(IsTrue(_has(phrase)))
    return Q(_has(phrase if count >= COMMON else _twice(phrase)))


def _among_newest(phrase: str) -> int:
    newest = Ticket.objects.order_by("-last_message_at", "-pk").values("pk")[:ASKED]
    return Ticket.objects.filter(pk__in=newest).filter(_has(phrase)).count()


def _has(phrase: str) -> SearchVectorExact:
    return SearchVectorExact(WORDS, SearchQuery(phrase, search_type="raw", config="simple"))


def _phrase(words: Iterable[str]) -> str:
    escaped = [word.replace("\\", "\\\\").replace("'", "''") for word in words]
    return " <-> ".join(f"'{word}'" for word in escaped) + ":*"


def _twice(phrase: str) -> str:
    """For both the planner believes in one ticket of 2,500 instead of one of 50, and asks the index."""
    return f"{phrase} & {phrase.rpartition(' ')[2]}"
