"""/portal/data/…: what is kept of a shopper, what they agreed to, and their wishes."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.language import languages
from shopbell.core.download import file_response
from shopbell.core.errors import Refused
from shopbell.customers.consent import ConsentKind, Way, give_consent, standing_consents, withdraw_consent
from shopbell.customers.identity import Kind

from ..data_export import ask_for_export, exports_of
from ..door import ShopperRequest, shopper_view
from ..erasure_request import ask_to_be_erased, request_of, take_request_back
from ..frame import framed, speak_on
from ..own_mail import begin_again, end_mail, ended, own_mails, places


@require_safe
@shopper_view
def data(request: ShopperRequest) -> HttpResponse:
    return _page(request)


@require_POST
@shopper_view
def export(request: ShopperRequest) -> HttpResponse:
    try:
        ask_for_export(request.customer)
    except Refused as refusal:
        return _page(request, words=str(refusal), status=refusal.status)
    return _back("#export")


@require_safe
@shopper_view
def export_file(request: ShopperRequest, export_id: int) -> FileResponse:
    ready = get_object_or_404(exports_of(request.customer), pk=export_id, ready_at__isnull=False)
    try:
        answer = file_response(
            ready.blob, name="my-data.zip", content_type="application/zip", as_download=True
        )
    except FileNotFoundError:
        raise Http404(_("The file is gone.")) from None
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@shopper_view
def erasure(request: ShopperRequest) -> HttpResponse:
    """Asks to be erased, or with `back` takes that back."""
    try:
        if request.POST.get("back"):
            take_request_back(request.customer)
        elif not request.POST.get("sure"):
            raise Refused(_("Tick the box if you are sure."))
        else:
            ask_to_be_erased(request.customer, client_id=uuid.uuid4())
    except Refused as refusal:
        return _page(request, words=str(refusal), status=refusal.status)
    return _back("#erasure")


@require_POST
@shopper_view
def consents(request: ShopperRequest) -> HttpResponse:
    """What is ticked is agreed to, what is not is withdrawn."""
    standing, ticked = standing_consents(request.customer), set(request.POST.getlist("kind"))
    for kind in ConsentKind:
        if kind in ticked and kind not in standing:
            give_consent(request.customer, kind, way=Way.WIDGET, words=_agreed_words(kind))
        elif kind in standing and kind not in ticked:
            withdraw_consent(request.customer, kind, way=Way.WIDGET)
    return _back("?saved")


def _agreed_words(kind: ConsentKind) -> str:
    """What a shopper reads, and so agrees to, where agents read of somebody else."""
    return _("Advice from what you bought") if kind == ConsentKind.ADVICE else str(kind.label)


class WishesForm(forms.Form):
    language = forms.ChoiceField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", ""), *languages()]  # type: ignore[attr-defined]


@require_POST
@shopper_view
def wishes(request: ShopperRequest) -> HttpResponse:
    """The language that the shop writes in, and that these pages speak from now on."""
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, words=_("Choose one of the languages."), status=422)
    request.customer.language = form.cleaned_data["language"]
    request.customer.save(update_fields=["language"])
    answer = _back("?saved")
    if chosen := form.cleaned_data["language"]:
        speak_on(answer, chosen)
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@require_POST
@shopper_view
def mail_end(request: ShopperRequest, source: str, key: int) -> HttpResponse:
    """One of the mails that they asked for is sent no more; the page offers it back."""
    signed = end_mail(request.customer, source, key)
    return _back(f"?{urlencode({'ended': signed})}#mails")


@require_POST
@shopper_view
def mail_again(request: ShopperRequest) -> HttpResponse:
    """What was ended a moment ago is as it was."""
    begin_again(request.customer, request.POST.get("ended", ""))
    return _back("?saved#mails")


def _back(place: str) -> HttpResponseRedirect:
    """To the page again, at what was done or with a word that it was."""
    return HttpResponseRedirect(reverse("portal-data") + place)


def _page(request: ShopperRequest, *, words: str = "", status: int = 200) -> HttpResponse:
    customer = request.customer
    signed = request.GET.get("ended", "")
    context: dict[str, Any] = {
        "customer": customer,
        "known_as": customer.identities.filter(kind__in=[Kind.EMAIL, Kind.PHONE]).order_by("pk"),
        "addresses": customer.addresses.all(),
        "consent_kinds": [(kind, _agreed_words(kind)) for kind in ConsentKind],
        "standing": standing_consents(customer),
        "exports": exports_of(customer),
        "erasure": request_of(customer),
        "languages": languages(),
        "sessions": customer.sessions.all(),
        "mails": own_mails(customer),
        "places": places(),
        "ended": ended(customer, signed),
        "signed": signed,
        "words": words,
    }
    return framed(request, "portal/data.html", context, status=status)
