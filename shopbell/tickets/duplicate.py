"""The hint that a customer has asked the same already: another unsolved ticket of theirs, lately, on the same matter.

It only shows; merging stays a person's deed, and so is saying that two tickets are two matters. The same matter is
the same contact reason or nearly the same words; floors above know other signs (the same order) and add them to
`SIGNS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.bus import publish

from .ticket import Ticket

LATELY = timedelta(days=14)
MOST = 20  # tickets of one customer that are compared
ALIKE = 0.5  # share of three-letter pieces that two texts have in common
# each returns, of the tickets given second, those that share something with the first: the id and why, in words
SIGNS: list[Callable[[Ticket, list[Ticket]], dict[int, str]]] = []


class NoDuplicate(models.Model):
    """Somebody looked at two tickets and said that they are two matters: the hint names the pair no more."""

    lower = models.ForeignKey(Ticket, models.CASCADE, related_name="+", help_text="the smaller number")
    higher = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lower", "higher"], name="no_duplicate_once")]


def dismiss_duplicate(ticket: Ticket, other: Ticket, *, by) -> None:
    """Hint no more that `ticket` and `other` ask the same, to nobody and on neither page; twice changes nothing."""
    if ticket == other:
        return
    lower, higher = sorted((ticket, other), key=lambda each: each.pk)
    NoDuplicate.objects.get_or_create(lower=lower, higher=higher, defaults={"agent": by})
    publish(f"ticket-{ticket.pk}", f"ticket-{other.pk}")


def recall_duplicate(ticket: Ticket, other: Ticket) -> None:
    """Let the hint name the pair again."""
    lower, higher = sorted((ticket, other), key=lambda each: each.pk)
    if NoDuplicate.objects.filter(lower=lower, higher=higher).delete()[0]:
        publish(f"ticket-{ticket.pk}", f"ticket-{other.pk}")


@dataclass(frozen=True)
class Duplicate:
    ticket: Ticket
    why: str


def duplicate_of(ticket: Ticket, agent, now: datetime) -> Duplicate | None:
    """The likeliest duplicate of `ticket` that `agent` may see; None when there is none."""
    if not ticket.is_unsolved:
        return None
    others = list(
        Ticket.objects.visible_to(agent)
        .unsolved()
        .filter(customer=ticket.customer_id, last_message_at__gt=now - LATELY)
        .exclude(pk=ticket.pk)
        .exclude(pk__in=NoDuplicate.objects.filter(higher=ticket).values("lower"))
        .exclude(pk__in=NoDuplicate.objects.filter(lower=ticket).values("higher"))
        .order_by("-last_message_at")[:MOST]
    )
    if not others:
        return None
    for sign in [*SIGNS, same_words, same_reason]:
        why = sign(ticket, others)
        for other in others:
            if other.pk in why:
                return Duplicate(other, why[other.pk])
    return None


def same_reason(ticket: Ticket, others: list[Ticket]) -> dict[int, str]:
    if not ticket.reason_id:
        return {}
    return {other.pk: _("the same contact reason") for other in others if other.reason_id == ticket.reason_id}


def same_words(ticket: Ticket, others: list[Ticket]) -> dict[int, str]:
    return {
        other.pk: _("nearly the same words")
        for other in others
        if likeness(words_of(ticket), words_of(other)) >= ALIKE
    }


def words_of(ticket: Ticket) -> str:
    """What a ticket says in short: its subject and its newest message."""
    return f"{ticket.subject} {ticket.preview}"


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1, in any script: pieces of three letters, without marks."""
    pieces = [_pieces(text) for text in (one, other)]
    together = len(pieces[0] | pieces[1])
    return len(pieces[0] & pieces[1]) / together if together else 0.0


def _pieces(text: str) -> set[str]:
    plain = "".join(letter for letter in text.casefold() if letter.isalnum())
    return {plain[at : at + 3] for at in range(len(plain) - 2)}
