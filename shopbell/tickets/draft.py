"""A draft: what an agent has written in a ticket and not sent. The desk keeps it while they type, for every device.

An agent has at most one draft for the customer and one for a note in a ticket. A save names the version that it
changes; one that knows only an older version overwrites nothing and is told (`DraftConflict`). A draft carries the
id that its message will have: writing the message deletes the draft in the same transaction (`settle_draft`), and a
save that arrives later does not bring it back.

A draft of no ticket is that of a message which begins one: each agent has one at most.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.prepared import Prepared
from shopbell.core.storable import storable

from .addressees import NOBODY, Addressees
from .attachment import Attachment
from .beginning import NOTHING, Beginning
from .first_message import sent_first
from .message import Kind, Message
from .sitting_in import ring_for_sitters
from .ticket import Ticket


class Draft(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="drafts")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.REPLY)
    channel = models.CharField(max_length=20, blank=True, help_text="on which a reply would go")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text="cleaned; empty when the text is all there is")
    in_reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    addressees = models.JSONField(default=dict, help_text="to, cc and bcc as typed; empty: as usual")
    beginning = models.JSONField(default=dict, help_text="what the ticket is to be, where there is none yet")
    macro_ids = ArrayField(models.BigIntegerField(), default=list, help_text="macros whose words are in it")
    client_id = models.UUIDField(default=uuid.uuid4, help_text="the id of the message that it becomes")
    version = models.PositiveIntegerField(default=1)
    is_shared = models.BooleanField(default=False, help_text="colleagues who read the ticket may see it")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "agent", "kind"], name="draft_once"),
            models.UniqueConstraint(
                fields=["agent"], condition=models.Q(ticket=None), name="first_draft_once"
            ),
        ]

    @property
    def says(self) -> "Words":
        """What stands in it, to be compared with what a screen shows."""
        files = frozenset(self.uploads.values_list("pk", flat=True))
        return Words(
            self.text,
            self.html,
            self.channel,
            self.in_reply_to_id,
            files,
            tuple(self.macro_ids),
            self.client_id,
            Addressees.of(self.addressees),
            Beginning.of(self.beginning),
        )


@dataclass(frozen=True)
class Words:
    """What a composer holds."""

    text: str = ""
    html: str = ""
    channel: str = ""
    in_reply_to_id: int | None = None
    uploads: frozenset[uuid.UUID] = frozenset()
    macro_ids: tuple[int, ...] = ()
    client_id: uuid.UUID = field(default_factory=uuid.uuid4, compare=False)
    addressees: Addressees = NOBODY
    beginning: Beginning = NOTHING

    @property
    def says_nothing(self) -> bool:
        return not self.text.strip() and not self.uploads

    @property
    def is_empty(self) -> bool:
        return self.says_nothing and not self.addressees and not self.beginning

    def followed_by(self, other: "Words", client_id: uuid.UUID) -> "Words":
        """Both as one, this first; with HTML when either has it."""
        parts = [each for each in (self, other) if each.text.strip()]
        is_rich = any(each.html for each in parts)
        return Words(
            text="\n\n".join(each.text for each in parts),
            html="<div><br></div>".join(each.html or as_html(each.text) for each in parts) if is_rich else "",
            channel=self.channel or other.channel,
            in_reply_to_id=self.in_reply_to_id or other.in_reply_to_id,
            uploads=self.uploads | other.uploads,
            macro_ids=tuple(dict.fromkeys((*self.macro_ids, *other.macro_ids))),
            client_id=client_id,
            addressees=self.addressees or other.addressees,
            beginning=self.beginning or other.beginning,
        )


def as_html(text: str) -> str:
    """Plain `text` as HTML that looks the same."""
    return f"<div>{escape(text).replace(chr(10), '<br>')}</div>"


class DraftConflict(Refused):
    """The draft is not what the screen believes: `draft` is what there is now, None when there is none."""

    status = 409

    def __init__(
        self, sentence: str, draft: Draft | None = None, *, is_sent: bool = False, is_same: bool = False
    ):
        super().__init__(sentence)
        self.draft = draft
        self.is_sent, self.is_same = is_sent, is_same  # it has become a message; with these very words


DRAFTS = Prepared(
    lambda ticket, agent: Draft.objects.filter(ticket=ticket, agent=agent).order_by("-updated_at"),
    ticket=int,
    agent=int,
)


def drafts_of(ticket: Ticket, agent: Agent) -> list[Draft]:
    """What `agent` has begun to write in `ticket`, the newest first."""
    return DRAFTS(ticket=ticket.pk, agent=agent.pk)


def first_draft_of(agent: Agent) -> Draft | None:
    """What `agent` has begun to write that will begin a ticket."""
    return Draft.objects.filter(ticket=None, agent=agent).first()


def hold_drafts(ticket: Ticket | None, agent: Agent) -> None:
    """Let nobody else write drafts there until the transaction ends: in `ticket`, or the first one of `agent`."""
    if ticket:
        ticket.lock()
    else:
        hold_until_commit(f"first draft of agent {agent.pk}")


@transaction.atomic
def keep_draft(
    ticket: Ticket | None, kind: Kind | str, words: Words, *, by: Agent, version: int
) -> Draft | None:
    """Let the draft of `by` say `words`; returns it, or None when they are empty, which ends it. Without a `ticket` it
    is the one that will begin one.

    `version` is the one that the screen changed, 0 for none. The same words again change nothing, whatever the version.
    Raises DraftConflict when the draft was changed, sent or ended elsewhere meanwhile.
    """
    hold_drafts(ticket, by)
    draft = Draft.objects.filter(ticket=ticket, agent=by, kind=kind).first()
    _refuse_sent(ticket, words, draft)
    words = Words(
        storable(words.text), words.html.replace("\0", ""), words.channel,
        _message_in(ticket, words.in_reply_to_id), _own_uploads(words.uploads, by), words.macro_ids[:20],
        words.client_id, words.addressees, words.beginning,
    )  # fmt: skip
    if draft and draft.says == words and draft.client_id == words.client_id:
        return draft
    if version != (draft.version if draft else 0) and not (draft is None and words.is_empty):
        raise DraftConflict(_("This draft was changed in another window."), draft)
    if words.is_empty:
        _end(draft)
        return None
    is_new = draft is None
    draft = write_draft(draft or Draft(ticket=ticket, agent=by, kind=kind, version=0), words)
    if is_new:
        publish(f"agent-{by.pk}")
    return draft


def _refuse_sent(ticket: Ticket | None, words: Words, draft: Draft | None) -> None:
    known = ticket.messages.filter(client_id=words.client_id) if ticket else None
    sent = known.first() if known is not None else sent_first(words.client_id)
    if sent:
        is_same = sent.text == storable(words.text) and not sent.unsent_at
        raise DraftConflict(
            _("This was sent already, from another window."), draft, is_sent=True, is_same=is_same
        )


def write_draft(draft: Draft, words: Words) -> Draft:
    """Put `words` into the draft as its next version; for verbs that hold the ticket's lock (`hold_drafts`)."""
    draft.text, draft.html, draft.channel = words.text, words.html, words.channel[:20]
    draft.in_reply_to_id, draft.client_id = words.in_reply_to_id, words.client_id
    draft.macro_ids, draft.addressees = list(words.macro_ids), words.addressees.lines
    draft.beginning = words.beginning.stored
    draft.version += 1
    draft.updated_at = timezone.now()
    draft.save()
    Attachment.objects.filter(draft=draft).exclude(pk__in=words.uploads).update(draft=None)
    Attachment.objects.filter(pk__in=words.uploads, message=None).update(draft=draft)
    if draft.is_shared:
        publish(f"ticket-{draft.ticket_id}")
    if draft.ticket_id:
        ring_for_sitters(draft.ticket_id)
    return draft


