"""What stands below a mail: the agent's own signature, the inbox's with its logo; placeholders filled in."""

import logging
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from markupsafe import Markup
from PIL import Image

from shopbell.accounts.agent import Agent
from shopbell.channels.inbox import Inbox
from shopbell.core import blob
from shopbell.tickets.macro import words_of
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.signature import filled_signature
from shopbell.tickets.ticket import Ticket

from .dress import dressed, linked
from .outgoing import OutgoingFile
from .sender import house_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signature:
    """As text and as HTML with its styles; `logo` is a blob key, `house` what is read where pictures are not shown."""

    text: str = ""
    html: Markup = Markup()
    logo: str = ""
    house: str = ""

    @property
    def content_id(self) -> str:
        return f"logo-{self.logo[:32]}@shopbell"


def signature_of(message: Message, inbox: Inbox | None) -> Signature:
    """The signature below `message`, which leaves from `inbox`."""
    agent = message.agent
    written = [(each.signature.strip(), each.signature_html) for each in (agent, inbox) if each]
    if any("{" in text + html for text, html in written):
        words = _words(message.ticket, agent, inbox, is_known=message.kind != Kind.SIDE)
        written = [filled_signature(text, html, words) for text, html in written]
    kept = [(text, html) for text, html in written if text or html]
    return Signature(
        "\n".join(text for text, _html in kept),
        signature_html(kept),
        inbox.signature_logo if inbox else "",
        house_of(inbox),
    )


def signature_html(parts: list[tuple[str, str]]) -> Markup:
    """Signatures one below the other, each as text and cleaned HTML: in lines where none of them is formatted."""
    if not any(html for _text, html in parts):
        return _lines("\n".join(text for text, _html in parts))
    blocks = (dressed(html) if html else _lines(text) for text, html in parts)
    return Markup().join(Markup("<div>{}</div>").format(block) for block in blocks)


def logo_file(signature: Signature) -> OutgoingFile | None:
    """None where there is none, or its bytes are lost: a mail does not wait for an ornament."""
    if not signature.logo:
        return None
    try:
        return OutgoingFile("logo.png", "image/png", blob.get(signature.logo), signature.content_id)
    except (blob.Missing, blob.Damaged):
        log.exception("The logo of %s is lost; mails leave without it", signature.house)
        return None


def logo_size(file: OutgoingFile) -> tuple[int, int]:
    """Width and height it is shown at: half of what it has. Some mail programs know no other measure."""
    width, height = Image.open(BytesIO(file.content)).size
    return max(1, width // 2), max(1, height // 2)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(linked(line) for line in text.split("\n")) if text else Markup()


def _words(ticket: Ticket, agent: Agent | None, inbox: Inbox | None, *, is_known: bool) -> dict[str, Any]:
    """What signatures may name. Whoever is no party of the ticket hears nothing of it but its number."""
    house = house_of(inbox)
    words = words_of(ticket, agent or Agent(name=house))
    if not agent:  # a program wrote
        words["agent"] = {"name": house, "first_name": house}
    if not is_known:
        words |= {"customer": {"name": "", "first_name": ""}, "ticket": {"id": ticket.pk, "subject": ""}}
    if not words["shop"]["name"]:
        words["shop"] = {"name": house}
    return words
