"""The words of a mail: its subject with the ticket's number once, its paragraphs, its short quote."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.channels.expectation import promised, usual_reply
from shopbell.channels.inbox import Inbox, inbox_of
from shopbell.core.moment import exact
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .language import has_own_text, language_for, own_text

MARKS = (  # of answers and forwards, as programs put them before a subject
    r"re|aw|antw|sv|vs|odp|res?|rif|r|ynt|cevap|απ|vá|bls|trả\s+lời|ответ|отв|תשובה|השב|ردّ?|回复|回覆|答复|答覆|返信|회신|답장",
    r"fwd?|wg|wtr|tr|rv|enc|i|inoltro|doorst|pd|vb|vl|ilt|πρθ|trs|chuyển\s+tiếp|пересл|הועבר|إعادة\s+توجيه|转发|轉寄|轉發|転送|전달",
)
# of mail gateways
TAGS = r"ext(?:ern(?:al|e|o|a)?)?(?:[\s:-]+(?:e-?mail|mail|sender|message))?|(?:suspected\s+)?spam\??"
ANSWER_MARKS = re.compile(
    rf"^(?:\s*(?:(?:{'|'.join(MARKS)})\s*(?:\[\d+\]|\(\d+\))?\s*[:：]"
    rf"|\[\s?(?:{TAGS})\s?\]|\*{{1,5}}\s?(?:{TAGS})\s?\*{{1,5}}))+\s*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\[#\d{1,18}\]")
SUBJECT_CHARACTERS = 250
LONGEST_NAME = 30
QUOTED_LINES = 12
QUOTED_CHARACTERS = 1200


def numbered_subject(ticket: Ticket) -> str:
    """`Re: Where is my parcel? [#123]`, however often it went to and fro; of a long one its beginning.

    A line of a mail may have 998 characters (RFC 5322 §2.1.1), and a subject without a space is one line.
    """
    number = f"[#{ticket.pk}]"
    plain = ANSWER_MARKS.sub("", ticket.subject.replace(number, "")).strip()
    if len(plain) > SUBJECT_CHARACTERS:
        plain = f"{plain[:SUBJECT_CHARACTERS].rstrip()}…"
    return f"Re: {plain or _('Your message')} {number}"


def plain_subject(subject: str) -> str:
    """`subject` without the marks of answers, forwards and gateways, and without the number that a desk put there."""
    return " ".join(ANSWER_MARKS.sub("", NUMBER.sub("", subject)).split())


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs of `text`, each a list of lines."""
    return [block.strip("\n").split("\n") for block in re.split(r"\n{2,}", text.strip("\n")) if block.strip()]


def is_named(house: str, signature: str) -> bool:
    """Whether the signature says already whose mail it is, so that the line below it need not."""
    said = signature.casefold()
    return bool(said) and any(
        line.strip() and line.strip().casefold() in house.casefold() for line in said.split("\n")
    )


@dataclass(frozen=True)
class Quote:
    introduction: str
    lines: list[str]


def quoted(message: Message) -> Quote | None:
    """The beginning of the message that is answered: enough to remember, not a tower of quotes."""
    text = message.text[:QUOTED_CHARACTERS].rstrip()
    if not text:
        return None
    lines = text.split("\n")
    is_cut = len(message.text) > QUOTED_CHARACTERS or len(lines) > QUOTED_LINES
    who = message.agent.first_name if message.agent else message.rule or str(message.customer or _("You"))
    introduction = _("On %(when)s, %(who)s wrote:") % {"when": exact(message.created_at), "who": who}
    return Quote(introduction, [*lines[:QUOTED_LINES], *(["…"] if is_cut else [])])


def given_name(name: str) -> str:
    """The first word of `name`, to greet with; empty where it is none, such as an address or a piece of a page."""
    first = next(iter(name.split()), "").rstrip(",")
    is_name = all(each in "'’.-·" or unicodedata.category(each)[0] in "LM" for each in first)
    return first if is_name and len(first) <= LONGEST_NAME else ""


def acknowledgement_text(ticket: Ticket, inbox: Inbox | None) -> str:
    """The inbox's own words, or ours, in the language of this moment.

    `{number}`, `{subject}`, `{name}` and `{promise}` are filled in; other braces stay. Ours ends with the promise, or
    where nothing was promised with the usual time to an answer.
    """
    own = own_text(inbox)
    text = own or _(
        "Hello{name},\n\nthank you for writing to us. Your message has arrived and has the number #{number}. "
        "A person will read it and answer you here.\n\n"
        "You need not do anything. To add something, just reply to this mail."
    )
    name = given_name(ticket.customer.name)
    values = {
        "number": str(ticket.pk),
        "subject": ticket.subject,
        "name": f" {name}" if name and not own else name,
    }
    values["promise"] = promised(ticket)
    expected = "{promise}" if values["promise"] else _usual(ticket, inbox)
    if not own and expected:
        text += f"\n\n{expected}"
    return re.sub(r"\{(number|subject|name|promise)\}", lambda match: values[match[1]], text)


def _usual(ticket: Ticket, inbox: Inbox | None) -> str:
    """The usual time to an answer at the door that `ticket` came in by, else at `inbox`."""
    door = (inbox_of(ticket) if ticket.pk else None) or inbox
    return usual_reply(door) if door and door.pk else ""  # an inbox that is being written was never measured


def tells_promise(ticket: Ticket, inbox: Inbox | None) -> bool:
    """Whether the acknowledgement of `ticket` says by when the answer comes: ours does, a shop's own may."""
    if not has_own_text(inbox):
        return True
    with override(language_for(ticket, inbox)):
        own = own_text(inbox)
    return not own or "{promise}" in own