def _end(draft: Draft | None) -> None:
    if draft is None:
        return
    draft.delete()
    publish(f"agent-{draft.agent_id}", *([f"ticket-{draft.ticket_id}"] if draft.is_shared else []))
    if draft.ticket_id:
        ring_for_sitters(draft.ticket_id)


@transaction.atomic
def discard_first_draft(*, by: Agent) -> None:
    """End what `by` has begun to write that would begin a ticket."""
    hold_drafts(None, by)
    _end(first_draft_of(by))


def _message_in(ticket: Ticket | None, message_id: int | None) -> int | None:
    """The message, if it is one of this ticket."""
    if ticket is None or not message_id:
        return None
    return ticket.messages.filter(pk=message_id).values_list("pk", flat=True).first()


def _own_uploads(ids: Iterable[uuid.UUID], by: Agent) -> frozenset[uuid.UUID]:
    own = Attachment.objects.filter(pk__in=list(ids), message=None, uploaded_by=f"agent-{by.pk}")
    return frozenset(own.values_list("pk", flat=True)) if ids else frozenset()


def settle_draft(
    ticket: Ticket | None,
    client_id: uuid.UUID | None,
    text: str,
    uploads: Iterable[uuid.UUID],
    *,
    version: int | None,
    addressees: Addressees = NOBODY,
) -> None:
    """In the transaction that writes the message `client_id`: its draft has become that message, and ends.

    Raises DraftConflict when the draft says something else, or to others, in a `version` that the screen has not seen:
    that would be lost.
    """
    draft = Draft.objects.filter(ticket=ticket, client_id=client_id).first() if client_id else None
    if draft is None:
        return
    says, sent = draft.says, (storable(text), frozenset(uploads), addressees)
    if version not in (None, draft.version) and (says.text, says.uploads, says.addressees) != sent:
        raise DraftConflict(_("This draft was changed in another window, so nothing was sent."), draft)
    _end(draft)
