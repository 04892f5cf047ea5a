"""/chat/<key>/offers… and /contact/<key>/offers…: answers before a question is sent, for widget and form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shopbell.channels.chat.protocol import Unknown, body_of, protocol, refusal, token_of
from shopbell.channels.chat.visitor import hash_of
from shopbell.channels.form.field import FORM_CHANNELS
from shopbell.channels.inbox import Inbox
from shopbell.channels.offering import Place
from shopbell.channels.origin import is_own
from shopbell.core.errors import Refused
from shopbell.core.rate import count_address, count_use

from .door import answers, one_answer, tell_outcome

A_WINDOW, MOST_OF_ONE, MOST_OF_A_NETWORK = 300, 150, 400


@protocol("POST")
def chat_offers(request: HttpRequest, inbox: Inbox) -> dict:
    _count(request)
    return answers(request, body_of(request), Place.WIDGET)


@protocol("POST")
def chat_offer(request: HttpRequest, inbox: Inbox) -> dict:
    """One to read. A POST as all that the widget says of what was typed: no address tells what somebody reads."""
    _count(request)
    return _read(request, Place.WIDGET)


@protocol("POST")
def chat_offer_told(request: HttpRequest, inbox: Inbox) -> dict:
    _count(request)
    return tell_outcome(request, body_of(request), Place.WIDGET)


def _form(view: Callable[[HttpRequest], dict]) -> Callable[..., HttpResponse]:
    """Make a view for the script of the form: it is asked from the form's own page alone, which is one of the desk."""

    @csrf_exempt  # nobody is signed in here, and nothing is done in anybody's name
    @wraps(view)
    def answer(request: HttpRequest, key: str) -> HttpResponse:
        get_object_or_404(Inbox, public_key=key, channel__in=FORM_CHANNELS, is_active=True)
        if request.method != "POST":
            return refusal(_("This address is not made for that."), 405)
        if not is_own(request.headers.get("Origin", ""), request):
            return refusal(_("This page may not send this form."), 403)
        try:
            _count(request)
            response = JsonResponse(view(request))
        except Refused as error:
            return refusal(str(error), error.status)
        except RequestDataTooBig:
            return refusal(_("That was too much at once."), 413)
        except Unknown:
            return refusal(_("There is no such page."), 404)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@_form
def form_offers(request: HttpRequest) -> dict:
    return answers(request, body_of(request), Place.FORM)


@_form
def form_offer(request: HttpRequest) -> dict:
    return _read(request, Place.FORM)


@_form
def form_offer_told(request: HttpRequest) -> dict:
    return tell_outcome(request, body_of(request), Place.FORM)


def _read(request: HttpRequest, place: Place) -> dict[str, Any]:
    try:
        return one_answer(request, str(body_of(request).get("key") or "")[:60], place)
    except Http404:
        raise Unknown from None


def _count(request: HttpRequest) -> None:
    if token := token_of(request):
        count_use(f"offers {hash_of(token)}", limit=MOST_OF_ONE, seconds=A_WINDOW)
    count_address("offers", request, limit=MOST_OF_A_NETWORK, seconds=A_WINDOW)
