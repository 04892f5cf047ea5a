"""The body of an article: the HTML that its editor makes, cleaned before it is stored, and filled in when it is shown.

    h2 h3 h4 p ul ol li blockquote pre code table figure img figcaption details hr and the marks of a text;
    <ol class="steps">           steps, one after the other
    <aside class="tip|warning">  what is set apart
    <var data-from="slug.name">  a value of a policy, written in by `variables.py`; its words are what stood last
    <figure data-video="…">      a film: a file of the shop, or a page of YouTube or Vimeo, which `films.py` shows; with
                                 data-still its still picture, with data-captions its captions, both files of the shop
    <figure data-product="…">    a product, shown by `products.py` as it is now; its words are what it was called

Pictures and films are files of the help centre (`/help/files/…`); others would tell a stranger who reads.
"""

import re
from collections.abc import Callable
from html import escape, unescape

import nh3
from django.utils.text import slugify

from shopbell.core.plain_text import plain_text
from shopbell.core.shallow_html import shallow

TAGS = set(
    """
    a aside b blockquote br caption code dd del details dl dt em figcaption figure h2 h3 h4 hr i img ins kbd li mark ol
    p pre q s small strong sub summary sup table tbody td tfoot th thead tr u ul var
    """.split()
)
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "class"},
    "aside": {"class"},
    "var": {"data-from"},
    "figure": {"data-video", "data-still", "data-captions", "data-product"},
}
CLASSES = {"ol": {"steps"}, "aside": {"tip", "warning"}}
OWN_FILE = re.compile(r"/help/files/[0-9a-f-]{36}/[^\s\"<>]*\Z")
OWN_PAGE = re.compile(r"/(?:help|policies|contact|community|portal)(?:/[^\s\"'<>]*)?\Z")
KEY = re.compile(
    r"[a-z_]{1,20}/[^\s\"<>&]{1,80}\Z"
)  # of a product: where it comes from, and its number there
WEB = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
YOUTUBE = re.compile(
    r"https?://(?:(?:www|m)\.)?(?:youtube\.com/watch\?(?:[^#]*&)?v=|youtu\.be/)([\w-]{6,20})(?:[?&#].*)?\Z"
)
VIMEO = re.compile(r"https?://(?:www\.)?vimeo\.com/(\d{4,15})(?:[?#/].*)?\Z")
FOREIGN_PICTURE = re.compile(r"<img\b(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
VARIABLE = re.compile(r'<var data-from="([^"]*)">(.*?)</var>', re.DOTALL)
HEADING = re.compile(r"<h2(?: [^>]*)?>(.*?)</h2>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
AROUND_BLOCK = re.compile(
    r"\s*(</?(?:aside|blockquote|dd|details|dl|dt|figure|h[2-4]|hr|li|ol|p|summary|t(?:able|body|d|h|head|r)|ul)\b[^>]*>)\s*"
)
OUTER = re.compile(
    r"(<(?:li|td|th)\b[^>]*>)<p>|</p>(</(?:li|td|th)>)"
)  # a paragraph that an editor puts around it


def clean_body(html: str, placed: Callable[[str, str, str], str] | None = None) -> str:
    """`html` as it may be stored and shown. Headings above the article's own become h2.

    `placed` says what stands instead of an attribute (of a tag, by name, its value), before it is looked at.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        return _attribute(tag, name, placed(tag, name, value) if placed else value)

    html = re.sub(r"<(/?)h1\b", r"<\1h2", html.replace("\0", ""), flags=re.IGNORECASE)
    cleaned = nh3.clean(
        shallow(html),
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript", "svg", "math"},
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        strip_comments=True,
    )
    return FOREIGN_PICTURE.sub("", cleaned).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute as it may stay; None takes the attribute away."""
    if name == "class":
        return " ".join(each for each in value.split() if each in CLASSES.get(tag, ())) or None
    if tag == "img" and name == "src":
        return value if OWN_FILE.match(value) else None
    if tag == "a" and name == "href":
        return value if WEB.match(value) or OWN_PAGE.match(value) or value.startswith("#") else None
    if name == "data-video":
        return value if OWN_FILE.match(value) else film_page(value)
    if name in ("data-still", "data-captions"):
        return value if OWN_FILE.match(value) else None
    if name == "data-product":
        return value if KEY.match(value) else None
    return value


def film_page(address: str) -> str | None:
    """The page of a film without what else its address carries; None when it is none that is known."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube.com/watch?v={found[1]}"
    found = VIMEO.match(address)
    return f"https://vimeo.com/{found[1]}" if found else None


def filled(html: str, value_of: Callable[[str], str | None]) -> str:
    """`html` with each value written in as it is now; one that is no more keeps what stood last."""

    def fill(match: re.Match[str]) -> str:
        value = value_of(match[1])
        return match[2] if value is None else escape(value)

    return VARIABLE.sub(fill, html)


def written_in(html: str, value_of: Callable[[str], str | None]) -> str:
    """The same for who writes: the value stays one that is written in anew."""

    def fill(match: re.Match[str]) -> str:
        value = value_of(match[1])
        return match[0] if value is None else f'<var data-from="{match[1]}">{escape(value)}</var>'

    return VARIABLE.sub(fill, html)


def as_compared(html: str) -> str:
    """`html` without what readers do not see: what its values were, and how an editor sets its lines and paragraphs."""
    bare = VARIABLE.sub(r'<var data-from="\1"></var>', html)
    return OUTER.sub(r"\1\2", AROUND_BLOCK.sub(r"\1", bare))


def variables_in(html: str) -> set[str]:
    return {match[1] for match in VARIABLE.finditer(html)}


def with_anchors(html: str) -> tuple[str, list[tuple[str, str]]]:
    """`html` with an id on each h2, and the list of those: id and words, for the contents of a long article."""
    found: list[tuple[str, str]] = []
    taken: dict[str, int] = {}

    def anchor(match: re.Match[str]) -> str:
        words = " ".join(unescape(TAG.sub("", match[1])).split())
        name = wanted = f"part-{slugify(words, allow_unicode=True)[:60]}".rstrip("-")
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted}-{taken[wanted]}"
        taken[name] = 1
        found.append((name, words))
        return f'<h2 id="{escape(name)}">{match[1]}</h2>'

    return HEADING.sub(anchor, html), found


def text_of_body(html: str) -> str:
    """The words of a body as plain text; pictures by their description."""
    return plain_text(html, names_pictures=True)


def text_in_a_line(html: str) -> str:
    """The same for an excerpt, in which nothing tells the rows of a table apart: no strokes between cells."""
    return plain_text(html, names_pictures=True, between_cells=" · ")
