"""Films in articles: the shop's own play in place; others by a link, until a reader asks for one.

A page of YouTube or Vimeo learns who looks at it, so nobody's browser asks it unasked. The second link of such a film
says that, and following it is the consent: the page comes again with the film in it (`?film=1`), without scripts, and
for that answer alone the browser may load the frame. Nothing is kept of it.
"""

import re
from html import escape, unescape
from itertools import count
from urllib.parse import unquote

from django.utils.translation import gettext as _

from .body import TAG

FILM_OF = re.compile(r'<figure data-video="([^"]*)">(.*?)</figure>', re.DOTALL)
YOUTUBE = re.compile(r"https://www\.youtube\.com/watch\?v=([\w-]{6,20})")  # as `body.clean_body` leaves it
VIMEO = re.compile(r"https://vimeo\.com/(\d{4,15})")
FRAMES = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")


def with_films(html: str, played: int | None = None) -> str:
    """`html` with its films. On a page that can show those of others, `played` is the number of the one that its reader
    asked for, 0 for none; elsewhere it is None, and each is a link. The words of a figure are what its film shows."""
    numbers = count(1)

    def show(match: re.Match[str]) -> str:
        address, words = match[1], " ".join(TAG.sub("", match[2]).split())
        if address.startswith("/"):
            below = f"<figcaption>{words}</figcaption>" if words else ""
            return f'<figure><video controls preload="metadata" src="{address}"></video>{below}</figure>'
        return _foreign(address, words, next(numbers), played)

    return FILM_OF.sub(show, html)


def untitled(body: str) -> list[str]:
    """The names of the shop's own films that no words say anything of."""
    own = (each for each in FILM_OF.finditer(body) if each[1].startswith("/"))
    return [unquote(each[1].rpartition("/")[2]) for each in own if not unescape(TAG.sub("", each[2])).strip()]


def _foreign(address: str, words: str, number: int, played: int | None) -> str:
    link = f'<a href="{address}" rel="noopener noreferrer">▶ {words or address}</a>'
    site, frame = _frame_of(address)
    if not frame or played is None:
        return f'<figure class="film">{link}</figure>'
    if played == number:
        named = escape(unescape(words) or _("A film on %(site)s") % {"site": site})
        link = (
            f'<iframe src="{frame}" title="{named}" allow="fullscreen" '
            f'referrerpolicy="strict-origin-when-cross-origin"></iframe>{link}'
        )
    else:
        here = escape(_("Play it here. %(site)s learns then that you watch it.") % {"site": site})
        link += f'<a class="film-here" href="?film={number}#film-{number}" rel="nofollow">{here}</a>'
    return f'<figure class="film" id="film-{number}">{link}</figure>'


def _frame_of(address: str) -> tuple[str, str]:
    """Whose film it is, and the address at which it plays in a frame; empty where that is not known."""
    if found := YOUTUBE.fullmatch(address):
        return "YouTube", f"{FRAMES[0]}/embed/{found[1]}"
    found = VIMEO.fullmatch(address)
    return ("Vimeo", f"{FRAMES[1]}/video/{found[1]}?dnt=1") if found else ("", "")
