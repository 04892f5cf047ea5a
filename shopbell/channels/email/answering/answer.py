"""The way of an agent's answer to a notification: through the gate, cut to their own words, then as any reply or note.

What is not taken becomes neither reply nor message. The mail itself is kept for a while (`mailed_answer.py`), and the
agent is told (`letter.py`), but for what programs write: nobody answers those.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Forbidden, Refused
from shopbell.core.storable import storable
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.crossing import SHOWN, Crossed
from shopbell.tickets.message import Message
from shopbell.tickets.note import write_note
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket

from ..authenticity.verdict import Standing, Verdict
from ..joining.auto_reply import SUBJECT, is_auto_reply
from ..joining.kept import client_id_of, is_automatic
from ..mime.body import File
from ..parse import Inbound
from ..raw_mail import Door, RawMail, State
from ..recipient import desk_address
from ..reports.report import is_server
from .gate import Asked, NotTaken, Why, let_in
from .letter import new_words, tell
from .mailed_answer import MailedAnswer
from .token import AnswerToken, Mode
from .words import Words, own_files, own_words

PATIENCE = timedelta(days=1)  # with a DNS that does not say whether the mail is genuine


def take_answer(asked: Asked, raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message | None:
    """The message of a mail to an answer address, in the caller's transaction; None when it is not taken, or waits."""
    if raw.door == Door.SENT:  # the agent's copy of it
        raw.delete()
        return None
    if known := _known(raw):
        return known.message
    if _is_by_itself(raw, inbound):
        return _keep(raw, asked, why=Why.MACHINE)
    if _is_pending(raw, verdict):
        RawMail.objects.filter(pk=raw.pk).update(state=State.WAITING, finished_at=None)
        return None
    mode, seen = (asked.token.mode, asked.token.seen_message_id) if asked.token else (Mode.NOTE, 0)
    try:
        agent, ticket = let_in(asked, raw.raw, inbound, verdict)
        if SUBJECT.match(inbound.subject):  # an absence that does not say so; people answer with "Re:"
            raise NotTaken(Why.MACHINE, agent, is_proven=True)
    except NotTaken as refusal:
        tell(refusal, inbound, mode, seen, text=inbound.text)
        return _keep(raw, asked, ticket=refusal.ticket, why=refusal.why)
    assert asked.token is not None
    with override(agent.language):
        return _write(raw, inbound, asked, asked.token, agent, ticket)


def _write(
    raw: RawMail, inbound: Inbound, asked: Asked, token: AnswerToken, agent: Agent, ticket: Ticket
) -> Message | None:
    """What `agent` wrote, in `ticket`; a rule that says no is told to them in its own words."""
    why, because, seen = Why.REFUSED, "", token.seen_message_id
    try:
        with transaction.atomic():
            ticket.lock()
            if known := _known(raw):  # by another door, a moment earlier
                return known.message
            message = _message(raw, inbound, token, agent, ticket)
            return _keep(raw, asked, ticket=ticket, message=message)
    except Crossed as crossed:
        why, because = Why.CROSSED, f"{crossed}\n\n{new_words(crossed.messages[-SHOWN:])}"
        seen = crossed.messages[-1].pk
    except (Refused, Forbidden) as refused:
        because = str(refused)
    refusal = NotTaken(why, agent, is_proven=True, ticket=ticket)
    tell(refusal, inbound, token.mode, seen, because=because, text=inbound.text)
    return _keep(raw, asked, ticket=ticket, why=why)


def _known(raw: RawMail) -> MailedAnswer | None:
    """What became of the same mail, if it came before."""
    answers = MailedAnswer.objects.filter(raw__fingerprint=raw.fingerprint)
    return answers.select_related("message").first()


def _message(raw: RawMail, inbound: Inbound, token: AnswerToken, agent: Agent, ticket: Ticket) -> Message:
    words = own_words(inbound, agent, desk_address())
    uploads = [_upload(file, agent) for file in own_files(inbound)]
    then = _then(words, agent)
    if token.mode == Mode.NOTE or "note" in words.commands:
        agent.require(Permission.TICKET_NOTE)
        note = write_note(
            ticket, storable(words.text), by=agent, client_id=client_id_of(raw), uploads=uploads
        )
        if then:
            set_status(ticket, then, by=agent)
        return note
    return send_reply(
        ticket, storable(words.text), by=agent, client_id=client_id_of(raw), uploads=uploads, then=then,
        seen_message_id=token.seen_message_id,
    )  # fmt: skip


def _then(words: Words, agent: Agent) -> Status | None:
    if "solve" not in words.commands:
        return None
    agent.require(Permission.TICKET_UPDATE)
    return Status.SOLVED


def _upload(file: File, agent: Agent):
    kept = keep_attachment(
        [file.content], name=file.name, content_type=file.content_type, uploaded_by=f"agent-{agent.pk}"
    )
    return kept.pk


def _is_by_itself(raw: RawMail, inbound: Inbound) -> bool:
    """Whether a program wrote it: nobody is told, or two of them would answer each other."""
    return is_automatic(raw, inbound) or is_server(inbound.sender) or is_auto_reply(raw.raw)


def _is_pending(raw: RawMail, verdict: Verdict | None) -> bool:
    """Whether the DNS may still say that it is genuine: then it waits, and is looked at again every minute."""
    if verdict is None or verdict.standing != Standing.PENDING:
        return False
    return raw.received_at > timezone.now() - PATIENCE


def _keep(
    raw: RawMail, asked: Asked, *, ticket: Ticket | None = None, message: Message | None = None, why: str = ""
) -> Message | None:
    owner = Agent.objects.filter(pk=asked.token.agent_id).first() if asked.token else None
    about = ticket or (
        Ticket.objects.filter(pk=asked.token.ticket_id).first() if asked.token else None
    )  # it may quote what stands there
    MailedAnswer.objects.create(raw=raw, agent=owner, ticket=about, message=message, why=why)
    return message
