"""E-mail digests: what an agent has not read, in one mail, when they have been away for a while.

At most one mail in the period that the agent chose, none in their quiet hours, and nothing of a ticket that they may
not read any more. The mail leaves as a letter of the desk, which is sent once and tried again for as long as it takes.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Choice
from shopbell.accounts.letter import send_soon
from shopbell.channels.email.answering.offer import with_line_above
from shopbell.core.lock import hold_until_commit
from shopbell.core.unsubscribe import unsubscribe_headers

from .alone_words import address_of, heading_of
from .answerable import Answerable
from .choices import Choices, choices_of
from .decision import Why
from .kind import Kind, Way
from .notification import Notification
from .sentence import sentence

log = logging.getLogger(__name__)
DIGEST = "digest"  # as a mailing that can be left
MOST_AT_ONCE = 500
MOST_HEADING = 120  # characters in a subject
MOST_TICKETS = 20  # in one mail; it says how many more there are


def send_digests(now: datetime) -> int:
    """Mail everybody whose time has come; returns how many mails. Safe to run twice and in parallel."""
    waiting = (
        Notification.objects.filter(mail=Why.WAITS).order_by("agent_id").values_list("agent_id", flat=True)
    )
    return sum(_try(agent_id, now) for agent_id in list(waiting.distinct()))


def _try(agent_id: int, now: datetime) -> bool:
    """What fails for one agent keeps nobody else's mail; it is tried again with the next round."""
    try:
        return _send(agent_id, now)
    except Exception:
        log.exception("The digest of agent %s failed; it is tried again", agent_id)
        return False


@transaction.atomic
def _send(agent_id: int, now: datetime) -> bool:
    hold_until_commit(f"digest {agent_id}")
    agents = Agent.objects.select_related("role", "availability", "notification_choices")
    agent = agents.filter(pk=agent_id, is_active=True).first()
    if agent is None:
        Notification.objects.filter(agent=agent_id, mail=Why.WAITS).update(mail=Why.OFF)
        return False
    choices: Choices = getattr(agent, "notification_choices", None) or Choices(agent=agent)
    if not is_due(choices, _seen_at(agent), now):
        return False
    waiting = Notification.objects.filter(agent=agent, mail=Why.WAITS)
    seen = list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    readable = Notification.objects.readable_by(agent).filter(pk__in=seen, read_at=None)
    rows = list(
        readable.select_related(
            "ticket",
            "event__agent",
            "event__customer",
            "unequal__reason",
            "unequal__team",
            "ask__by",
            "incident_update__incident",
        ).order_by("pk")
    )
    if rows and rows[0].created_at > now - timedelta(minutes=choices.away_minutes):
        return False
    told = [row.pk for row in rows]
    waiting.filter(pk__in=seen).exclude(pk__in=told).update(mail=Why.FORBIDDEN)
    if not rows:
        return False
    subject, text, headers = compose(agent, rows)
    send_soon(agent.email, subject, text, unsubscribe_headers(DIGEST, str(agent.pk)) | headers)
    waiting.filter(pk__in=told).update(mail=Why.SENT)
    Choices.objects.update_or_create(agent=agent, defaults={"mailed_at": now})
    return True


@transaction.atomic
def end_digests(agent_id: str) -> None:
    """No more mail of news to the agent: they chose so in their mail program. What waits is not mailed either."""
    hold_until_commit(f"digest {agent_id}")
    agent = Agent.objects.filter(pk=agent_id).first()
    if agent is None:
        return
    choices = choices_of(agent)
    for kind in Kind:
        choices.choose(kind, choices.ways_of(kind) - {Way.MAIL}, choices.tone_of(kind))
    choices.save()
    Notification.objects.filter(agent=agent, mail=Why.WAITS).update(mail=Why.OFF)


def is_due(choices: Choices, seen_at: datetime | None, now: datetime) -> bool:
    """Whether the agent may be mailed at `now`: away long enough, no mail of late, and it is not quiet."""
    if seen_at and seen_at > now - timedelta(minutes=choices.away_minutes):
        return False
    if choices.mailed_at and choices.mailed_at > now - timedelta(minutes=choices.period_minutes):
        return False
    hours = choices.quiet_hours
    return hours is None or not hours.is_quiet(now)


def compose(agent: Agent, rows: list[Notification]) -> tuple[str, str, dict[str, str]]:
    """Subject and text, in the agent's language: per ticket its address and what happened, oldest first.

    And the headers that let an answer to it find its way, where it may be answered (`answerable.py`).
    """
    with override(agent.language):
        things: dict[tuple[int, str], list[Notification]] = {}
        for row in rows:
            things.setdefault(row.place, []).append(row)
        count = len(things)
        shown, is_alone = list(things.values())[:MOST_TICKETS], count == 1
        answers = Answerable(agent, shown)
        parts = [_part(each, answers) for each in shown]
        if count > MOST_TICKETS:
            parts.append(
                _("And %(count)s more: %(address)s")
                % {"count": count - MOST_TICKETS, "address": _address("notifications")}
            )
        parts += answers.closing(is_alone=is_alone)
        parts.append(
            _(
                "You get this mail since you were away and had not read it. Change when and of what: %(address)s"
            )
            % {"address": _address("notification-choices")}
        )
        text = "\n\n".join(parts)
        headers = answers.headers(is_alone=is_alone)
        return _subject(rows, count), with_line_above(text) if headers else text, headers


def _subject(rows: list[Notification], count: int) -> str:
    """What the mail is about: tickets, one other thing by its name, or so many pieces of news."""
    if all(row.ticket_id for row in rows):
        said = ngettext("%(count)s ticket has news for you", "%(count)s tickets have news for you", count)
    elif count == 1:
        return _("News for you: %(heading)s") % {"heading": heading_of(rows[-1])[:MOST_HEADING]}
    else:
        said = ngettext("%(count)s piece of news for you", "%(count)s pieces of news for you", count)
    return said % {"count": count}


def _part(rows: list[Notification], answers: Answerable) -> str:
    ticket = rows[-1].ticket
    news = (f"- {words}" for words in dict.fromkeys(sentence(row) for row in rows))
    if ticket is None:
        where = address_of(rows[-1])
        head = [heading_of(rows[-1]), settings.SITE_URL + where if where else _address("notifications")]
    else:
        head = [f"#{ticket.pk} · {ticket}", _address("ticket", ticket.pk)]
    return "\n".join([*head, *news, *(answers.lines_about(ticket) if ticket else [])])


def _address(page: str, *args) -> str:
    return settings.SITE_URL + reverse(page, args=args)


def _seen_at(agent: Agent) -> datetime | None:
    """When they were last at a screen; a screen that is left open does not count for who says that they are away."""
    availability = getattr(agent, "availability", None)
    if availability is None or availability.chosen in (Choice.AWAY, Choice.OFFLINE):
        return None
    return availability.seen_at
