"""The body of a mail: its words as text and as HTML, and its files.

A mail is a tree of parts. Of alternatives the best of each kind is taken; texts that follow one another
(Apple Mail puts pictures between them) are joined; all the rest are files, so that no part is out of reach.
"""

import mimetypes
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from . import tnef
from .charset import decode
from .flowed import unflow
from .headers import words
from .invitation import card, kept_of, title_of
from .parameter import head_of
from .part import Part, split
from .protection import SENTENCES, Protection, protection_of, signed_content, take_armour
from .reaction import KIND as REACTION
from .reaction import reaction_in
from .rtf import words_of
from .tree import File, Piece, Tree
from .wording import add_below, add_to_quoted, read_words

if TYPE_CHECKING:
    from ..parse import Inbound

MOST_CARDS = 5
MOST_UNWRAPPED = 5
MARKED = re.compile(r"<[^<>]{0,200}>")
NESTED = re.compile(rb"\n--[^\s-]")
STOCK = re.compile(
    r"mime|multi-?part", re.IGNORECASE
)  # in whatever language: a program cannot read this mail
STOCK_BYTES = 1000
LIKE_TEXT = {"text/markdown", "text/x-markdown", "text/enriched", "text/richtext"}
PACKAGES = {"application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"}
CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar", "application/x-vcalendar"}
CALENDAR = re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE)
RICH = {"text/rtf", "application/rtf", "application/x-rtf"}
ENDINGS = {
    "text/calendar": ".ics", "text/x-amp-html": ".amp.html", "image/jpeg": ".jpg", "text/rtf": ".rtf",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt", "message/disposition-notification": ".txt",
}  # fmt: skip


def read(mail: Part, inbound: "Inbound") -> list[bytes]:
    """Fill in text, html, their quoted halves and files; returns the mails inside."""
    tree = Tree()
    _walk(mail, tree)
    if tree.protection in SENTENCES:
        tree.hints.insert(0, Piece(SENTENCES[tree.protection]))
    if not any((piece.text or "").strip() or piece.html for piece in tree.pieces):
        tree.pieces += tree.hints[:1]
    inbound.files, inbound.defects = tree.files, [*inbound.defects, *tree.defects]
    inbound.protection = tree.protection or ""
    inbound.reaction = tree.reaction
    if tree.reaction and not any((piece.text or "").strip() or piece.html for piece in tree.pieces):
        tree.pieces.append(Piece(tree.reaction))
    read_words(tree, inbound)
    add_below(inbound, list(tree.cards)[:MOST_CARDS])
    inbound.calendars = [kept for kept in list(tree.cards.values())[:MOST_CARDS] if kept]
    add_to_quoted(inbound, tree.strays + tree.armour)
    return tree.mails


# --- the parts -------------------------------------------------------------------------------------------


def _walk(part: Part, tree: Tree) -> None:
    for stray in part.strays if part.parts else []:
        if len(stray) > STOCK_BYTES or not STOCK.search(decode(stray)):
            tree.strays.append(decode(stray).strip())
    if part.is_rest:
        tree.files.append(File("rest-of-the-mail.txt", "text/plain", part.raw))
        tree.defects.append("too many parts: those at the end are in rest-of-the-mail.txt")
    elif not part.parts:
        _leaf(part, tree)
    elif part.kind == "multipart/alternative":
        _alternatives(part.parts, tree)
    else:
        tree.protect(protection_of(part))
        for child in part.parts:
            _walk(child, tree)


def _alternatives(children: list[Part], tree: Tree) -> None:
    """One piece of the forms of the same words; forms that are no text (a calendar) are files."""
    branch = replace(tree, pieces=[])
    has_plain = any(child.kind == "text/plain" for child in children)
    for child in children:
        if has_plain and child.kind in LIKE_TEXT:  # the same words once more
            tree.files.append(_file(child, file_name(child), child.content))
        else:
            _walk(child, branch)
    tree.protect(branch.protection)
    tree.reaction = tree.reaction or branch.reaction
    texts = [piece.text for piece in branch.pieces if piece.text is not None]
    pages = [piece.html for piece in branch.pieces if piece.html is not None]
    if texts or pages:
        tree.pieces.append(Piece("\n\n".join(texts) if texts else None, "\n".join(pages) if pages else None))


