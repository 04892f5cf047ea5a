"""What stands above the messages of a ticket: what was answered while waiting, that a sender is forged, what was
gathered of a flood, why the filter held it as spam, where its mail seems to belong, that a mail seems to be a new
question, what was attached, the tickets it is linked to, and the hint that one asks the same.

Most tickets have nothing of it, as `besides.py` says.
"""

from datetime import datetime
from typing import Any

from shopbell.channels.email.email_message import EmailMessage
from shopbell.channels.email.joining.flood import gathered_in
from shopbell.channels.email.joining.likely import attached_to, likely_of
from shopbell.channels.email.joining.new_question import new_question_in
from shopbell.channels.email.joining.passed_on import passed_on_in
from shopbell.channels.email.spam.judging import SpamScore
from shopbell.channels.email.spam.why import why
from shopbell.tickets.duplicate import duplicate_of
from shopbell.tickets.link import linked_to
from shopbell.tickets.ticket import Ticket
from shopbell.waiting.survey import survey_of

from .besides import Besides


def about_of(ticket: Ticket, agent, there: Besides, now: datetime) -> dict[str, Any]:
    """What `console/_about.html` needs."""
    likely = likely_of(ticket, agent) if there.has_likely else None
    is_held = there.held_id and ticket.is_spam
    return {
        "survey": survey_of(ticket.pk) if there.has_survey else None,
        "linked": linked_to(ticket, agent) if there.has_links else [],
        "duplicate": duplicate_of(ticket, agent, now) if there.has_others and not likely else None,
        "likely": likely,
        "passed_on": passed_on_in(ticket) if there.has_passed_on else None,
        "question": new_question_in(ticket) if there.has_question else None,
        "attached": attached_to(ticket, agent) if there.has_attached else [],
        "forged": EmailMessage.objects.get(pk=there.forged_id) if there.forged_id else None,
        "flood": gathered_in(ticket) if there.has_flood else None,
        "held": why(SpamScore.objects.get(pk=there.held_id)) if is_held else None,
    }
