"""What a web page says of itself: its title, a sentence, and where its picture is. Pure, and for pages of any malice.

Only the head is read, with patterns that look at each piece once, so that no page takes longer than its length.
What comes out is plain text.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

HEAD_CHARACTERS = 200_000
META = re.compile(r"<meta\b([^<>]{0,4000})>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"([\w:-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]{0,3000})\"|'([^']{0,3000})'|([^\s\"'>]{1,3000}))"
)
TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
BODY = re.compile(r"<body\b", re.IGNORECASE)
CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
ENCODINGS = {  # those that pages are written in; others of Python's are slow, or no encodings of text
    *("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "koi8-r", "koi8-u", "macintosh"),
    *(f"iso-8859-{number}" for number in range(1, 17)), *(f"windows-{number}" for number in range(1250, 1259)),
    *("shift_jis", "euc-jp", "iso-2022-jp", "gbk", "gb2312", "gb18030", "big5", "euc-kr", "tis-620"),
}  # fmt: skip
INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class PageWords:
    title: str = ""
    description: str = ""
    site: str = ""
    picture: str = ""  # its address


def read_page(content: bytes, content_type: str, address: str) -> PageWords:
    """What the page at `address` says of itself; empty words for what it does not say."""
    text = _decoded(content, content_type)[:HEAD_CHARACTERS]
    body = BODY.search(text)
    head = text[: body.start()] if body else text
    said = _said(head)
    title = TITLE.search(head)
    return PageWords(
        title=plain(said.get("og:title") or said.get("twitter:title") or (title[1] if title else ""), 200),
        description=plain(
            said.get("og:description") or said.get("twitter:description") or said.get("description", ""), 300
        ),
        site=plain(said.get("og:site_name", ""), 80),
        picture=_picture(
            said.get("og:image") or said.get("og:image:url") or said.get("twitter:image", ""), address
        ),
    )


def plain(words: str, most: int) -> str:
    """`words` as one line of at most `most` characters, without what is not seen or turns the direction."""
    line = " ".join(INVISIBLE.sub(" ", html.unescape(words)).split())
    line = line.encode("utf-8", "ignore").decode()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _said(head: str) -> dict[str, str]:
    """The first of each <meta>, by its name."""
    said: dict[str, str] = {}
    for meta in META.finditer(head):
        given = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in ATTRIBUTE.finditer(meta[1])}
        name = (given.get("property") or given.get("name") or "").lower()
        if name and given.get("content", "").strip():
            said.setdefault(name, given["content"])
    return said


def _picture(address: str, page: str) -> str:
    try:
        joined = urljoin(page, html.unescape(address).strip()) if address.strip() else ""
        return joined if urlsplit(joined).scheme in {"http", "https"} and len(joined) <= 2_000 else ""
    except ValueError:
        return ""


def _decoded(content: bytes, content_type: str) -> str:
    named = CHARSET.search(content_type.encode("latin-1", "ignore")) or CHARSET.search(content[:2_048])
    name = named[1].decode("ascii", "ignore").lower() if named else "utf-8"
    return content.decode(name if name in ENCODINGS else "utf-8", "replace")
