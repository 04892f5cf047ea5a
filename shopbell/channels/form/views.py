"""/contact/<key>/: the form, and the page that thanks with the ticket's number."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.core.errors import Forbidden, Refused, TooLarge
from shopbell.core.rate import count_address

from ..brand import Brand
from ..expectation import usual_reply
from ..inbox import Inbox
from ..opening import opening_of
from ..origin import is_allowed
from .contact import ContactForm, send_contact
from .field import FORM_CHANNELS
from .files import MAX_FILES
from .prefill import filled_in

SIGNER = Signer(salt="shopbell.contact")


@csrf_exempt  # nobody is signed in here; the cookie of the check would not even come back in a frame
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str) -> HttpResponse:
    inbox = _inbox(key)
    if request.method != "POST":
        form = filled_in(ContactForm(inbox=inbox), request.GET)
        return render(request, "form/contact.html", _door(inbox, form))
    origin = request.headers.get("Origin", "null")
    if origin != "null" and not is_allowed(origin, request, inbox):
        raise Forbidden(_("This page may not send this form."))
    count_address("contact", request, limit=20, seconds=600)  # before anything is read
    form = _sent_form(request, inbox)
    if form.is_valid():
        number = 0 if form.is_from_a_machine else send_contact(form).pk
        return redirect("contact-thanks", key, SIGNER.sign(str(number)))
    form.keep_files()
    return render(request, "form/contact.html", _door(inbox, form), status=422)


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
    try:
        number = int(SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        raise Http404(_("There is no such page.")) from None
    inbox = _inbox(key)
    return render(request, "form/thanks.html", _shown(inbox, number=number, usual=usual_reply(inbox)))


def _door(inbox: Inbox, form: ContactForm) -> dict[str, Any]:
    """The form, with what who fills it in may expect: when we are there, by the shop's clock, and how long it takes."""
    expected = [opening_of(inbox, ""), usual_reply(inbox)]
    return _shown(inbox, form=form, expected=[each for each in expected if each])


def _shown(inbox: Inbox, **more) -> dict[str, Any]:
    return {"inbox": inbox, "brand": Brand.current(), **more}


def _inbox(key: str) -> Inbox:
    return get_object_or_404(Inbox, public_key=key, channel__in=FORM_CHANNELS, is_active=True)
