"""The page in the frame of a mail: its cleaned HTML, made so that it asks nobody, misleads nobody and is readable in
the dark.

The HTML is cleaned once more, since rows may be older than the rules. No address of a picture leaves this page but the
desk's own.
"""

import html as html_words
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shopbell.core.html import clean
from shopbell.core.style_attribute import picture_in

from ..quotes.box import LONGEST_LABEL
from ..quotes.letter import QUOTED
from .destination import destination, plain_address
from .element import TAG, VOID, Element, element
from .ground import Ground, dyed
from .pictures import WEB, attributes_of
from .tracking import is_tracking

APART = re.compile(r"<(?:br|p|div|td|tr|li|h[1-6])\b[^>]*>")
ANY_TAG = re.compile(r"<[^>]*>")
NEVER_PLAIN = {"img", "mark", "summary"}  # also without attributes there is something to be done with them
LENGTH = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?(?:px|%|em|rem|pt|vw|vh)?")
LONGEST_PAGE = 2_000_000  # characters; what is longer holds a thread for seconds, each time that it is opened
LONGEST_LINK = 3000  # characters of its words that are looked at


@dataclass(frozen=True)
class Level:
    """An element that is open: the ground inside of it, and what is to be said when it ends."""

    name: str
    ground: Ground
    after: str = ""


@dataclass
class Page:
    """Makes one page. `files` are the addresses of pictures that came with the mail, by Content-ID; `proxied` makes
    the desk's own address of a remote one, None while those are not wanted."""

    files: Mapping[str, str]
    proxied: Callable[[str], str] | None = None
    is_only_light: bool = (
        False  # a picture lies behind words: nobody knows whether they can be read in other colours
    )
    _levels: list[Level] = field(default_factory=list)
    _cleaned: str = ""

    def made_of(self, stored: str) -> str:
        self._cleaned = clean(stored)
        done, position = [], 0
        for match in TAG.finditer(self._cleaned):
            done.append(self._cleaned[position : match.start()])
            position = match.end()
            if match[1]:
                done.append(self._close(match[2]))
            elif match[3] or match[2] in NEVER_PLAIN:
                done.append(self._open(element(match[2], match[3]), position))
            else:
                done.append(match[0])
                if match[2] not in VOID:
                    self._levels.append(Level(match[2], self._ground))
        return "".join([*done, self._cleaned[position:]])

    def _open(self, tag: Element, end: int) -> str:
        lacks_picture = self._keep_picture_behind_words(tag)
        if tag.name == "img" and not self._keep_picture(tag):
            return ""
        if tag.name == "img" and "class" in tag.attributes:
            return _stand_in(tag)
        after = self._tell_destination(tag, end) if tag.name == "a" else ""
        ground = dyed(tag, self._ground, lacks_picture=lacks_picture)
        label = ""
        if tag.name == "summary" and self._cleaned.startswith("</summary>", end):
            label = html_words.escape(_("Quoted: %(words)s") % {"words": self._first_words(end)})
        if tag.name not in VOID:
            self._levels.append(Level(tag.name, ground, after))
        return f"{tag}{label}"

    def _first_words(self, start: int) -> str:
        """What a quote that is folded in its place begins with."""
        inside = self._cleaned[start : start + LONGEST_LINK].partition("</details>")[0]
        quote = inside.find("<blockquote")
        words = html_words.unescape(ANY_TAG.sub(" ", inside[max(quote, 0) :]))
        return " ".join(QUOTED.sub("", words.strip()).split())[:LONGEST_LABEL] or "…"

    def _close(self, name: str) -> str:
        while self._levels:
            level = self._levels.pop()
            if level.name == name:
                return f"</{name}>{level.after}"
        return f"</{name}>"

    @property
    def _ground(self) -> Ground:
        return self._levels[-1].ground if self._levels else Ground()

    # --- pictures ------------------------------------------------------------------------------------

    def _keep_picture(self, tag: Element) -> bool:
        """Name the picture by an address of the desk, or say why it is not shown; whether it is to be there at all."""
        source = tag.attributes.pop("src", "").strip()
        address = self._address_of(source, attributes_of(tag))
        if address is None:
            return False
        if address:
            tag.attributes |= {"src": address, "loading": "lazy"}
        else:
            tag.attributes["class"] = "waits" if WEB.match(source) else "missing"
        return True

    def _keep_picture_behind_words(self, tag: Element) -> bool:
        """The same for one that words lie on; whether there is one that is not shown."""
        named, styled = tag.attributes.pop("background", ""), tag.style.pop("background-image", "")
        source = (picture_in(styled) or named).strip()
        address = self._address_of(source, {}) if source else None
        if address:
            tag.style["background-image"] = f'url("{address}")'
            self.is_only_light = True
        return bool(source) and not address

    def _address_of(self, source: str, attributes: Mapping[str, str]) -> str | None:
        """The desk's own address of a picture; empty when it cannot be shown now, None when it never is."""
        if source.lower().startswith("cid:"):
            return self.files.get(source[4:], "")
        if not WEB.match(source):
            return ""
        if is_tracking(source, attributes):
            return None
        return self.proxied(source) if self.proxied else ""

    # --- links ---------------------------------------------------------------------------------------

    def _tell_destination(self, tag: Element, end: int) -> str:
        """Have the link say where it leads; returns the warning behind it, if one is needed."""
        tag.attributes.pop("title", "")  # the sender's own words for it could say anything
        href = tag.attributes.get("href", "")
        if not href:
            return ""
        close = self._cleaned.find("</a>", end, end + LONGEST_LINK)
        words = self._cleaned[end : close if close >= 0 else end + LONGEST_LINK]
        words = ANY_TAG.sub("", APART.sub(" ", words))
        tag.attributes["href"] = href = plain_address(href)
        found = destination(href, " ".join(html_words.unescape(words).split()))
        if found is None:
            del tag.attributes["href"]
            return ""
        tag.attributes["title"] = found.where
        return _warning(found.warning) if found.warning else ""


def _stand_in(picture: Element) -> str:
    """A box of the picture's size with its words: browsers draw a torn page for a picture that is not there."""
    words = picture.attributes.get("alt", "").strip()
    size = {name: length for name, value in attributes_of(picture).items() if (length := _length(value))}
    said = {"role": "img", "aria-label": words} if words else {}
    box = Element("span", {"class": picture.attributes["class"], **said}, size)
    return f"{box}{html_words.escape(words)}</span>"


def _length(value: str) -> str:
    """What a style may say of it: an attribute may hold any words of the sender's, and a style none."""
    if not LENGTH.fullmatch(value):
        return ""
    return f"{value}px" if value.isdecimal() else value


def _warning(words: str) -> str:
    return f' <strong class="beware" role="note" dir="auto">⚠ {html_words.escape(words)}</strong>'
