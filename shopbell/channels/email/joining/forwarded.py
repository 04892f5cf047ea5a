"""A forwarded mail, taken apart: the mail inside as if its writer had sent it to us, and what stands above it.

Pure, and used again when the archive is read anew. The mail inside is a part of its own where the program attached it,
else it is found in the text by the fields above it (`quotes/forward.py`), in whatever language.
"""

import html as html_words
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from shopbell.core.html import clean

from ..mime.address import Address
from ..parse import Inbound, parse
from ..quotes.fold import fold_text
from ..quotes.forward import Block, find_block, unquoted
from ..quotes.header import is_forward_line, is_forward_subject
from ..quotes.html import fold_html, lines_of_page, page_from
from ..quotes.moment import moment_in
from ..sending.wording import plain_subject

MAIL = "message/rfc822"
MOST_INSIDE = 3  # mails inside that are looked at
MOST_LINES = 500  # among which a line that tells of a forward is looked for


@dataclass(frozen=True)
class Forwarded:
    """`inbound` is the mail inside, with the references and recipients of the one around it; `above` what was added."""

    inbound: Inbound
    above: str


def looks_forwarded(inbound: Inbound) -> bool:
    """A quick look whether `inbound` may forward another mail, for who would have to ask before looking closer."""
    if is_forward_subject(inbound.subject) or any(file.content_type == MAIL for file in inbound.files):
        return True
    return any(
        is_forward_line(line.lstrip("\\")) for line in inbound.text.split("\n", MOST_LINES)[:MOST_LINES]
    )


def take_apart(
    inbound: Inbound, *, before: datetime, zone: tzinfo, is_ours: Callable[[str], bool]
) -> Forwarded | None:
    """The mail that `inbound` forwards; None when it forwards none that somebody else than us wrote.

    Times without a zone are in `zone`, that of who forwarded it, and none lies after `before`.
    """
    is_told = is_forward_subject(inbound.subject, inbound.text)
    lines = inbound.text.split("\n")
    block = find_block(lines, is_ours=is_ours, is_told=is_told)
    if inner := _inside(inbound, is_ours):
        above = "\n".join(lines[: block.first] if block else lines if is_told else [])
        sent = inner.date if inner.date and inner.date <= before else None
        return Forwarded(_with_inner(inbound, inner, sent), above.strip())
    if block is None:
        return None
    sent = moment_in(block.date, before=before, zone=zone)
    return Forwarded(
        _with_block(inbound, block, lines, sent, is_ours), "\n".join(lines[: block.first]).strip()
    )


def _inside(inbound: Inbound, is_ours: Callable[[str], bool]) -> Inbound | None:
    """The attached mail, when the outer one is about it: its first from somebody else than us."""
    mails = [file.content for file in inbound.files if file.content_type == MAIL]
    for content in mails[:MOST_INSIDE]:
        inner = parse(content)
        if inner.sender and not is_ours(inner.sender.address) and not inner.is_bounce:
            return inner
    return None


def _with_inner(inbound: Inbound, inner: Inbound, sent: datetime | None) -> Inbound:
    known = {file.content for file in inbound.files}
    return replace(
        inbound, sender=inner.sender, sender_text=inner.sender_text, reply_to=inner.reply_to, date=sent,
        subject=inner.subject or plain_subject(inbound.subject), text=inner.text, html=inner.html,
        quoted_text=inner.quoted_text, quoted_html=inner.quoted_html,
        files=[*inbound.files, *(file for file in inner.files if file.content not in known)],
    )  # fmt: skip


def _with_block(
    inbound: Inbound, block: Block, lines: list[str], sent: datetime | None, is_ours: Callable[[str], bool]
) -> Inbound:
    head = "\n".join(lines[block.first : block.start]).strip("\n")
    text, quoted = fold_text("\n".join(unquoted(lines[block.start :])).strip("\n"))
    html, quoted_html = _page(inbound.html, block, is_ours)
    if quoted_html or html:
        quoted_html = clean("<br>".join(map(html_words.escape, head.split("\n")))) + quoted_html
    return replace(
        inbound, sender=Address(block.name, block.address), sender_text=block.name or block.address, reply_to=[],
        date=sent, subject=block.subject or plain_subject(inbound.subject), text=text, html=html,
        quoted_text=_joined(head, quoted, inbound.quoted_text), quoted_html=quoted_html,
    )  # fmt: skip


def _page(html: str, block: Block, is_ours: Callable[[str], bool]) -> tuple[str, str]:
    """The same mail in the page around it, shown and folded; nothing where it is not found: then its text stands."""
    lines = lines_of_page(html) if html else []
    found = find_block(lines, is_ours=is_ours, is_told=True)
    if found is None or found.address != block.address:
        return "", ""
    shown, folded = fold_html(page_from(html, found.start))
    return clean(shown), clean(folded) if folded else ""


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text.strip())
