"""Whether a ticket rests: something keeps it out of the queues though it is not solved. One question for all of it."""

from django.db import connection

from .ticket import Ticket

RESTS = """
    select exists(select from tickets_snooze where ticket_id = %(ticket)s)
        or exists(select from tickets_spam where ticket_id = %(ticket)s)
"""


def is_at_rest(ticket: Ticket) -> bool:
    """Whether `ticket` is snoozed or among the spam, as the database says."""
    with connection.cursor() as cursor:
        cursor.execute(RESTS, {"ticket": ticket.pk})
        return cursor.fetchone()[0]
