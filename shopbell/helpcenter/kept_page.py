"""Public pages that are kept as they were made, for all who are not signed in, until anything that they say changes.

A page is known by its address, the edition of what pages are made of (`page_change.py`), the reader's region, by whose
clock it is written, and the minute, since it says until when somebody answers. Whoever is signed in, as an agent or to
the portal, gets a page of their own, which is never kept; so does an address with a question in it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from shopbell.channels.offered import Named
from shopbell.core.reader import locale_in
from shopbell.portal.session import COOKIE

from .article_read import note_reading
from .article_text import ArticleText
from .met_before import note_met
from .page_change import edition

MOST_BYTES = 8 * 1024 * 1024  # of a process: some four hundred pages, or one sitemap of a large shop
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@dataclass(frozen=True)
class KeptPage:
    content: bytes
    headers: dict[str, str]
    language: str | None  # of the words around it
    text: ArticleText | None = None  # that is read by whoever gets it
    thing: Named | None = None  # the same of what is no article

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for `request`, or that it has it already; counted like one that is made anew."""
        if self.text:
            note_reading(request, self.text)
        if self.thing:
            note_met(request, [self.thing], is_read=True)
        if self.language:
            translation.activate(self.language)
        answer = HttpResponse(self.content, headers=self.headers)
        patch_vary_headers(answer, ["Cookie"])
        return get_conditional_response(request, etag=self.headers["ETag"], response=answer) or answer


class Pages:
    """The pages of this process, those that were asked for last, of `most` bytes together.

    Bytes are counted and not pages: a sitemap may be as large as all others, and has another edition each minute.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> KeptPage | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Hashable, page: KeptPage) -> None:
        if len(page.content) > self._most:
            return
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += len(page.content) - (len(before.content) if before else 0)
            self._pages[key] = page
            while self._size > self._most:
                _key, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.content)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


PAGES = Pages()


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view` for whoever is signed in; for all others its page is made once for each edition."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_of_nobody(request):
            return view(request, *args, **kwargs)
        key = (request.scheme, request.get_host(), request.path, _regions(kwargs), edition(), _minute())
        page = PAGES.find(key)
        if page:
            return page.answer(request)
        asked = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        answer = view(request, *args, **kwargs)  # whole, so that it can be kept
        request.META.update(asked)
        if not _may_be_kept(request, answer):
            return answer
        page = KeptPage(
            answer.content,
            dict(answer.headers),
            translation.get_language(),
            getattr(request, "read_text", None),
            getattr(request, "read_thing", None),
        )
        PAGES.keep(key, page)
        return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer

    return answered


def read_by(request: HttpRequest, text: ArticleText) -> None:
    """`text` is what the answer to `request` shows: it counts as read now, and whenever that page is given again."""
    request.read_text = text  # type: ignore[attr-defined]
    note_reading(request, text)


def met_by(request: HttpRequest, thing: Named) -> None:
    """The same of a policy, a guide or a topic, for the agent who reads a ticket that follows."""
    request.read_thing = thing  # type: ignore[attr-defined]
    note_met(request, [thing], is_read=True)


def _is_of_nobody(request: HttpRequest) -> bool:
    """Nothing in `request` says who asks, nor asks for anything but the page."""
    names = {settings.SESSION_COOKIE_NAME, COOKIE, "messages"}
    is_known = not names.isdisjoint(request.COOKIES) or "Authorization" in request.headers
    return request.method in ("GET", "HEAD") and not is_known and not request.META.get("QUERY_STRING")


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """A whole page that is alike for everybody, and gives nothing to the one who asked."""
    is_alike = answer.headers.get("Cache-Control", "").startswith("public") and "ETag" in answer.headers
    sets = answer.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return answer.status_code == 200 and is_alike and not sets and not answer.streaming


def _regions(told: dict[str, Any]) -> tuple[str, ...]:
    """In which region's way it is written: in the language of its address, or in the desk's own where the desk does not
    speak that."""
    languages = (told.get("language", settings.LANGUAGE_CODE), settings.LANGUAGE_CODE)
    return tuple(str(locale_in(each)) for each in languages)


def _minute() -> int:
    return int(timezone.now().timestamp() // 60)
