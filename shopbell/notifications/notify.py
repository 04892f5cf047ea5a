"""Telling: a reaction to each event, which writes down for everybody concerned what becomes of it, once.

A change to many tickets at once (a bulk run, the end of a shift) is told once to each, however many they are.
"""

from collections.abc import Callable, Container, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import PRESENCE, Choice
from shopbell.core.bus import publish
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.event import Event

from .choices import Choices
from .decision import Situation, Why, decide
from .kind import Kind
from .news import HEARD, news_of
from .notification import Notification, NotificationQuerySet, topic_of
from .push.device import Device
from .push.sending import send_soon

VERBS = HEARD.keys()
STALE = timedelta(days=1)  # what was imported, or waited that long, is no news any more
# who has a ticket open at a moment: (ticket's key, moment); the floor that knows adds itself
LOOKERS: list[Callable[[int, datetime], set[int]]] = []


def react(event: Event) -> None:
    """Tell everybody whom the event concerns. Twice tells nobody twice."""
    now = timezone.now()
    if event.created_at < now - STALE:
        return
    news = news_of(event)
    if news is not None:
        tell(event, news.kind, news.agent_ids, now)


def tell(event: Event, kind: Kind, agent_ids: set[int], now: datetime) -> None:
    """Write down what becomes of it for each of the agents, and send what is to be sent, once per event or group."""
    group = group_of(event, kind)
    if group and not agent_ids - _known(event, group):  # nearly always, among a hundred thousand
        return
    with transaction.atomic():
        hold_until_commit(f"notify {group or event.pk}")
        fresh = agents_of(agent_ids - _known(event, group))
        if not fresh:
            return
        devices = devices_of(fresh)
        readers = event.ticket.readers_among(fresh)
        lookers = {pk for ask in LOOKERS for pk in ask(event.ticket_id, now)}
        rows = [
            _row(event, kind, group, agent, now, readers=readers, lookers=lookers, devices=devices)
            for agent in fresh
        ]
        if group:  # whoever may not read this ticket may read the next of them
            rows = [row for row in rows if row.console != Why.FORBIDDEN]
        Notification.objects.bulk_create(rows)
        send_soon((row, devices[row.agent_id]) for row in rows if row.push == Why.SENT)
        if shown := [topic_of(row.agent_id) for row in rows if row.console == Why.SENT]:
            publish(*shown)


def group_of(event: Event, kind: Kind) -> str:
    """What the event has in common with those of many other tickets; empty for one that stands alone."""
    if run_id := event.data.get("bulk_run"):
        return f"run-{run_id}-{kind}"
    if batch := event.data.get("batch"):
        return f"batch-{batch}"
    return ""


def _known(event: Event, group: str) -> set[int]:
    """Who has a row for it already."""
    rows: NotificationQuerySet = Notification.objects.all()
    rows = rows.filter(group=group) if group else rows.filter(event=event)
    return set(rows.values_list("agent_id", flat=True))


def agents_of(ids: Iterable[int]) -> list[Agent]:
    active = Agent.objects.filter(pk__in=list(ids), is_active=True).order_by("pk")
    known = active.select_related("role", "availability", "notification_choices")
    return list(known.prefetch_related("memberships"))


def devices_of(agents: list[Agent]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for agent_id, device_id in Device.objects.filter(agent__in=agents).values_list("agent_id", "pk"):
        found.setdefault(agent_id, []).append(device_id)
    return found


def _row(
    event: Event, kind: Kind, group: str, agent: Agent, now: datetime, *, readers: set[int], lookers: set[int],
    devices: Container[int],
) -> Notification:  # fmt: skip
    """What becomes of the event for `agent`.

    `readers`, `lookers` and `devices` hold keys of agents: who may read its ticket, has it open, takes push messages.
    """
    choices: Choices = getattr(agent, "notification_choices", None) or Choices(agent=agent)
    situation = situation_of(
        agent, choices, kind, now, may_read=agent.pk in readers, is_looking=agent.pk in lookers,
        has_device=agent.pk in devices,
    )  # fmt: skip
    row = Notification(
        agent=agent, event=event, ticket=None if group else event.ticket, group=group, kind=kind,
        tone=choices.tone_of(kind), quiet_until=situation.quiet_until, created_at=now,
    )  # fmt: skip
    return row.decided(decide(situation))


def situation_of(
    agent: Agent, choices: Choices, kind: Kind, now: datetime, *, may_read: bool, is_looking: bool, has_device: bool,
) -> Situation:  # fmt: skip
    """All that counts for `agent` at `now`."""
    availability = getattr(agent, "availability", None)
    seen_at = availability.seen_at if availability else None
    hours = choices.quiet_hours
    return Situation(
        ways=choices.ways_of(kind),
        may_read=may_read,
        is_looking=is_looking,
        has_screen=seen_at is not None and seen_at > now - PRESENCE,
        has_device=has_device,
        chosen=_chosen(availability.chosen if availability else Choice.AVAILABLE, kind),
        quiet_until=hours.until(now) if hours else None,
        sounds_while_looking=choices.sounds_while_looking,
    )


def _chosen(chosen: str, kind: Kind) -> str:
    """How the agent is, as far as it counts for news of `kind`: that nobody is there is news for who is away."""
    return Choice.AVAILABLE if kind == Kind.UNMANNED and chosen == Choice.AWAY else chosen
