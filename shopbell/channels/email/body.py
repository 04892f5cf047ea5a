"""The body of a mail: its words as text and as HTML, and its files.

A mail is a tree of parts. Of alternatives the best of each kind is taken; texts that follow one another
(Apple Mail puts pictures between them) are joined; all the rest are files, so that no part is out of reach.
"""

import base64
import html as html_words
import mimetypes
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING

from shopbell.core.html import clean, to_text

from .headers import decode, words
from .quote import fold_text
from .quote_header import is_forward_subject
from .quote_html import fold_html

if TYPE_CHECKING:
    from .parse import Inbound

MOST_PARTS = 2000
DEEPEST = 50
PADDING, FOREIGN, BASE64 = (
    re.compile(rb"=+"),
    re.compile(rb"[^A-Za-z0-9+/]+"),
    re.compile(rb"[A-Za-z0-9+/\r\n]*"),
)


@dataclass(frozen=True)
class File:
    """An attachment. `content_id` is how the HTML names it, without its brackets."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass
class Piece:
    """A stretch of the body: text, HTML or both forms of the same words."""

    text: str | None = None
    html: str | None = None


@dataclass
class Tree:
    """What a walk over the parts has found so far."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    parts: int = 0


def read(mail: Message, inbound: "Inbound") -> None:
    """Fill in text, html, their quoted halves and files."""
    tree = Tree()
    _walk(mail, tree, inbound, depth=0)
    inbound.files = tree.files
    text = "\n\n".join(piece.text for piece in tree.pieces if piece.text is not None)
    has_html = any(piece.html is not None for piece in tree.pieces)
    has_text = any(piece.text is not None for piece in tree.pieces)
    is_forward = is_forward_subject(inbound.subject, text)
    if has_html:
        page = "\n".join(_as_html(piece) for piece in tree.pieces)
        shown, quoted = fold_html(page, is_forward=is_forward)
        inbound.html, inbound.quoted_html = clean(shown), clean(quoted) if quoted else ""
    if has_html and not (has_text and text.strip()):
        inbound.text, inbound.quoted_text = (
            to_text(inbound.html),
            to_text(inbound.quoted_html) if inbound.quoted_html else "",
        )
    else:
        inbound.text, inbound.quoted_text = fold_text(text, is_forward=is_forward)


def _as_html(piece: Piece) -> str:
    if piece.html is not None:
        return piece.html
    return f'<p style="white-space: pre-wrap">{html_words.escape(piece.text or "")}</p>'


def _walk(part: Message, tree: Tree, inbound: "Inbound", *, depth: int) -> None:
    tree.parts += 1
    kind = part.get_content_type()
    children = part.get_payload() if part.is_multipart() else None
    if tree.parts > MOST_PARTS or depth > DEEPEST:
        tree.files.append(_file(part, f"part-{tree.parts}.eml"))
    elif kind == "message/rfc822" or (children and kind.startswith("message/")):
        tree.files.append(_forwarded(part, inbound))
    elif children is None or isinstance(children, str):
        _leaf(part, tree)
    elif kind == "multipart/alternative":
        _alternatives(children, tree, inbound, depth)  # type: ignore[arg-type]
    else:
        for child in children:
            _walk(child, tree, inbound, depth=depth + 1)  # type: ignore[arg-type]


def _alternatives(children: list[Message], tree: Tree, inbound: "Inbound", depth: int) -> None:
    """One piece of the forms of the same words; forms that are no text (a calendar) are files."""
    branch = Tree(parts=tree.parts)
    for child in children:
        _walk(child, branch, inbound, depth=depth + 1)
    tree.parts = branch.parts
    tree.files += branch.files
    texts = [piece.text for piece in branch.pieces if piece.text is not None]
    pages = [piece.html for piece in branch.pieces if piece.html is not None]
    if texts or pages:
        tree.pieces.append(Piece("\n\n".join(texts) if texts else None, "\n".join(pages) if pages else None))


