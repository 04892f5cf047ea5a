"""Crossing: a message came while an agent was typing, so what they send may not fit any more. It is stopped once."""

from django.utils.translation import ngettext

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .message import Message
from .ticket import Ticket

SHOWN = 5


class Crossed(Refused):
    """`messages` are new to the agent, oldest first; sending once more with the last of them as seen goes through."""

    status = 409

    def __init__(self, messages: list[Message]):
        super().__init__(
            ngettext(
                "A new message came while you were typing.",
                "%(count)s new messages came while you were typing.",
                len(messages),
            )
            % {"count": len(messages)}
        )
        self.messages = messages


def refuse_crossing(ticket: Ticket, seen_message_id: int | None, *, by: Agent) -> None:
    """Raise Crossed when somebody else wrote after `seen_message_id` (None: nothing is known of it, and all is well).

    Needs the ticket's lock, so that nothing comes between the look and the writing. What the desk itself wrote, and
    what was taken back, is nobody's word.
    """
    if seen_message_id is None:
        return
    newer = ticket.messages.filter(pk__gt=seen_message_id, unsent_at=None, rule="").exclude(agent=by)
    messages = list(newer.select_related("agent", "customer").order_by("pk"))
    if messages:
        raise Crossed(messages)
