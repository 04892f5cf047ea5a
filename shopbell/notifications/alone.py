"""News of no ticket: the alarm of equal treatment, whose figures it opens, what is asked about an article, and
what is said on the status page."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.announcements.incident import IncidentUpdate
from shopbell.core.bus import publish
from shopbell.helpcenter.ask import Ask, AskKind
from shopbell.promises.unequal import UnequalNeed

from .choices import Choices
from .decision import Why, decide
from .kind import Kind
from .notification import Notification, topic_of
from .notify import agents_of, devices_of, situation_of
from .push.sending import send_soon


def tell_unequal(noticed: UnequalNeed, agent_ids: set[int], now: datetime) -> None:
    """Each of the agents, who were chosen as those who may see the figures."""
    _tell(Notification(unequal=noticed, group=f"need-{noticed.pk}", kind=Kind.UNEQUAL), agent_ids, now)


def tell_asked(asked: Ask, agent: Agent, now: datetime) -> None:
    kinds = {AskKind.REVIEW: Kind.REVIEW, AskKind.CHANGE: Kind.VERDICT, AskKind.FAULTY: Kind.VERDICT}
    kind = kinds.get(AskKind(asked.kind), Kind.ARTICLE)
    said = Notification(ask=asked, group=f"ask-{asked.pk}", kind=kind)
    _tell(said, {agent.pk}, now, may_read=lambda each: each.may(Permission.HELP_WRITE))


def tell_of_incident(update: IncidentUpdate, now: datetime) -> None:
    """Each agent but who said it: shoppers may ask anybody about it."""
    others = Agent.objects.filter(is_active=True).exclude(pk=update.author_id or 0)
    said = Notification(incident_update=update, group=f"update-{update.pk}", kind=Kind.INCIDENT)
    _tell(said, set(others.values_list("pk", flat=True)), now)


@transaction.atomic
def _tell(
    said: Notification, agent_ids: set[int], now: datetime, *, may_read: Callable[[Agent], bool] = lambda agent: True
) -> None:  # fmt: skip
    """Write down for each of the agents what becomes of it, and send what is to be sent."""
    agents = agents_of(agent_ids)
    devices = devices_of(agents)
    kind, rows = Kind(said.kind), []
    for agent in agents:
        choices: Choices = getattr(agent, "notification_choices", None) or Choices(agent=agent)
        situation = situation_of(
            agent, choices, kind, now, may_read=may_read(agent), is_looking=False, has_device=agent.pk in devices
        )  # fmt: skip
        row = Notification(
            agent=agent, unequal=said.unequal, ask=said.ask, incident_update=said.incident_update,
            group=said.group, kind=kind, tone=choices.tone_of(kind), quiet_until=situation.quiet_until, created_at=now,
        )  # fmt: skip
        rows.append(row.decided(decide(situation)))
    Notification.objects.bulk_create(rows)
    send_soon((row, devices[row.agent_id]) for row in rows if row.push == Why.SENT)
    if shown := [topic_of(row.agent_id) for row in rows if row.console == Why.SENT]:
        publish(*shown)
