"""A window that tells what ran, was asked for or was led away, whatever is written on the page that it shows.

Every window has `alert`, `fetch`, `XMLHttpRequest`, `sendBeacon` and `open` told of, and every request and navigation is
looked at. The vectors are ours (tests/corpus/html/running.txt), and those of ../shared where they are.
"""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from shopbell.core.storable import storable
from shopbell.tickets.ticket import one_line

OURS = Path(__file__).parents[1] / "corpus" / "html" / "running.txt"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "html"
HOOKS = """
(() => {
  const told = [];
  const tell = (what) => told.push(what);
  Object.defineProperty(window, "wentWrong", { value: told });
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (said) => tell(`${name} ${said}`);
  const [real_fetch, real_open] = [window.fetch, XMLHttpRequest.prototype.open];
  const isOurs = (address) => new URL(address, location.origin).origin === location.origin;
  window.fetch = (address, ...rest) => {
    if (!isOurs(address.url ?? address)) tell(`fetch ${address}`);
    return real_fetch(address, ...rest);
  };
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (!isOurs(address)) tell(`request ${address}`);
    return real_open.call(this, method, address, ...rest);
  };
  navigator.sendBeacon = (address) => tell(`beacon ${address}`);
  window.open = (address) => tell(`open ${address}`);
})();
"""
# what a reader may do to anything on the page: move over it, press it, open it, go to it by the keyboard
TOUCH = """
(within) => {
  for (const root of document.querySelectorAll(within)) for (const each of root.querySelectorAll("*")) {
    for (const kind of ["pointerenter", "mouseover", "mouseenter", "animationstart", "toggle", "beforetoggle"])
      each.dispatchEvent(new Event(kind));
    if (each.tabIndex >= 0) each.focus();
    if (each.matches("a[href], area[href]") && URL.canParse(each.href, location.href)) {
      const address = new URL(each.href, location.href);
      if (!["http:", "https:", "mailto:", "tel:"].includes(address.protocol)) window.wentWrong.push(`a link to ${address}`);
    }
  }
  return [...window.wentWrong];
}
"""
# a word of Latin letters goes from left to right wherever it stands, but where signs in the words before it are not closed;
# what one field says goes as its writer wrote it, though marks or a link stand in its middle
TURNED = """
(within) => {
  const signs = /[\\u202a-\\u202e\\u2066-\\u2069]/, found = [];
  for (const root of document.querySelectorAll(within)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const word = /[a-z]{2,}/i.exec(node.data);
      if (!word || signs.test(node.data) || node.parentElement.closest("script, style, mark, textarea, option, :has(> mark, > a[href^='https://shop.example'], > a[rel~='ugc'])")) continue;
      const left = (at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
      };
      const [first, second] = [left(word.index), left(word.index + 1)];
      if (first.top === second.top && first.left > second.left)
        found.push(`turned round: ${node.data.trim().slice(0, 40)} after ${node.parentElement.parentElement.innerText.slice(0, 60)}`);
    }
  }
  return found;
}
"""


# nothing here is a tag, and each has broken a page somewhere: signs that turn the writing round, no words at all, marks
# without end, what means something to a program, what some machines cannot keep
NAUGHTY = [
    "\u202eneddih fo drow", "\u202dforced", "\u2067isolated", "\u2066\u202b\u202e never closed", "\u200f\u061c،", "مرحبا (lamp) 12-34",
    "שלום, lamp", "\u200b\u2060\ufeff", "\u00a0", "\u3164", "\u0301" * 60 + "Z" + "\u0489" * 60, "ﷺ﷽" * 8, "𝕋𝕙𝕖 𝖑𝖆𝖒𝖕 🏳️‍🌈👩‍👩‍👧‍👦🇩🇪", "\ufffe\uffff",
    "undefined", "null", "NaN", "true", "-1", "1e309", "0x0", "1/0", "__proto__", "constructor", "hasOwnProperty", "toString", "then",
    "../../../etc/passwd", "C:\\CON", "%00", "%s%n%p", "%(num)s", "{0.__class__}", "{{7*7}}", "{% raw %}", "${7*7}", "$(reboot)", "`reboot`",
    "'; drop table post; --", '" or ""="', "&lt;b&gt;", "&amp;amp;", "&#0;", "&", "\\", "\\u003cb\\u003e", "]]>", "-->", "*/", "//", "javascript:alert(1)",
    "data:text/html,x", "mailto:a@b.example?bcc=c", "=cmd|'/C calc'!A0", "+1+1", "@sum(1)", "W" * 400, "a\tb\x0bc\x1bd\x7fe\u0085f\u2028g", "<",
]  # fmt: skip


