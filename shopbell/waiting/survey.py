"""A few questions that the shop asks while somebody waits. The agent reads the answers before they write.

Nobody must answer, and nobody is asked twice: also whoever passed over the questions has a `Survey`.
"""

from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer
from shopbell.tickets.event import Verb, record
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket, one_line

from .translated import lines_in

MOST = 3  # questions that one shopper is asked
LONGEST = 500
MOST_CHOICES = 8


class QuestionQuerySet(models.QuerySet["Question"]):
    def for_ticket(self, ticket: Ticket, inbox: Inbox):
        """The first few that fit the inbox and what the ticket is about."""
        reasons = Q(reason=None)
        if ticket.reason_id:
            reasons |= Q(reason=ticket.reason_id) | Q(reason__details=ticket.reason_id)
        fitting = self.filter(reasons, Q(inbox=None) | Q(inbox=inbox), is_on=True)
        return fitting.order_by("position", "pk").distinct()[:MOST]


class Question(models.Model):
    text = models.CharField(_("question"), max_length=200)
    choices = models.TextField(
        _("answers to choose from"),
        blank=True,
        max_length=2000,
        help_text="one a line; empty: they write themselves",
    )
    translations = models.JSONField(
        _("translations"),
        default=dict,
        blank=True,
        help_text="language → the question and its answers, one a line",
    )
    inbox = models.ForeignKey(
        Inbox, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("inbox")
    )
    reason = models.ForeignKey(
        ContactReason,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact reason"),
    )
    position = models.PositiveIntegerField(_("place"), default=0)
    is_on = models.BooleanField(_("in use"), default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question for who waits")
        verbose_name_plural = _("questions for who waits")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def choice_lines(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]

    def asked_in(self, language: str = "") -> "Asked":
        text, *choices = lines_in(self.translations, [self.text, *self.choice_lines], language)
        return Asked(self.pk, text, choices)


@dataclass(frozen=True)
class Asked:
    """A question as its reader sees it; without choices they write the answer themselves."""

    id: int
    text: str
    choices: list[str]


class Survey(models.Model):
    """That somebody was asked in a ticket, with what they said: nothing for who passed over it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="surveys")
    answers = models.JSONField(default=list, help_text="of each: question and answer, as they read it")
    created_at = models.DateTimeField(default=timezone.now)


def survey_of(ticket_id: int) -> Survey | None:
    """What the customer answered; of merged tickets, who answered first."""
    return Survey.objects.filter(ticket=ticket_id).exclude(answers=[]).order_by("pk").first()


def questions_for(ticket: Ticket, inbox: Inbox) -> list[Asked]:
    """What is asked in `ticket` now; nothing once somebody answered it, or the questions."""
    if ticket.first_replied_at or Survey.objects.filter(ticket=ticket).exists():
        return []
    return [question.asked_in() for question in Question.objects.for_ticket(ticket, inbox)]


@transaction.atomic
def answer_survey(ticket: Ticket, inbox: Inbox, given: dict[str, object], *, by: Customer) -> Survey:
    """Keep what the shopper answered: by the number of a question its words, or the place of a choice from 0.

    Empty answers are left out, and none at all is fine. A second time changes nothing. Raises Refused for a choice
    that is none, and for words that are too long.
    """
    ticket.lock()
    known = Survey.objects.filter(ticket=ticket).first()
    if known:
        return known
    answers = []
    for asked in (question.asked_in() for question in Question.objects.for_ticket(ticket, inbox)):
        if said := _said(asked, given.get(str(asked.id))):
            answers.append({"question": asked.text, "answer": said})
    survey = Survey.objects.create(ticket=ticket, answers=answers)
    if answers:
        record(ticket, Verb.SURVEYED, by=by, answers=answers)
    return survey


def _said(asked: Asked, given: object) -> str:
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not text:
        return ""
    if not asked.choices:
        if len(text) > LONGEST:
            raise Refused(
                _t("This answer is too long. Write at most %(limit)s characters.") % {"limit": LONGEST}
            )
        return one_line(storable(text))
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < len(asked.choices)):
        raise Refused(_t("Choose one of the answers."))
    return asked.choices[int(text)]