def _leaf(part: Message, tree: Tree) -> None:
    kind, name = part.get_content_type(), file_name(part)
    if kind.startswith("multipart/"):  # without the boundary it names: the words of somebody, all the same
        kind = "text/plain"
    is_text = kind in ("text/plain", "text/html") and disposition(part) != "attachment" and not name
    if not is_text:
        if name or content_of(part):
            tree.files.append(_file(part, name))
        return
    text = decode(content_of(part), parameter(part, "charset") or _meta_charset(part, kind))
    if kind == "text/html":
        tree.pieces.append(Piece(html=text))
    else:
        is_flowed = parameter(part, "format").lower() == "flowed"
        tree.pieces.append(Piece(text=unflow(text, parameter(part, "delsp")) if is_flowed else text))


def _meta_charset(part: Message, kind: str) -> str:
    """The charset an HTML page names itself, where the header is silent."""
    if kind != "text/html":
        return ""
    match = re.search(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]+)", content_of(part)[:2000], re.IGNORECASE)
    return match[1].decode() if match else ""


def content_of(part: Message) -> bytes:
    """The bytes of a leaf, whatever its transfer encoding claims."""
    payload = part.get_payload()
    plain = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    if str(part.get("content-transfer-encoding") or "").strip().lower() == "base64":
        return _from_base64(plain)
    try:
        content = part.get_payload(decode=True)
    except Exception:
        content = None  # a broken encoding: the letters as they stand are better than nothing
    return content if isinstance(content, bytes) else plain


def _from_base64(letters: bytes) -> bytes:
    """Base64 as far as it goes: several stretches one after another, and words that somebody put below, as they are."""
    pieces = []
    for number, stretch in enumerate(PADDING.split(letters)):
        if number and not BASE64.fullmatch(stretch):
            pieces.append(stretch)
            continue
        body = FOREIGN.sub(b"", stretch)
        body = body[: len(body) - (len(body) % 4 == 1)]
        pieces.append(base64.b64decode(body + b"=" * (-len(body) % 4)))
    return b"".join(pieces)


def parameter(part: Message, name: str, of: str = "content-type") -> str:
    """A parameter of a header, decoded (RFC 2231), or empty."""
    try:
        value = part.get_param(name, "", header=of)
        if isinstance(value, tuple):
            return decode(value[2].encode("latin-1", "replace"), value[0] or "")
        return words(str(value or ""))
    except Exception:  # noqa: BLE001
        return ""


def disposition(part: Message) -> str:
    return str(part.get("content-disposition") or "").split(";")[0].strip().lower()


def file_name(part: Message) -> str:
    return parameter(part, "filename", "content-disposition") or parameter(part, "name")


def _file(part: Message, name: str) -> File:
    kind = part.get_content_type()
    content = part.as_bytes() if part.is_multipart() else content_of(part)
    content_id = words(str(part.get("content-id") or "")).strip().strip("<>")[:300]
    fallback = f"attachment{mimetypes.guess_extension(kind) or ''}"
    is_inline = disposition(part) != "attachment" and bool(content_id)
    return File(name or fallback, kind, content, content_id, is_inline)


def _forwarded(part: Message, inbound: "Inbound") -> File:
    """A mail inside the mail: a file that any mail program opens, called by its subject."""
    inner = part.get_payload()
    inner = inner[0] if isinstance(inner, list) and inner else inner
    name = file_name(part)
    if isinstance(inner, Message):
        subject = words(str(inner.get("subject") or ""))
        name = name or f"{subject[:100] or 'message'}.eml"
        try:
            content = b"".join(_bytes(each) for each in part.get_payload())  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001
            inbound.defects.append(f"message inside: {error!r}"[:300])
            content = str(inner).encode("utf-8", "replace")
    else:
        content = content_of(part)
    return File(name or "message.eml", part.get_content_type(), content)


def _bytes(message: Message) -> bytes:
    return message.as_bytes(unixfrom=False)


def unflow(text: str, delsp: str = "") -> str:
    """format=flowed (RFC 3676): lines that end in a space go on in the next one of the same quote depth."""
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        body = rest[:-1] if flows and delsp.lower() == "yes" else rest
        if open_depth == depth and lines and rest != "-- ":
            lines[-1] += body
        else:
            lines.append(f"{'>' * depth}{' ' if depth and body else ''}{body}")
        open_depth = depth if flows else None
    return "\n".join(lines)
