"""What a ticket has besides its head and its messages, in one question: most have next to nothing of it.

What is there is then read by whoever shows it. Reading that there is nothing would cost each a question of its own.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from shopbell.promises.running import Running, what_comes
from shopbell.tickets.duplicate import LATELY
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket

QUESTION = """
    select coalesce((select message_id from tickets_seen where ticket_id = %(ticket)s and agent_id = %(agent)s), 0),
        exists(select from tickets_ticket_tag where ticket_id = %(ticket)s),
        exists(select from tickets_brief where ticket_id = %(ticket)s and ended_at is null),
        exists(select from tickets_scheduledreply where ticket_id = %(ticket)s),
        exists(select from tickets_draft where ticket_id = %(ticket)s and agent_id = %(agent)s),
        exists(select from tickets_draft where ticket_id = %(ticket)s and agent_id <> %(agent)s and is_shared),
        exists(select from tickets_link where ticket_id = %(ticket)s or other_id = %(ticket)s),
        exists(select from tickets_ticket where customer_id = %(customer)s and id <> %(ticket)s
            and last_message_at > %(since)s and status = any(%(unsolved)s)),
        (select max(m.id) from channel_email_sendercheck c join tickets_message m on m.id = c.mail_id
          where m.ticket_id = %(ticket)s and c.standing = 'forged'),
        exists(select from channel_email_likely where opened_id = %(ticket)s and not is_dismissed),
        exists(select from channel_email_likely l join tickets_merge m on m.gone_id = l.opened_id
                where m.kept_id = %(ticket)s),
        exists(select from channel_email_newquestion q join tickets_message m on m.id = q.message_id
                where m.ticket_id = %(ticket)s and not q.is_dismissed),
        (select min(m.id) from channel_email_spamscore c join tickets_message m on m.id = c.message_id
          where m.ticket_id = %(ticket)s),
        exists(select from channel_email_passedmail f join tickets_message m on m.id = f.message_id
                where m.ticket_id = %(ticket)s),
        exists(select from channel_email_flood where ticket_id = %(ticket)s),
        exists(select from promises_promise where ticket_id = %(ticket)s and (outcome = 'open' or is_owed))
            or exists(select from waiting_callback where ticket_id = %(ticket)s and ended_at is null),
        (exists(select from tickets_message where ticket_id = %(ticket)s and kind = 'reply' and agent_id <> %(agent)s)
            or exists(select from waiting_callback
                where ticket_id = %(ticket)s and outcome = 'reached' and agent_id <> %(agent)s))
            and not exists(select from tickets_message
                where ticket_id = %(ticket)s and kind = 'reply' and agent_id = %(agent)s),
        exists(select from waiting_survey where ticket_id = %(ticket)s and answers <> '[]'),
        clocks.goal, clocks.told, clocks.due_at, clocks.warn_at
   from (select) one left join promises_ticketclocks clocks
     on clocks.ticket_id = %(ticket)s and clocks.due_at is not null
"""


class Besides(NamedTuple):
    """In the order of QUESTION."""

    seen_message_id: int  # the last message that the agent has read; 0 for none
    has_tags: bool
    has_brief: bool
    has_scheduled: bool
    has_drafts: bool  # of this agent
    has_shared: bool  # drafts, of others
    has_links: bool
    has_others: bool  # of this customer, unsolved and lately
    forged_id: int | None
    has_likely: bool
    has_attached: bool
    has_question: bool
    held_id: int | None
    has_passed_on: bool
    has_flood: bool
    has_told: bool  # the shopper waits for what they were told, also when its time has passed, or for a call
    is_new_here: bool  # colleagues have answered or called, this agent has not answered
    has_survey: bool  # the customer answered the shop's questions while they waited
    goal: str | None  # of the promise that is due first
    told: str | None
    due_at: datetime | None
    warn_at: datetime | None

    @property
    def promise(self) -> Running | None:
        if self.due_at is None:
            return None
        return Running(what_comes(self.goal or "", self.told or ""), self.due_at, self.warn_at)


def besides(ticket: Ticket, agent, now: datetime) -> Besides:
    given = {
        "ticket": ticket.pk, "customer": ticket.customer_id, "agent": agent.pk, "since": now - LATELY,
        "unsolved": [str(status) for status in UNSOLVED],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, given)
        return Besides(*cursor.fetchone())
