"""The alarm of equal treatment as a notification: of no ticket, but of a need, whose figures it opens."""

from datetime import datetime

from django.db import transaction

from shopbell.core.bus import publish
from shopbell.promises.unequal import UnequalNeed

from .choices import Choices
from .decision import Why, decide
from .kind import Kind
from .notification import Notification, topic_of
from .notify import agents_of, devices_of, situation_of
from .push.sending import send_soon


@transaction.atomic
def tell_unequal(noticed: UnequalNeed, agent_ids: set[int], now: datetime) -> None:
    """Write down for each of the agents what becomes of it, and send what is to be sent."""
    agents = agents_of(agent_ids)
    devices = devices_of(agents)
    rows = []
    for agent in agents:
        choices: Choices = getattr(agent, "notification_choices", None) or Choices(agent=agent)
        situation = situation_of(
            agent, choices, Kind.UNEQUAL, now, may_read=True, is_looking=False, has_device=agent.pk in devices
        )
        row = Notification(
            agent=agent, unequal=noticed, group=f"need-{noticed.pk}", kind=Kind.UNEQUAL,
            tone=choices.tone_of(Kind.UNEQUAL), quiet_until=situation.quiet_until, created_at=now,
        )  # fmt: skip
        rows.append(row.decided(decide(situation)))
    Notification.objects.bulk_create(rows)
    send_soon((row, devices[row.agent_id]) for row in rows if row.push == Why.SENT)
    if shown := [topic_of(row.agent_id) for row in rows if row.console == Why.SENT]:
        publish(*shown)
