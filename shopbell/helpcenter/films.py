"""Films in articles, news and guides: the shop's own play in place; others stand as a box, until a reader asks for one.

A page of YouTube or Vimeo learns who looks at it, so nobody's browser asks it unasked. The box holds the still picture
that the shop keeps of the film, or none, and says that; following it is the consent: the page comes again with the film
in it (`?film=1`), without scripts, and for that answer alone the browser may load the frame. Nothing is kept of it.
"""

import re
from html import escape, unescape
from itertools import count
from urllib.parse import unquote

from django.utils.translation import gettext as _

from .body import OWN_FILE, TAG, film_page

FILM_OF = re.compile(r'<figure\b(?=[^>]*\sdata-video="([^"]*)")[^>]*>(.*?)</figure>', re.DOTALL)
YOUTUBE = re.compile(r"https://www\.youtube\.com/watch\?v=([\w-]{6,20})")  # as `body.clean_body` leaves it
VIMEO = re.compile(r"https://vimeo\.com/(\d{4,15})")
FRAMES = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
ALONE = re.compile(r'<p>(?:<a href="([^"]*)"[^>]*>([^<]*)</a>|([^\s<]+))</p>')
OWN_FILM = re.compile(r"\.(?:mp4|m4v|mov|webm)\Z", re.IGNORECASE)


def with_films(html: str, played: int | None = None, *, before: int = 0) -> str:
    """`html` with its films. On a page that can show those of others, `played` is the number of the one that its reader
    asked for, 0 for none, and `before` of them stand above on it; elsewhere `played` is None, and each is a link. The
    words of a figure are what its film shows."""
    numbers = count(before + 1)

    def show(match: re.Match[str]) -> str:
        words = " ".join(TAG.sub("", match[2]).split())
        if match[1].startswith("/"):
            return _own(match, words)
        return _foreign(match, words, next(numbers), played)

    return FILM_OF.sub(show, html)


def foreign_films(html: str) -> int:
    """How many of its films are numbered: those that a reader has to ask for."""
    return sum(1 for each in FILM_OF.finditer(html) if not each[1].startswith("/"))


def films_of_lines(html: str) -> str:
    """`html` in which a line that holds nothing but the address of a film, or a link to one, is that film."""

    def figure(match: re.Match[str]) -> str:
        address, words = unescape(match[1] or match[3]), match[2] or ""
        is_own = OWN_FILE.match(address) and OWN_FILM.search(address)
        film = address if is_own else film_page(address)
        if not film:
            return match[0]
        return f'<figure data-video="{escape(film)}">{"" if unescape(words) == address else words}</figure>'

    return ALONE.sub(figure, html)


def untitled(body: str) -> list[str]:
    """The names of the shop's own films that no words say anything of."""
    own = (each for each in FILM_OF.finditer(body) if each[1].startswith("/"))
    return [unquote(each[1].rpartition("/")[2]) for each in own if not unescape(TAG.sub("", each[2])).strip()]


def _own(match: re.Match[str], words: str) -> str:
    still, captions = _beside(match, "still"), _beside(match, "captions")
    poster = f' poster="{still}"' if still else ""
    track = f'<track kind="captions" src="{captions}" label="{escape(_("Captions"))}">' if captions else ""
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return (
        f'<figure><video controls preload="metadata"{poster} src="{match[1]}">{track}</video>{below}</figure>'
    )


def _foreign(match: re.Match[str], words: str, number: int, played: int | None) -> str:
    address = match[1]
    link = f'<a href="{address}" rel="noopener noreferrer">▶ {words or address}</a>'
    site, frame = _frame_of(address)
    if not frame or played is None:
        return f'<figure class="film">{link}</figure>'
    named = words or escape(_("A film on %(site)s") % {"site": site})
    if played == number:
        shown = (
            f'<iframe src="{frame}" title="{escape(unescape(named))}" allow="fullscreen" '
            f'referrerpolicy="strict-origin-when-cross-origin"></iframe>{link}'
        )
    else:
        shown = _box(_beside(match, "still"), named, site, number) + _way_out(address, site)
    return f'<figure class="film" id="film-{number}">{shown}</figure>'


def _box(still: str, named: str, site: str, number: int) -> str:
    """What stands where the film will play: it asks nobody but us for anything."""
    picture = f'<img src="{still}?w=800" alt="" loading="lazy">' if still else ""
    here = escape(_("Play it here. %(site)s learns then that you watch it.") % {"site": site})
    return (
        f'<a class="film-box" href="?film={number}#film-{number}" rel="nofollow">{picture}'
        f'<span class="film-play" aria-hidden="true"></span><b>{named}</b><span>{here}</span></a>'
    )


def _way_out(address: str, site: str) -> str:
    words = escape(_("Watch it on %(site)s instead") % {"site": site})
    return f'<a href="{address}" class="film-away" rel="noopener noreferrer">{words}</a>'


def _beside(match: re.Match[str], name: str) -> str:
    """The address of a file that belongs to the film."""
    found = re.match(rf'<figure\b[^>]*\sdata-{name}="([^"]*)"', match[0])
    return found[1] if found else ""


def _frame_of(address: str) -> tuple[str, str]:
    """Whose film it is, and the address at which it plays in a frame; empty where that is not known."""
    if found := YOUTUBE.fullmatch(address):
        return "YouTube", f"{FRAMES[0]}/embed/{found[1]}"
    found = VIMEO.fullmatch(address)
    return ("Vimeo", f"{FRAMES[1]}/video/{found[1]}?dnt=1") if found else ("", "")
