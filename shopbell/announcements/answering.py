"""News for those who asked: an update of an incident goes to the tickets that are about it, once each.

Which tickets those are is decided when telling begins; each answer and the note that it is due are one transaction,
so that whoever is killed in between, nobody reads it twice. A customer who waits for an agent waits on. In the
community it is a post of the shop; where the customer cannot be written to, a note says so.
"""

import contextlib
import logging
import uuid

from django.db import models, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from shopbell.channels.email.sending.language import language_for
from shopbell.channels.inbox import inbox_of
from shopbell.channels.public_answer import public_kinds
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .incident import Incident, IncidentUpdate, State, said_in
from .known import next_words

RULE, UNSAID = "Status page", "incident_unsaid"
PORTION = 50
log = logging.getLogger(__name__)
NAMESPACE = uuid.UUID("6f0c1a52-4f5c-4d0e-9e35-0d7b6d0f3a11")


class UpdateAnswer(models.Model):
    """That an update is still to be said in a ticket; it goes when it was."""

    update = models.ForeignKey(IncidentUpdate, models.CASCADE, related_name="answers")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "ticket"], name="update_answered_once")]


def tickets_told(incident: Incident):
    """The tickets about `incident` that hear of its news: all that are not closed, nor spam, nor deleted."""
    about = Ticket.objects.standing().undeleted().filter(about_incident__incident=incident)
    return about.filter(spam__ticket__isnull=True).exclude(status=Status.CLOSED)


def note_answers(update: IncidentUpdate) -> int:
    """Note `update` for each ticket about its incident; in the transaction in which telling begins."""
    if not update.tells_tickets:
        return 0
    due = tickets_told(update.incident).order_by("pk").values_list("pk", flat=True)
    notes = [UpdateAnswer(update=update, ticket_id=pk) for pk in due]
    return len(UpdateAnswer.objects.bulk_create(notes, batch_size=1000, ignore_conflicts=True))


def answer_portion() -> int:
    """Say what is due in some tickets; returns in how many."""
    due = list(UpdateAnswer.objects.order_by("pk").values_list("pk", flat=True)[:PORTION])
    return sum(_answer_unless_it_fails(answer_id) for answer_id in due)


def _answer_unless_it_fails(answer_id: int) -> bool:
    """One that cannot be said keeps neither the others waiting nor the mails; it is tried again."""
    try:
        return _answer(answer_id)
    except Exception:
        log.exception("the answer %s of the status page was not said", answer_id)
        return False


@transaction.atomic
def _answer(answer_id: int) -> bool:
    """One answer, unless another worker has it in hand."""
    found = UpdateAnswer.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=answer_id)
    note = found.select_related("update__incident", "ticket__customer").first()
    if note is None:
        return False
    try:
        with transaction.atomic(), override(language_for(note.ticket, inbox_of(note.ticket))):
            key = uuid.uuid5(NAMESPACE, f"{note.update_id} {note.ticket_id}")
            text = _words(note.update, note.ticket)
            send_reply(note.ticket, text, by=RULE, client_id=key, hold_seconds=0, is_answer=False)
        said = True
    except Refused:
        said = False
        _note_unsaid(note)
    note.delete()
    return said


def _note_unsaid(note: UpdateAnswer) -> None:
    """Tell the agents of a ticket that its customer did not hear of it; not where it was closed or merged meanwhile."""
    if note.ticket.status == Status.CLOSED:
        return
    with contextlib.suppress(Refused):
        add_rule_note(note.ticket, UNSAID, by=RULE, title=str(note.update.incident))


def _words(update: IncidentUpdate, ticket: Ticket) -> str:
    """What is said in `ticket`, in the language of this moment; by the shop's clock where everybody reads it."""
    centre = HelpCentre.current()
    chain = centre.chain(centre.nearest(get_language() or ""))
    zone = "" if ticket.channel in public_kinds() else ticket.customer.time_zone
    following = next_words(update.incident, zone) if update.state != State.OVER else ""
    about = _("About your question: %(title)s") % {"title": said_in(update.incident.titles, chain)}
    return "\n\n".join(filter(None, [about, said_in(update.texts, chain), following]))
