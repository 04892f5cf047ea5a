"""/contact/<key>/: the form, and the page that thanks with the ticket's number."""

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.core.errors import Forbidden
from shopbell.core.rate import TooMany, count_address

from ..chat.protocol import is_allowed
from ..inbox import Inbox
from .contact import ContactForm, send_contact

SIGNER = Signer(salt="shopbell.contact")


@csrf_exempt  # nobody is signed in here; the cookie of the check would not even come back in a frame
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str) -> HttpResponse:
    inbox = _inbox(key)
    if request.method != "POST":
        return render(request, "form/contact.html", {"inbox": inbox, "form": ContactForm(inbox=inbox)})
    origin = request.headers.get("Origin", "null")
    if origin != "null" and not is_allowed(origin, request, inbox):
        raise Forbidden(_("This page may not send this form."))
    form = ContactForm(request.POST, request.FILES, inbox=inbox)
    status = 422
    try:
        count_address("contact", request, limit=20, seconds=600)
        if form.is_valid():
            return redirect(
                "contact-thanks",
                key,
                SIGNER.sign("0" if form.is_from_a_machine else str(send_contact(form).pk)),
            )
    except TooMany as error:
        form.add_error(None, str(error))
        status = error.status
    return render(request, "form/contact.html", {"inbox": inbox, "form": form}, status=status)


@require_safe
def thanks(request: HttpRequest, key: str, signed: str) -> HttpResponse:
    try:
        number = int(SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        raise Http404(_("There is no such page.")) from None
    return render(request, "form/thanks.html", {"inbox": _inbox(key), "number": number})


def _inbox(key: str) -> Inbox:
    return get_object_or_404(Inbox, public_key=key, channel__in=["chat", "form"], is_active=True)