def _leaf(part: Part, tree: Tree) -> None:
    name, is_attached = file_name(part), head_of(part.first("content-disposition")) == "attachment"
    kind = part.kind
    if kind.startswith("multipart/") and part.is_encoded and tree.unwrapped < MOST_UNWRAPPED:
        tree.unwrapped += 1  # against RFC 2045 §6.4; yet some do
        _walk(split(_with_head(part)), tree)
        return
    if kind.startswith("multipart/"):  # without the boundary it names: the words of somebody, all the same
        kind = "text/plain" if not part.parts and not _looks_nested(part) else "message/rfc822"
    if kind in ("message/rfc822", "message/global"):
        _mail_inside(part, name, tree)
        return
    content = part.content
    if kind == REACTION and not is_attached and (emoji := reaction_in(content)):
        tree.reaction = tree.reaction or emoji
        return
    if kind == "text/plain" or kind in LIKE_TEXT or kind == "text/html":
        piece = _piece(part, kind, content)
        if not is_attached and not name:
            tree.pieces.append(_without_armour(piece, tree))
            return
        if not is_attached:
            tree.hints.append(piece)
    is_invitation = is_calendar(kind, name) and bool(kind in CALENDARS or CALENDAR.match(content))
    calendar = decode(content, part.parameter("charset")) if is_invitation else ""
    if name or content:
        title = title_of(calendar) if calendar and not name else ""
        tree.files.append(_file(part, name or (f"{title}.ics" if title else ""), content))
    if is_invitation:
        if words := card(calendar):
            tree.cards.setdefault(words, kept_of(calendar))
    elif kind in RICH and not is_attached:
        text, is_html = words_of(content)
        tree.hints.append(Piece(html=text) if is_html else Piece(text=text))
    elif protection := protection_of(part):
        tree.protect(protection)
        opened = signed_content(content) if protection is Protection.SMIME_SIGNED else None
        if opened and tree.unwrapped < MOST_UNWRAPPED:
            tree.unwrapped += 1
            _walk(split(opened), tree)
    elif kind in PACKAGES or tnef.is_package(content):
        _unpack(content, tree)


def is_calendar(kind: str, name: str) -> bool:
    """Whether a file of this type and name holds invitations, or may."""
    return kind in CALENDARS or name.lower().endswith(".ics")


def _piece(part: Part, kind: str, content: bytes) -> Piece:
    declared = part.parameter("charset")
    if kind == "text/html":
        own = _meta_charset(content)
        return Piece(html=decode(content, declared or own, also=own))
    text = decode(content, declared)
    if kind in ("text/enriched", "text/richtext"):
        text = MARKED.sub("", text.replace("<<", "\0")).replace("\0", "<")
    elif part.parameter("format").lower() == "flowed":
        text = unflow(text, delsp=part.parameter("delsp").lower() == "yes")
    return Piece(text=text)


def _without_armour(piece: Piece, tree: Tree) -> Piece:
    """The piece without what PGP put around its words, or instead of them; that is kept where quotes are."""
    text, armour, protection = take_armour(piece.text or "")
    tree.protect(protection)
    tree.armour += armour
    return replace(piece, text=text) if armour else piece


def _meta_charset(content: bytes) -> str:
    """The charset an HTML page names itself, where the header is silent or not true."""
    match = re.search(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]+)", content[:2000], re.IGNORECASE)
    return match[1].decode() if match else ""


def file_name(part: Part) -> str:
    return part.parameter("filename", "content-disposition") or part.parameter("name")


def _file(part: Part, name: str, content: bytes) -> File:
    ending = ENDINGS.get(part.kind) or mimetypes.guess_extension(part.kind) or ""
    content_id = words(part.first("content-id")).strip().strip("<>")[:300]
    is_attached = head_of(part.first("content-disposition")) == "attachment"
    return File(
        name or f"attachment{ending}", part.kind, content, content_id, bool(content_id) and not is_attached
    )


def _looks_nested(part: Part) -> bool:
    """Whether a multipart that is not taken apart holds others: then it lies too deep, and is kept as a mail."""
    return bool(NESTED.search(part.payload[:2000]))


def _with_head(part: Part) -> bytes:
    """The multipart with its parts decoded, as it should have come."""
    return b"Content-Type: " + part.first("content-type").encode("utf-8", "replace") + b"\n\n" + part.content


def _mail_inside(part: Part, name: str, tree: Tree) -> None:
    """A mail inside the mail: a file that any mail program opens, called by its subject."""
    content = part.content if part.kind.startswith("message/") else part.raw
    inner = split(content[:100_000])
    title = words(inner.first("subject"))[:100].strip() or "message"
    tree.files.append(File(name or f"{title}.eml", "message/rfc822", content))
    tree.mails.append(content)


def _unpack(content: bytes, tree: Tree) -> None:
    """The files in a winmail.dat beside it, and its words when the mail has none."""
    package = tnef.unpack(content)
    for file in package.files:
        name = file.name or f"attachment{mimetypes.guess_extension(file.content_type) or ''}"
        kind = file.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        content_id = file.content_id.strip("<>")[:300]
        tree.files.append(File(name, kind, file.content, content_id, bool(content_id)))
    if package.text.strip() or package.html.strip():
        tree.hints.append(Piece(package.text or None, package.html or None))
    if not package.is_whole:
        tree.defects.append("winmail.dat: it is broken, and only a part of it could be read")
