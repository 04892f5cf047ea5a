"""A message as the thread shows it: with its files, its way to the customer, its reactions and its mail's headers.

Loaded for a whole page at once: a fixed number of queries, none per message, and none for what no message has.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.channels.delivery import WAITS, Delivery, State
from shopbell.channels.email.joining.party import passed_over
from shopbell.channels.email.joining.token import plain_addresses
from shopbell.channels.email.quotes.box import Stretch, stretches_of
from shopbell.channels.email.quotes.header import is_forward_subject
from shopbell.channels.email.sender_words import SenderWords, sender_words
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.email.sending.way_out import mail_leaves
from shopbell.channels.email.showing.invitation_words import card_translations, with_cards
from shopbell.channels.email.showing.page import LONGEST_PAGE
from shopbell.channels.email.showing.picture_sender import with_pictures
from shopbell.channels.email.showing.pictures import Counted, count_pictures
from shopbell.channels.email.showing.protection_words import (
    ProtectionWords,
    protection_words,
    readable_text,
)
from shopbell.channels.registry import is_answered_by_mail
from shopbell.channels.waiting import all_wait
from shopbell.core.mail_server import has_mail_server
from shopbell.core.virus_check import VirusCheck, doubtful
from shopbell.selling.card import ChatCard, own_words
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.link_preview import LinkPreview
from shopbell.tickets.link_preview import State as PreviewState
from shopbell.tickets.mention import Mention, calls_in
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.reaction import reactions_on
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.translation import Translation, language_of
from shopbell.tickets.whisper import Whisper

from ..plain_text import Mark
from .delivery_words import addressed_words, recipients_by_role, state_words, way_words


@dataclass
class ShownMessage:
    message: Message
    is_mine: bool = False
    is_seen: bool = False
    is_of_other: bool = False  # wrote by mail, and is not the ticket's customer
    is_by_mail: bool = False  # an agent wrote it by answering a notification (decision 0047)
    is_close: bool = False  # follows one of the same author within minutes: no second name above it
    files: list[Attachment] = field(default_factory=list)
    checks: dict[str, VirusCheck] = field(default_factory=dict)  # of files that are not known to be clean
    deliveries: list[Delivery] = field(default_factory=list)
    reactions: list[tuple[str, int, bool]] = field(default_factory=list)
    mentions: list[Mark] = field(default_factory=list)  # where it calls somebody by name
    whisper: Whisper | None = None  # to whom it was, if a lead whispered it
    links: list[LinkPreview] = field(default_factory=list)
    cards: list[ChatCard] = field(default_factory=list)  # products, orders and changes shown in a chat
    translation: Translation | None = None  # into the agent's own language
    sender: SenderWords | None = None  # how the sender of the mail stands, if that was checked
    passed_over: str = ""  # the Reply-To of the mail, when answers do not go there
    pictures: Counted = Counted()  # that lie elsewhere
    has_left: bool = True  # or lies in the outbox folder, since no mail server takes the mail of its inbox
    shows_pictures: bool = False  # without being asked, since they were allowed for its sender

    @property
    def look(self) -> str:
        if self.message.is_note:
            return "note"
        return "mail" if is_answered_by_mail(self.message.channel) else "bubble"

    @property
    def mail(self):
        """The headers of the mail it came as or left as; None for other channels."""
        return getattr(self.message, "email", None)

    @property
    def protection(self) -> ProtectionWords | None:
        """How the mail is signed or encrypted, in words."""
        return protection_words(self.mail.protection) if self.mail else None

    @property
    def stretches(self) -> list[Stretch]:
        """Its text, with each quote that answers stand between by itself."""
        if not self.mail or self.message.agent_id:
            return [Stretch(self.text)]
        return stretches_of(self.text, is_forward=is_forward_subject(self.mail.subject, self.message.text))

    @property
    def text(self) -> str:
        """What it says; what the desk itself wrote, or wrote into it when it was parsed, in the reader's language."""
        if self.message.told or not self.mail:
            return self.message.said
        return with_cards(
            readable_text(self.message.text, self.mail.protection), card_translations(self.mail)
        )

    @property
    def own_text(self) -> str:
        """What its author wrote besides the cards."""
        return own_words(self.message.text, self.cards)

    @property
    def failures(self) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if delivery.state == State.FAILED]

    @property
    def delays(self) -> list[Delivery]:
        """Deliveries that wait, here or at a server on the way, which says why."""
        waiting = {State.QUEUED, State.SENDING, State.SENT}
        return [each for each in self.deliveries if each.state in waiting and each.error not in ("", WAITS)]

    @property
    def is_automatic(self) -> bool:
        """Whether a program wrote it in the customer's absence, or for a list."""
        return bool(self.mail and self.message.customer_id and self.mail.is_automatic)

    @property
    def is_held(self) -> bool:
        """Whether its author may still take it back."""
        if self.is_mine and self.message.kind == Kind.REPLY and all_wait(self.deliveries):
            return True
        held = self.message.held_until
        return self.is_mine and held is not None and held > timezone.now()

    @property
    def state_words(self) -> str:
        """How far it has come, in a word; empty for what customers wrote and for notes."""
        if self.is_seen:
            return _("seen")
        if not self.deliveries and self.mail and not self.message.customer_id:
            return _("sent from a mail program")
        return state_words(self.deliveries, is_held=bool(self.message.held_until), has_left=self.has_left)

    @property
    def addressed(self) -> list[str]:
        """To whom it goes, a phrase for To, Cc and Bcc each."""
        return addressed_words(self.deliveries, is_held=bool(self.message.held_until), has_left=self.has_left)

    @property
    def recipients(self) -> list[tuple[str, list[str]]]:
        """To, Cc and Bcc of a message of ours, each with its addresses."""
        return recipients_by_role(self.deliveries)

    @property
    def ways(self) -> list[tuple[str, str]]:
        """How it was sent: a word for all (of nobody), or who and a word each where those differ."""
        return way_words(self.deliveries, is_held=bool(self.message.held_until), has_left=self.has_left)

    @property
    def named_to(self) -> list[str]:
        """Whom the mail names in To; the desk by its plain address, since the rest of it is a secret."""
        return plain_addresses(self.mail.to) if self.mail else []

    @property
    def named_cc(self) -> list[str]:
        return plain_addresses(self.mail.cc) if self.mail else []

    @property
    def has_many(self) -> bool:
        """Whether the mail names more than one besides who wrote it, so that an answer may go to all of them."""
        return self.mail is not None and len(self.mail.to) + len(self.mail.cc) > 1


