"""Answering: a reply and its deliveries in one transaction. Agents, macros, the bot and the API all come here."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.addressees import NOBODY, Addressees
from shopbell.tickets.attachment import attach_uploads
from shopbell.tickets.crossing import refuse_crossing
from shopbell.tickets.draft import settle_draft
from shopbell.tickets.event import Verb
from shopbell.tickets.macro_use import hold_for_macros, use_macros
from shopbell.tickets.message import Kind, Message, refuse_other_words, write_reply
from shopbell.tickets.rich_text import mark_inline
from shopbell.tickets.status import VERBS, Status, set_status
from shopbell.tickets.ticket import Ticket

from .delivery import Role, queue_delivery
from .public_answer import why_not_in_public
from .registry import CHANNELS, Channel, answering, channel_of


@transaction.atomic
def send_reply(
    ticket: Ticket, text: str, *, by, channel: str = "", html: str = "", client_id: uuid.UUID | None = None,
    uploads: Iterable[uuid.UUID] = (), in_reply_to_id: int | None = None, then: Status | None = None,
    shown_to: str = "", seen_message_id: int | None = None, draft_version: int | None = None,
    macro_ids: Iterable[int] = (), addressees: Addressees = NOBODY, hold_seconds: int | None = None,
    is_answer: bool = True,
) -> Message:  # fmt: skip
    """Answer the customer on `channel` (default: where they wrote last) and set the ticket to `then`.

    It goes to the `addressees` that the agent chose, each by a delivery of their own, or else to the customer alone.

    The customer's wait ends, or goes on where it is no answer (`is_answer`), as what a rule says meanwhile.
    Once per `client_id`: a second try completes what lacks and doubles nothing. The reply may be taken back for
    `hold_seconds`, else for as long as the channel holds it. Raises Refused when it is empty, or when the channel is
    none, cannot carry a reply, or needs an address that the customer does not have; when one of the `addressees`
    cannot be written to; or when it would go elsewhere than `shown_to`, which the agent saw above the words. Raises
    Crossed when somebody wrote after `seen_message_id`, DraftConflict when its draft was changed after `draft_version`.
    """
    uploads, macro_ids = list(uploads), list(macro_ids)
    if isinstance(by, Agent):
        hold_for_macros(ticket, macro_ids, by=by)
    ticket.lock()
    message = written_before(ticket, client_id)
    if message is None:
        if not text.strip() and not uploads:
            raise Refused(_("Write something, or attach a file."))
        refuse_crossing(ticket, seen_message_id, by=by)
        settle_draft(ticket, client_id, text, uploads, version=draft_version, addressees=addressees)
        answered = _answered(ticket, in_reply_to_id)
        message = _write(
            ticket,
            text,
            channel,
            shown_to,
            addressees,
            by=by,
            html=html,
            client_id=client_id,
            in_reply_to=answered,
            hold_seconds=hold_seconds,
            is_answer=is_answer,
        )
        mark_inline(message.html, uploads)
        if isinstance(by, Agent):
            use_macros(message, macro_ids, by=by)
    refuse_other_words(message, text)
    _refuse_others(message, addressees)
    attach_uploads(message, uploads, uploaded_by=f"agent-{getattr(by, 'pk', 0)}")
    _refuse_too_large(message)
    if then and not message.unsent_at and not has_moved_on(message):
        set_status(ticket, then, by=by)
    return message


def written_before(ticket: Ticket, client_id: uuid.UUID | None) -> Message | None:
    """The message that the composer sent earlier with this id: whatever holds for a new one held for it."""
    return ticket.messages.filter(client_id=client_id).first() if client_id else None


def _answered(ticket: Ticket, message_id: int | None) -> Message | None:
    """The message that an answer quotes: a note must not reach a customer so."""
    said = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None)
    return said.filter(pk=message_id).first() if message_id else None


def _write(
    ticket: Ticket, text: str, channel: str, shown_to: str, addressees: Addressees, *, html: str,
    hold_seconds: int | None, **fields,
) -> Message:  # fmt: skip
    """A new reply and its deliveries. A channel that carries no formatting gets the text alone."""
    if channel and channel not in CHANNELS:
        raise Refused(_("There is no such channel. Choose another to answer on."))
    carrier = answering(channel or ticket.channel)
    _refuse_in_public(fields.get("by"), carrier)
    recipients = _recipients(ticket, carrier, shown_to, addressees)
    hold_seconds = carrier.hold_seconds if hold_seconds is None else hold_seconds
    held_until = timezone.now() + timedelta(seconds=hold_seconds) if hold_seconds else None
    message, _is_new = write_reply(
        ticket,
        text,
        html=html if carrier.is_rich else "",
        channel=carrier.kind,
        held_until=held_until,
        **fields,
    )
    for role, recipient in recipients:
        queue_delivery(message, channel=carrier.kind, recipient=recipient, role=role, not_before=held_until)
    if carrier.archive and isinstance(message.agent, Agent):
        carrier.archive(message, not_before=held_until)
    return message


def _refuse_in_public(by, carrier: Channel) -> None:
    """Raise Refused for an agent who may not answer where everybody reads it."""
    if isinstance(by, Agent) and (sentence := why_not_in_public(by, carrier)):
        raise Refused(sentence)


def _recipients(
    ticket: Ticket, carrier: Channel, shown_to: str, addressees: Addressees
) -> list[tuple[str, str]]:
    """Role and address of each to whom it goes. Refused when that is not what the agent saw, or cannot be."""
    if addressees and carrier.addressed:
        return carrier.addressed(ticket, addressees)
    if addressees:
        raise Refused(_("Only an e-mail can go to others than the customer. Answer by e-mail."))
    recipient = recipient_of(ticket, carrier.kind)
    if shown_to and recipient != shown_to:
        raise Refused(
            _(
                "Answers to this customer go to %(now)s now, no longer to %(before)s. Load the page again to send this."
            )
            % {"now": recipient, "before": shown_to}
        )
    return [(Role.TO, recipient)]


def _refuse_others(message: Message, addressees: Addressees) -> None:
    """Raise Refused when it was sent to others than `addressees`: who sends it again believes that it goes there."""
    carrier = channel_of(message.channel)
    if addressees and carrier.addressed:
        wanted = {address for _role, address in carrier.addressed(message.ticket, addressees)}
        sent = message.deliveries.filter(purpose="reply").values_list("recipient", flat=True)
        if wanted != set(sent):
            raise Refused(_("This answer was sent already, to others. Write a new one to reach more people."))


def _refuse_too_large(message: Message) -> None:
    """Raise Refused when its files are more than the channel carries: some would be left out, and nobody told."""
    limit = channel_of(message.channel).most_file_bytes
    if limit and sum(message.attachments.values_list("size_bytes", flat=True)) > limit:
        raise Refused(
            _("These files together are larger than a mail takes: %(limit)s MB. Choose fewer.")
            % {"limit": limit // 1024 // 1024}
        )


def has_moved_on(message: Message) -> bool:
    """Whether the status was set, or the customer wrote, after this message: then it is no longer ours to set."""
    events = message.ticket.events
    written = events.filter(message=message).order_by("pk").values_list("pk", flat=True).first() or 0
    return events.filter(pk__gt=written, verb__in=[*VERBS.values(), Verb.REOPENED, Verb.RECEIVED]).exists()


def recipient_of(ticket: Ticket, channel: str) -> str:
    """Where a reply on `channel` goes: an address for e-mail, else the ticket's chat. Refused when there is none."""
    find = channel_of(channel).recipient
    return find(ticket) if find else f"{channel}-{ticket.pk}"
