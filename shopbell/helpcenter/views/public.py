"""/help/: the help centre as its readers see it, in the language of the address, with and without scripts."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.core.download import file_response, media_response
from shopbell.core.middleware import policy_with
from shopbell.core.revalidated import revalidated
from shopbell.core.row_key import row_key
from shopbell.core.storable import storable
from shopbell.portal.session import customer_of

from ..addressed import found_at
from ..article_text import ArticleText, ArticleVersion
from ..category import Category
from ..centre import HelpCentre, answer_in
from ..films import FRAMES
from ..frame import frame_with
from ..guides.reading import guides_for
from ..help_file import HelpFile
from ..kept_page import kept, read_by
from ..led_on import led_to
from ..legal import told_pages
from ..most_read import most_read
from ..neighbour import near_to
from ..old_address import MOVED, is_unused
from ..picture_size import first_picture
from ..reading import Reader, Shelf, page_of, shelves
from ..structured import crumbs_of, data_of, question_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """/help/ leads to the language that the browser asks for; the answer differs by it and is kept by nobody."""
    centre = _open(request)
    answer = redirect("help-index", centre.nearest(translation.get_language() or ""))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@kept
def index(request: HttpRequest, language: str) -> HttpResponse:
    if language not in HelpCentre.current().languages:
        return moved(request, language)
    centre, reader = reader_at(request, language)
    there = shelves(centre, reader)
    context = {
        "shelves": there,
        "most_read": most_read(reader, there) if centre.shows_most_read else [],
        "guides": guides_for(centre, reader),
        "policies": told_pages(),
    }
    return _page(request, "help/index.html", centre, reader, context, ("help-index",))


@require_safe
@kept
def category(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """An address of before leads to the one of today."""
    centre, reader = reader_at(request, language)
    wanted = found_at(Category.objects.all(), slug)
    found = shelves(centre, reader, wanted)
    guides = guides_for(centre, reader, wanted)
    name = wanted.named_in(centre.chain(reader.language))
    if not name or not (found or guides):
        raise Http404
    if wanted.slug != slug:
        return redirect("help-category", language, wanted.slug, permanent=True)
    shelf = found[0] if found else Shelf(wanted, name)
    data = [crumbs_of(request, centre, language, (name.name, request.path))]
    context = {"shelf": shelf, "guides": guides, "data": data}
    return _page(request, "help/category.html", centre, reader, context, ("help-category", slug))


@require_safe
@kept
def article(request: HttpRequest, language: str, article_id: int, slug: str = "") -> HttpResponse:
    """The number finds it; a title of before leads to the one of today."""
    if language not in HelpCentre.current().languages:
        return moved(request, request.path.removeprefix("/help/"))
    centre, reader = reader_at(request, language)
    film = film_asked(request)
    page = page_of(centre, reader, article_id, film=film)
    if not page:
        raise Http404
    if slug != page.text.slug:
        return redirect(
            "help-article", language, article_id, page.text.slug, permanent=page.text.language == language
        )
    if not reader.is_agent:
        read_by(request, page.text)
    chain = centre.chain(reader.language)
    category = Category.objects.prefetch_related("names").get(pk=page.text.article.category_id)
    name = category.named_in(chain)
    above = [(name.name, reverse("help-category", args=[language, category.slug]))] if name else []
    places = [*above, (page.text.title, request.path)]
    context = {
        "page": page,
        "category": category,
        "name": name,
        "near": near_to(page.text, reader.language),
        "spoken": {
            code: reverse("help-article", args=[code, article_id, its]) for code, its in page.spoken.items()
        },
        "canonical": address_of(page.text, page.text.language),
        "shown_picture": first_picture(page.html),
        "data": [data_of(page, request), question_of(page), crumbs_of(request, centre, language, *places)],
    }
    answer = _page(request, "help/article.html", centre, reader, context, ("help-article-short", article_id))
    return let_play(answer, film)


@require_safe
def file(request: HttpRequest, file_id: str, name: str) -> FileResponse | HttpResponse:
    """A file that stands in articles or in news: whoever has its address has it, as with the pictures of any page.

    Also while the help centre is closed, for news are read then too. `?w=` asks for a picture of that width; where
    there is none it is given whole.
    """
    kept = get_object_or_404(HelpFile, pk=file_id)
    size = kept.sizes.filter(width=row_key(request.GET.get("w", ""))).first()
    if size:
        return file_response(size.blob, name=kept.name, content_type="image/webp")
    return media_response(request, kept.blob, name=kept.name, content_type=kept.type)


@require_safe
def moved(request: HttpRequest, path: str) -> HttpResponse:
    """An address of before leads to what says it now."""
    centre = _open(request)
    address = led_to(storable(path), centre, _reader_of(request, centre.language))
    if not address:
        raise Http404
    return redirect(address, permanent=True)


def led_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where an address leads at which nothing of ours is, or is any more; None for any other."""
    match = request.resolver_match
    if not is_unused(match) or match and match.url_name == MOVED:  # that one has looked already
        return None
    try:
        return moved(request, request.path)
    except Http404:
        return None


def film_asked(request: HttpRequest) -> int:
    """The number of the film that the reader agreed to see on this page; 0 for none."""
    return row_key(request.GET.get("film", ""))


def let_play(answer: HttpResponse, film: int) -> HttpResponse:
    """`answer`, whose browser may load the frame of that film."""
    if film:
        answer.headers["Content-Security-Policy"] = policy_with(*FRAMES)
    return answer


def address_of(text: ArticleText | ArticleVersion, language: str) -> str:
    return reverse("help-article", args=[language, text.article_id, text.slug])


def _open(request: HttpRequest) -> HelpCentre:
    """The centre. It does not exist for the public while it is closed; agents may look."""
    centre = HelpCentre.current()
    if not centre.is_on and not request.user.is_authenticated:
        raise Http404(_("There is no such page."))
    return centre


def reader_at(request: HttpRequest, language: str) -> tuple[HelpCentre, Reader]:
    centre = _open(request)
    answer_in(centre, language)
    return centre, _reader_of(request, language)


def _reader_of(request: HttpRequest, language: str) -> Reader:
    """What is for customers alone is read by whoever is signed in to the portal."""
    is_agent = request.user.is_authenticated
    return Reader(language, is_customer=not is_agent and customer_of(request) is not None, is_agent=is_agent)


def _page(
    request: HttpRequest,
    template: str,
    centre: HelpCentre,
    reader: Reader,
    context: dict[str, Any],
    here: tuple[Any, ...],
) -> HttpResponse:
    answer = render(request, template, frame(request, centre, reader, here) | context)
    answer.headers["Content-Language"] = reader.language
    return revalidated(request, answer, is_public=not (reader.is_agent or reader.is_customer))


def frame(request: HttpRequest, centre: HelpCentre, reader: Reader, here: tuple[Any, ...]) -> dict[str, Any]:
    """What help/base.html needs. `here` is the name of this address, and what it needs after the language."""
    name, *rest = here
    tongues = [(code, own, reverse(name, args=[code, *rest])) for code, own in centre.spoken()]
    return frame_with(centre, reader, tongues)