def shown_messages(ticket: Ticket, messages: list[Message], agent) -> dict[int, ShownMessage]:
    """The `messages` of `ticket` as the thread shows them, by id."""
    parts, seen = _parts_of(ticket, messages, agent)
    prefetch_related_objects(messages, *(PREFETCHED.get(part, part) for part in parts))
    shown = {message.pk: _shown(message, agent, seen, parts) for message in messages}
    for each in shown.values():
        each.is_of_other = each.mail is not None and each.message.customer_id not in (
            None,
            ticket.customer_id,
        )
    if "attachments" in parts:
        checks = doubtful(file.blob for each in shown.values() for file in each.files)
        for each in shown.values():
            each.checks = checks
    mails = [
        each.mail for each in shown.values() if each.mail and each.message.customer_id == ticket.customer_id
    ]
    for message_id, reply_to in passed_over(ticket, mails).items():
        shown[message_id].passed_over = reply_to
    pictured = [each.mail for each in shown.values() if each.mail and each.pictures.remote]
    for message_id in with_pictures(pictured):
        shown[message_id].shows_pictures = True
    _mark_outbox(
        ticket, [each for each in shown.values() if any(way.channel == "email" for way in each.deliveries)]
    )
    _mark_mentions([each for each in shown.values() if each.message.is_note and "@" in each.text], agent)
    return shown


def _mark_outbox(ticket: Ticket, mailed: list[ShownMessage]) -> None:
    if mailed and not has_mail_server() and not mail_leaves(mail_inbox_of(ticket)):
        for each in mailed:
            each.has_left = False


