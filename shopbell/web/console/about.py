"""What stands above the messages of a ticket: that a sender is forged, what was gathered of a flood, why the filter
held it as spam, where its mail seems to belong, that a mail seems to be a new question, what was attached, the tickets
it is linked to, and the hint that one asks the same.

Most tickets have nothing of it; one query says so.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from shopbell.channels.email.email_message import EmailMessage
from shopbell.channels.email.flood import gathered_in
from shopbell.channels.email.likely import attached_to, likely_of
from shopbell.channels.email.new_question import new_question_in
from shopbell.channels.email.passed_on import passed_on_in
from shopbell.channels.email.spam.judging import SpamScore
from shopbell.channels.email.spam.why import why
from shopbell.tickets.duplicate import LATELY, duplicate_of
from shopbell.tickets.link import linked_to
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket

THERE_IS = """
    select exists(select from tickets_link where ticket_id = %(ticket)s or other_id = %(ticket)s),
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
        exists(select from channel_email_flood where ticket_id = %(ticket)s)
"""


def about_of(ticket: Ticket, agent) -> dict[str, Any]:
    """What `console/_about.html` needs."""
    now = timezone.now()
    given: dict[str, Any] = {
        "ticket": ticket.pk, "customer": ticket.customer_id, "since": now - LATELY,
        "unsolved": [str(status) for status in UNSOLVED],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(THERE_IS, given)
        *found, held_id, has_passed_on, has_flood = cursor.fetchone()
    has_links, has_others, forged_id, has_likely, has_attached, has_question = found
    likely = likely_of(ticket, agent) if has_likely else None
    return {
        "linked": linked_to(ticket, agent) if has_links else [],
        "duplicate": duplicate_of(ticket, agent, now) if has_others and not likely else None,
        "likely": likely,
        "passed_on": passed_on_in(ticket) if has_passed_on else None,
        "question": new_question_in(ticket) if has_question else None,
        "attached": attached_to(ticket, agent) if has_attached else [],
        "forged": EmailMessage.objects.get(pk=forged_id) if forged_id else None,
        "flood": gathered_in(ticket) if has_flood else None,
        "held": why(SpamScore.objects.get(pk=held_id)) if held_id and ticket.is_spam else None,
    }
