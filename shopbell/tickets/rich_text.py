"""Formatted words of an agent: what the composer's editor makes, cleaned to the few marks it has, and the same as text.

Pictures in them are uploads. The editor shows them by their address in the desk (`/files/<id>/…`), a mail and the
store name them `cid:<id>@shopbell`, so that no address of the desk ever leaves it.
"""

import re
import uuid
from collections.abc import Iterable

import nh3
from django.urls import reverse

from shopbell.core.plain_text import plain_text

from .attachment import Attachment

TAGS = set("a b blockquote br code del div em h1 i img li ol p pre s strong ul".split())
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
FILE = re.compile(r'(<img\b[^>]*?\ssrc=")[^"]*?/files/([0-9a-f-]{36})/[^"]*(")', re.IGNORECASE)
CID = re.compile(r'(<img\b[^>]*?\ssrc=")cid:([0-9a-f-]{36})@shopbell(")', re.IGNORECASE)
FOREIGN_PICTURE = re.compile(r'<img\b(?![^>]*\ssrc="cid:)[^>]*>', re.IGNORECASE)
# Blank lines that editors leave where blocks stand apart by themselves: (what, instead)
BLANKS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>"), ""),
    (re.compile(r"(?:<br>\s*){2,}</div>\s*<div>(?:\s*<br>)+"), "<br><br></div><div>"),
    (re.compile(r"(?:\s*<br>)+\s*(?=</(?:p|div)>\s*(?:<(?:ul|ol|blockquote|pre|h1|p)\b|$))"), ""),
    (re.compile(r"(</(?:ul|ol|blockquote|pre|h1|p)>\s*<div>)(?:\s*<br>)+"), r"\1"),
    (re.compile(r"(?:<br>\s*){3,}"), "<br><br>"),
]
MARKED = re.compile(r"<(?!/?(?:div|p)\b|br\b)", re.IGNORECASE)


def content_id(file_id: object) -> str:
    return f"{file_id}@shopbell"


def clean_rich(html: str) -> str:
    """What the editor sent, safe to store, show and mail; empty when nothing in it is formatted.

    Pictures that are no uploads go: they would be fetched from elsewhere by whoever reads.
    """
    cleaned = _cleaned(html)
    return cleaned if MARKED.search(cleaned) else ""


def rich_words(text: str, html: str) -> tuple[str, str]:
    """Text and cleaned HTML of what a composer sent: the text is that of the HTML when there is any."""
    if not html.strip():
        return text, ""
    cleaned = _cleaned(html)
    return text_of(cleaned), cleaned if MARKED.search(cleaned) else ""


def _cleaned(html: str) -> str:
    html = FILE.sub(
        lambda match: f"{match[1]}cid:{content_id(match[2].lower())}{match[3]}", html.replace("\0", "")
    )
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        clean_content_tags={
            "script",
            "style",
            "title",
            "head",
            "template",
            "noscript",
            "svg",
            "math",
            "figcaption",
        },
    )
    return _tidied(FOREIGN_PICTURE.sub("", cleaned))


def _tidied(html: str) -> str:
    """Without blank lines beside lists and quotes, at the end, or more than one in a row."""
    for blanks, instead in BLANKS:
        html = blanks.sub(instead, html)
    return html


def for_editor(html: str) -> str:
    """Stored words as the editor shows them: pictures by their address in the desk."""
    return CID.sub(lambda match: f"{match[1]}{reverse('file', args=[match[2], 'picture'])}{match[3]}", html)


def pictures_in(html: str) -> set[uuid.UUID]:
    """The uploads that stand as pictures in stored words."""
    return {uuid.UUID(match[2]) for match in CID.finditer(html)}


def mark_inline(html: str, uploads: Iterable[uuid.UUID]) -> None:
    """Give those of `uploads` that stand as pictures in `html` the name by which it calls them."""
    for file_id in pictures_in(html) & set(uploads):
        Attachment.objects.filter(pk=file_id).update(content_id=content_id(file_id), is_inline=True)


def text_of(html: str) -> str:
    """The words of `html` as a person would type them: quotes behind >, items behind – or a number, links named."""
    return plain_text(html, names_pictures=True)
