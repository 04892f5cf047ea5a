"""What every answer carries, and how a refusal becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import Forbidden, Refused

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' {socket}; "
    "frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


class Headers:
    """Strict CSP on every answer (a view may set its own), and clear pages for refusals.

    Styles in attributes are allowed because mail is made of them; they are filtered by `core/html.py`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.policy = POLICY.format(socket=settings.SITE_URL.replace("http", "ws", 1))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), payment=(), usb=()")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return sentence(request, str(error), error.status)
        if isinstance(error, Forbidden):
            return sentence(request, str(error) or "Your role does not allow this. Ask an admin.", 403)
        return None


def sentence(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """A page (or, for a fragment request, just the words) that says `text`."""
    if request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "core/sentence.html", {"text": text, "status": status}, status=status)
