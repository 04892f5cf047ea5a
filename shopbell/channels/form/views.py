"""/contact/<key>/: the form, and the page that thanks with the ticket's number."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.core.errors import Forbidden, Refused, TooLarge
from shopbell.core.rate import count_address
from shopbell.core.storable import storable

from ..accent import ink_on
from ..begun import tell_begun
from ..brand import Brand
from ..carried_script import carried_script
from ..doors import doors
from ..expectation import usual_reply
from ..inbox import Inbox
from ..known_trouble import troubles
from ..legal import legal_pages
from ..offering import Offer, Place, Told, count_offers
from ..opening import opening_of
from ..origin import exact_origin, is_allowed
from ..own_ways import own_ways
from .around import AROUND
from .come_back import CAME_BACK, kept_address
from .contact import ContactForm, send_contact
from .field import FORM_CHANNELS
from .files import MAX_FILES
from .known import product_names
from .shown import form_asked, shown_form
from .thanking import signed_number, thanks_for
from .work import DOUBTED, count_form

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {ancestors}"
)


@csrf_exempt  # nobody is signed in here; the cookie of the check would not even come back in a frame
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str) -> HttpResponse:
    inbox = _inbox(key)
    if request.method != "POST":
        return _asked(request, inbox)
    origin = request.headers.get("Origin", "null")
    if origin != "null" and not is_allowed(origin, request, inbox):
        raise Forbidden(_("This page may not send this form."))
    count_address("contact", request, limit=20, seconds=600)  # before anything is read
    form = _sent_form(request, inbox)
    count_form(inbox)
    if form.is_valid() and (found := form.answers()):
        return _offer_first(request, inbox, form, found)
    if form.is_valid() and (number := _send(form, request)) is not None:
        if number:
            tell_begun(request, number)
        return redirect(_thanked(request, inbox, signed_number(number)))
    form.keep_files()
    return _come_back(request, inbox, form)


def _asked(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """The form, empty or as it came back."""
    shown = form_asked(request, inbox, query=_kept_query(request))
    response = _door(request, inbox, shown)
    if shown["came_back"]:  # who comes back after sending it finds an empty one
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _come_back(request: HttpRequest, inbox: Inbox, form: ContactForm, found=()) -> HttpResponse:
    """Lead to a page that shows what was typed, so that the browser's way back sends nothing anew."""
    query = _kept_query(request)
    if not (key := kept_address(form)):
        return _door(request, inbox, shown_form(request, form, query=query) | {"found": found})
    if around := AROUND.get(request.GET.get("at", "")):
        return redirect(around.form(get_language() or "", {CAME_BACK: key}))
    return redirect(f"{request.path}{query}{'&' if query else '?'}{urlencode({CAME_BACK: key})}")


def _thanked(request: HttpRequest, inbox: Inbox, signed: str) -> str:
    if around := AROUND.get(request.GET.get("at", "")):
        return around.thanks(get_language() or "", signed)
    return f"{reverse('contact-thanks', args=[inbox.public_key, signed])}{_kept_query(request)}"


def _offer_first(request: HttpRequest, inbox: Inbox, form: ContactForm, found: list[Offer]) -> HttpResponse:
    """The same form once more, below answers to read: one press sends it all the same."""
    form.keep_files()
    form.mark_offered()
    count_offers(Place.FORM, Told.SHOWN, [offer.key for offer in found])
    return _come_back(request, inbox, form, found)


def _send(form: ContactForm, request: HttpRequest) -> int | None:
    """The number of the ticket (0 for a machine, which shall not know); None when it was refused, as the form says."""
    if form.is_from_a_machine:
        return 0
    if form.doubt:
        count_address("doubted contact", request, limit=DOUBTED, seconds=600)
    try:
        return send_contact(form).pk
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.give_new_task()
        return None


def _sent_form(request: HttpRequest, inbox: Inbox) -> ContactForm:
    try:
        return ContactForm(request.POST, request.FILES, inbox=inbox)
    except (TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig):
        raise TooLarge(
            _("That was too much for one form. Send up to %(limit)s files, or send us a link.")
            % {"limit": MAX_FILES}
        ) from None
    except MultiPartParserError:
        raise Refused(_("This could not be read. Load the page again and try once more.")) from None


@require_safe
def thanks(request: HttpRequest, key: str, signed: str) -> HttpResponse:
    inbox = _inbox(key)
    again = f"{reverse('contact', args=[key])}{_kept_query(request)}"
    return _page(request, "form/thanks.html", inbox, again=again, **thanks_for(signed, inbox))


@require_safe
def products(request: HttpRequest, key: str) -> JsonResponse:
    """GET /contact/<key>/products/?text=…: `{"products": [name, …]}`, to choose from while one is typed."""
    _inbox(key)
    count_address("contact products", request, limit=120, seconds=60)
    return JsonResponse({"products": product_names(storable(request.GET.get("text", "")))})


@require_safe
def form_script(request: HttpRequest) -> HttpResponse:
    """GET /form.js: puts the form into a page of the shop."""
    return carried_script(request, "form")


def _door(request: HttpRequest, inbox: Inbox, shown: dict[str, Any]) -> HttpResponse:
    """The form, with what who fills it in may expect: when we are there, by the shop's clock, and how long it takes."""
    expected = {
        "opening": opening_of(inbox, ""),
        "usual": usual_reply(inbox),
        "troubles": troubles(get_language() or ""),
    }
    status = 422 if shown["form"].errors else 200
    return _page(request, "form/contact.html", inbox, status=status, **expected, **shown)


def _kept_query(request: HttpRequest) -> str:
    """What the pages of the form hand on: how they are shown, and in which language."""
    kept = {name: request.GET[name] for name in ("at", "embedded", "from", "lang") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def _page(request: HttpRequest, template: str, inbox: Inbox, /, *, status: int = 200, **more) -> HttpResponse:
    """A page of the form, also as a part of a page of the inbox's origins (`?embedded=1&from=`)."""
    parent = request.GET.get("from", "")
    shown = {
        "inbox": inbox,
        "brand": Brand.current(),
        "doors": [door for door in doors(get_language() or "") if door.inbox != inbox],
        "ways": own_ways(get_language() or ""),
        "legal": legal_pages(get_language() or ""),
        "ink": ink_on(inbox.setting("accent")),
        "is_embedded": "embedded" in request.GET,
        "parent": parent if parent and is_allowed(parent, request, inbox) else "",
        "query": _kept_query(request),
        **more,
    }
    response = render(request, template, shown, status=status)
    origins = [origin for origin in inbox.setting("origins") if exact_origin(origin) == origin]
    response.headers["Content-Security-Policy"] = POLICY.format(ancestors=" ".join(["'self'", *origins]))
    return response


def _inbox(key: str) -> Inbox:
    return get_object_or_404(Inbox, public_key=key, channel__in=FORM_CHANNELS, is_active=True)