def ours() -> list[str]:
    return OURS.read_text().splitlines()


def theirs() -> list[str]:
    """Every vector and naughty string of ../shared, with tags and without; none where it is absent."""
    if not SHARED.exists() or os.environ.get("CI") == "true":
        return []
    lines = [each["input"] for each in json.loads((SHARED / "html5lib-sanitizer.json").read_text())]
    return lines + json.loads((SHARED / "naughty-strings.json").read_text())


def vectors() -> list[str]:
    return ours() + [each for each in theirs() if "<" in each]


def packed(some: list[str], most: int) -> list[str]:
    """`some` as few lines: as many behind one another as go into `most` characters."""
    lines = [""]
    for each in some:
        if len(lines[-1]) + len(each) >= most:
            lines.append("")
        lines[-1] += f" {each}"
    return lines


def walked_with(those: list[str]) -> pytest.MarkDecorator:
    """A journey that takes `every` is walked with our own words, and once more with `those` of ../shared."""
    reason = "The vectors lie outside the project (../shared/data/html)."
    absent = pytest.mark.skipif(not theirs(), reason=reason)
    return pytest.mark.parametrize(
        "every",
        [pytest.param(EVERY, id="ours"), pytest.param(those, id="theirs", marks=absent)],
    )


EVERY = ours() + NAUGHTY
by_vector = walked_with(theirs())
by_line = walked_with(packed(theirs(), 120))  # where all that is written is one line


def portions(some: list[str], most: int) -> list[list[str]]:
    return [some[at : at + most] for at in range(0, len(some), most)]


def line(vector: str, most: int = 150) -> str:
    return one_line(storable(vector))[:most] or "-"


class Watched:
    """A window whose requests, dialogs and ways are looked at."""

    def __init__(self, page, site: str):
        self.page, self.site, self.faults = page, site, []
        self.now = ""
        page.add_init_script(HOOKS)
        page.on("dialog", lambda dialog: (self.faults.append(f"a dialog at {self.now}"), dialog.dismiss()))
        page.on("request", self._look)
        page.on("popup", lambda popup: self.faults.append(f"a window at {self.now}: {popup.url}"))

    def _look(self, request) -> None:
        address = urlsplit(request.url)
        is_ours = f"{address.scheme}://{address.netloc}" == self.site
        if not is_ours and address.scheme not in ("data", "blob", "about"):
            self.faults.append(f"asked for {request.url} at {self.now}")

    def show(self, path: str, within: str, status: int = 200) -> None:
        """Open `path`, touch all that stands in `within`, and see that one is still there."""
        self.now = path
        answer = self.page.goto(path)
        assert answer.status == status, path
        self.page.locator(within).first.wait_for()
        self.touch(within)
        if unquote(urlsplit(self.page.url).path) != unquote(urlsplit(path).path):
            self.faults.append(f"{path} led to {self.page.url}")

    def touch(self, within: str) -> None:
        """Do to all that stands in `within` what a reader may, and keep what went wrong."""
        for frame in self.page.frames:
            is_own = frame == self.page.main_frame
            self.faults += [
                f"{each} at {self.now}" for each in frame.evaluate(TOUCH, within if is_own else "body")
            ]

    def look_over(self, path: str, within: str = "body", status: int = 200) -> None:
        """As `show`, and see that nothing in it turns round what stands beside it or widens the page."""
        self.show(path, within, status)
        self.faults += [f"{each} at {path}" for each in self.page.evaluate(TURNED, within)]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"too wide: {path}")


@pytest.fixture
def watched(screen, site):
    def watch(agent=None) -> Watched:
        return Watched(screen(agent), site)

    return watch
