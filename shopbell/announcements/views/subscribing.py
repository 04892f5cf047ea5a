"""/help/<language>/status/subscribe/ asks for an address, and the link in its mail begins to tell it. News likewise."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Refused
from shopbell.core.rate import count_address
from shopbell.helpcenter.centre import HelpCentre, centre_in
from shopbell.portal.frame import framed

from ..part import StatusPart
from ..subscription import SubscriptionKind, ask_to_subscribe, asked_by, confirm

PAGES: dict[str, str] = {
    SubscriptionKind.INCIDENTS: "status-subscribe",
    SubscriptionKind.NEWS: "status-news-subscribe",
}
ASKED_AN_HOUR = 20  # from one network


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please enter your e-mail address.")},
    )
    parts = forms.ModelMultipleChoiceField(
        StatusPart.objects.none(), label=_("What you want to hear of"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Tick nothing to hear of everything."),
    )  # fmt: skip

    def __init__(self, *args, chain: list[str], kind: SubscriptionKind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != SubscriptionKind.INCIDENTS:
            del self.fields["parts"]
            return
        field: Any = self.fields["parts"]
        field.queryset = StatusPart.objects.prefetch_related("names")
        field.label_from_instance = lambda part: str(part.named_in(chain) or part)
        if not field.queryset.exists():
            del self.fields["parts"]


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, language: str, kind: SubscriptionKind) -> HttpResponse:
    centre = centre_in(language)
    form = SubscribeForm(request.POST or None, chain=centre.chain(language), kind=kind)
    if request.method == "POST":
        count_address("subscription", request, limit=ASKED_AN_HOUR, seconds=3600)
        if form.is_valid():
            try:
                said = form.cleaned_data
                ask_to_subscribe(said["email"], said.get("parts", []), language=language, kind=kind)
            except Refused as refusal:
                form.add_error("email", str(refusal))
            else:
                return redirect(f"{request.path}?asked")  # loaded again, it asks for no second mail
    elif "asked" in request.GET:
        return _page(request, centre, kind, "asked", {})
    status = 422 if form.errors else 200
    return _page(request, centre, kind, "form", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, language: str, secret: str, kind: SubscriptionKind) -> HttpResponse:
    """GET shows the button, POST begins it."""
    centre = centre_in(language)
    count_address("subscription link", request, limit=60, seconds=3600)
    try:
        if request.method != "POST":
            asked = asked_by(secret)
            return _page(request, centre, asked.kind, "confirm", {"address": asked.address})
        begun = confirm(secret)
        return _page(request, centre, begun.kind, "done", {"address": begun.address})
    except Refused as refusal:
        return _page(request, centre, kind, "ended", {"why": str(refusal)}, status=410)


def _page(
    request: HttpRequest,
    centre: HelpCentre,
    kind: str,
    step: str,
    more: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    tongues = [(code, own, reverse(PAGES[kind], args=[code])) for code, own in centre.spoken()]
    shown = {"kind": kind, "step": step, "form": None, "address": "", "why": "", "tongues": tongues, **more}
    return framed(request, "status/subscribe.html", shown, status=status)