def _mark_mentions(notes: list[ShownMessage], agent) -> None:
    """Note where the notes call somebody; nothing is asked where none holds an @."""
    if not notes:
        return
    called: dict[int, list[Agent]] = {}
    for mention in Mention.objects.filter(message__in=[each.message.pk for each in notes]).select_related(
        "agent"
    ):
        called.setdefault(mention.message_id, []).append(mention.agent)
    for each in notes:
        each.mentions = [
            Mark(call.begin, call.end, "mention mention-me" if agent.pk in call.agents else "mention")
            for call in calls_in(each.text, called.get(each.message.pk, ()))
        ]


PREFETCHED: dict[str, str | Prefetch] = {  # where it is not the part's own name
    "whisper": "whisper__agent",
    "links": "links__preview",
    "cards": Prefetch("cards", ChatCard.objects.select_related("run", "variant")),
    "senders": "email__sender_check",
    "mailed": "mailed_answer",
}
PARTS = """
    select 'seen', max(seen_message_id) from channel_chat_chatsession where ticket_id = %(ticket)s union all
    select 'attachments', 0 where exists (select from tickets_attachment where message_id = any(%(ids)s)) union all
    select 'deliveries', 0 where exists (select from channels_delivery where message_id = any(%(ids)s)) union all
    select 'reactions', 0 where exists (select from tickets_reaction where message_id = any(%(ids)s)) union all
    select 'senders', 0 where exists (select from channel_email_sendercheck where mail_id = any(%(ids)s)) union all
    select 'mailed', 0 where exists (select from channel_email_mailedanswer where message_id = any(%(ids)s)) union all
    select 'whisper', 0 where exists (select from tickets_whisper where message_id = any(%(ids)s)) union all
    select 'links', 0 where exists (select from tickets_messagelink where message_id = any(%(ids)s)) union all
    select 'cards', 0 where exists (select from selling_chatcard where message_id = any(%(ids)s)) union all
    select 'translations', 0 where exists (
        select from tickets_translation where message_id = any(%(ids)s) and language = %(language)s)
"""


def _parts_of(ticket: Ticket, messages: list[Message], agent) -> tuple[list[str], int]:
    """Which of attachments, deliveries, reactions and so on there are: asking once is cheaper than reading nothing.

    And the last message that the shopper has seen in a chat of the ticket, 0 for none.
    """
    if not messages:
        return [], 0
    with connection.cursor() as cursor:
        ids = [message.pk for message in messages]
        cursor.execute(PARTS, {"ids": ids, "ticket": ticket.pk, "language": language_of(agent)})
        found = dict(cursor.fetchall())
    seen = found.pop("seen") or 0
    return list(found), seen


def _shown(message: Message, agent, seen_message_id: int, parts: list[str]) -> ShownMessage:
    shown = ShownMessage(
        message,
        is_mine=message.agent_id == agent.pk,
        is_seen=message.channel == "chat" and not message.is_from_customer and message.pk <= seen_message_id,
    )
    if message.html and len(message.html) <= LONGEST_PAGE:
        shown.pictures = count_pictures(message.html, message.quoted_html)
    if "attachments" in parts:
        shown.files = [file for file in message.attachments.all() if not _is_in_text(file, message)]
    if "deliveries" in parts:
        shown.deliveries = sorted(message.deliveries.all(), key=lambda delivery: delivery.pk)
    if "reactions" in parts:
        shown.reactions = reactions_on(message, agent)
    if "senders" in parts and (check := getattr(shown.mail, "sender_check", None)):
        shown.sender = sender_words(check.verdict)
    if "mailed" in parts:
        shown.is_by_mail = hasattr(message, "mailed_answer")
    if "whisper" in parts:
        shown.whisper = getattr(message, "whisper", None)
    if "links" in parts:
        links = sorted(message.links.all(), key=lambda link: link.pk)
        shown.links = [link.preview for link in links if link.preview.state == PreviewState.SHOWN]
    if "cards" in parts:
        shown.cards = list(message.cards.all())
    if "translations" in parts:
        own = language_of(agent)
        shown.translation = next((each for each in message.translations.all() if each.language == own), None)
    return shown


def _is_in_text(file: Attachment, message: Message) -> bool:
    """Whether the picture is shown inside the mail's own HTML."""
    return bool(file.content_id) and f"cid:{file.content_id.strip('<>')}" in message.html
