"""The words of a mail, joined from the stretches that were found in its parts, and what of them is quoted.

What is too long for a screen is shown in part and attached whole.
"""

import html as html_words
from typing import TYPE_CHECKING

from shopbell.core.html import clean
from shopbell.core.plain_text import plain_text
from shopbell.core.shallow_html import shallow

from ..quotes.fold import fold_text
from ..quotes.header import is_forward_subject
from ..quotes.html import fold_html
from .embedded_picture import take_out_pictures
from .own_styles import with_own_styles
from .tree import File, Piece, Tree

if TYPE_CHECKING:
    from ..parse import Inbound

LONGEST_TEXT = 500_000  # characters that are shown
LONGEST_HTML = 500_000


def read_words(tree: Tree, inbound: "Inbound") -> None:
    has_html = any(piece.html for piece in tree.pieces)
    plain = "\n\n".join(piece.text for piece in tree.pieces if piece.text is not None)
    is_forward = is_forward_subject(inbound.subject, plain)
    if has_html:
        page, pictures = take_out_pictures("\n".join(_as_html(piece) for piece in tree.pieces))
        inbound.files += [File(*each, is_inline=True) for each in pictures]
        page = _shortened(page, LONGEST_HTML, "message.html", "text/html", inbound)
        shown, quoted = fold_html(shallow(with_own_styles(shallow(page))), is_forward=is_forward)
        inbound.html, inbound.quoted_html = clean(shown), clean(quoted) if quoted else ""
    if has_html and not plain.strip():
        inbound.text = plain_text(inbound.html)[:LONGEST_TEXT]
        inbound.quoted_text = plain_text(inbound.quoted_html)[:LONGEST_TEXT] if inbound.quoted_html else ""
    else:
        texts = [_as_text(piece) for piece in tree.pieces]
        text = "\n\n".join(text for text in texts if text is not None)
        text = _shortened(text, LONGEST_TEXT, "message.txt", "text/plain", inbound)
        inbound.text, inbound.quoted_text = fold_text(text, is_forward=is_forward)


def _shortened(words: str, most: int, name: str, kind: str, inbound: "Inbound") -> str:
    if len(words) <= most:
        return words
    inbound.files.append(File(name, kind, words.encode("utf-8", "replace")))
    inbound.defects.append(f"too long to be shown whole: all {len(words)} characters are in {name}")
    return words[:most]


def _as_html(piece: Piece) -> str:
    return piece.html if piece.html else as_html(piece.text or "")


def _as_text(piece: Piece) -> str | None:
    """Its words; of HTML beside other texts, what it says."""
    if piece.html and not (piece.text or "").strip():
        return plain_text(clean(piece.html[:LONGEST_HTML]))
    return piece.text


def as_html(text: str) -> str:
    return f'<p style="white-space: pre-wrap">{html_words.escape(text)}</p>'


def add_below(inbound: "Inbound", texts: list[str]) -> None:
    """Put words that are not the sender's own below what they wrote."""
    for text in texts:
        inbound.text = f"{inbound.text}\n\n{text}" if inbound.text.strip() else text
        inbound.html += clean(as_html(text)) if inbound.html else ""


def add_to_quoted(inbound: "Inbound", strays: list[str]) -> None:
    """Put words that stand outside of all parts where quotes are; the first ones are the text of a mail without any."""
    texts = [text for text in strays if text]
    if texts and not (inbound.text.strip() or inbound.html):
        inbound.text = _shortened(texts.pop(0), LONGEST_TEXT, "message.txt", "text/plain", inbound)
    if not texts:
        return
    # joined before anything is done with them: there may be thousands
    text = _shortened("\n\n".join(texts), LONGEST_TEXT, "between-the-parts.txt", "text/plain", inbound)
    inbound.quoted_text = f"{inbound.quoted_text}\n\n{text}" if inbound.quoted_text else text
    inbound.quoted_html += clean(as_html(text)) if inbound.html else ""
