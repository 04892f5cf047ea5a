"""What every answer carries, and how a refusal becomes a page."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from .errors import Forbidden, Refused
from .http.request_body import REFUSED, BodyRefused, refuse_large
from .object_store.store import Damaged, Missing, StoreError
from .problem import answer_problem, is_call

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' {socket}; "
    "frame-src {frames}; frame-ancestors 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)

# draws a sentence for who is no agent, on pages that are not the desk's; filled by the floor that has their frame
PAGES: list[Callable[[HttpRequest, str, int], HttpResponse | None]] = []
# what may know where the address of a page that is not here leads; None where it does not
LEADS: list[Callable[[HttpRequest], HttpResponse | None]] = []

PLACE = "Shopbell-Place"  # on a refusal: where on the screen it can be mended (js/behaviours/lead.ts)


def policy_with(*frames: str) -> str:
    """The policy of a page that may show pages of those origins in it, besides our own."""
    socket = settings.SITE_URL.replace("http", "ws", 1)
    return POLICY.format(socket=socket, frames=" ".join(["'self'", *frames]))


class Headers:
    """Strict CSP on every answer (a view may set its own), and clear pages for refusals.

    Styles in attributes are allowed because mail is made of them; they are filtered by `core/html.py`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.policy = policy_with()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = refusal_of(request)
        response = _refuse(request, refusal) if refusal else self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), payment=(), usb=()")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            answer = sentence(request, str(error), error.status)
            if error.place:
                answer.headers[PLACE] = error.place
            return answer
        if isinstance(error, Forbidden):
            return sentence(request, str(error) or _("Your role does not allow this. Ask an admin."), 403)
        if isinstance(error, StoreError):
            log.error("%s", error)
            return _store_failed(request, error)
        return None


def _store_failed(request: HttpRequest, error: StoreError) -> HttpResponse:
    if isinstance(error, Missing):
        return sentence(request, _("The file is no longer in the store."), 404)
    if isinstance(error, Damaged):
        return sentence(request, _("The file in the store is damaged. Ask an admin to restore it."), 500)
    return sentence(
        request, _("The store of the files does not answer right now. Try again in a minute."), 503
    )


def refusal_of(request: HttpRequest) -> BodyRefused | None:
    """Why the body of `request` is not taken: the one port says so, and any other WSGI server did not look."""
    if not request.META.get("CONTENT_LENGTH"):
        return request.META.get(REFUSED)
    try:
        refuse_large(int(request.META["CONTENT_LENGTH"]), settings.BODY_MAX_BYTES)
    except BodyRefused as refusal:
        return refusal
    except ValueError:
        return BodyRefused(400, _("This could not be read."))
    return None


def _refuse(request: HttpRequest, refusal: BodyRefused) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return sentence(request, _(refusal.sentence) % refusal.values, refusal.status)


def sentence(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """`text` as a page, as JSON for a program, or just the words for a fragment."""
    if is_call(request):
        return answer_problem(text, status)
    if "Authorization" in request.headers:
        return JsonResponse({"error": text}, status=status)
    if request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    pages = (page for draw in PAGES if (page := draw(request, text, status)))
    return next(pages, None) or render(
        request, "core/sentence.html", {"text": text, "status": status}, status=status
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        answers = (answer for lead in LEADS if (answer := lead(request)))
        if answer := next(answers, None):
            return answer
    return sentence(request, _("There is nothing here, or it is not yours to see."), 404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this browser: its page was open too long, or it was sent from elsewhere."""
    return sentence(request, _("This form has expired. Go back, reload the page and send it again."), 403)
