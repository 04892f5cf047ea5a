"""/portal/sign-in/…: asking for a link, following it, and leaving."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.core.errors import Refused
from shopbell.core.rate import count_address

from ..door import ShopperRequest, keep_their_language, page_of_ours, shopper_view
from ..frame import framed, speak_on
from ..session import begin_session, customer_of, end_all_sessions, end_session
from ..shop_sign_in import sign_in_by_token
from ..sign_in_link import ask_for_link, link_behind, page_behind, use_link

ASKED_AN_HOUR = 20  # from one network


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=320,
        help_text=_("The one that you order or write with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please enter your e-mail address.")},
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if customer_of(request) is not None:
        return redirect(page_of_ours(request.GET.get("next", "")))
    if request.method != "POST":
        form = AddressForm(initial={"next": request.GET.get("next", "")})
        return framed(request, "portal/sign_in.html", {"form": form, "words": ""})
    count_address("portal sign-in", request, limit=ASKED_AN_HOUR, seconds=3600)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            ask_for_link(form.cleaned_data["email"], next=page_of_ours(form.cleaned_data["next"]))
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("portal-sent")
    return framed(request, "portal/sign_in.html", {"form": form, "words": ""}, status=422)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same words for every address."""
    return framed(request, "portal/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows the button, POST signs in."""
    count_address("portal link", request, limit=60, seconds=3600)
    try:
        if request.method != "POST":
            return framed(request, "portal/link.html", {"link": link_behind(secret)})
        customer, used = use_link(secret)
    except Refused as refusal:
        shown = {"why": str(refusal), "next": page_behind(secret)}
        return framed(request, "portal/link_ended.html", shown, status=410)
    answer = redirect(page_of_ours(used.next))
    begin_session(request, answer, customer, used.address)
    keep_their_language(customer)
    speak_on(answer, get_language() or "")  # that of the page with the button, whatever was known of them
    rotate_token(request)
    return answer


@require_safe
def by_token(request: HttpRequest) -> HttpResponse:
    """The shop sends whoever is signed in there with a token; where that is not taken, a link is offered."""
    count_address("portal token", request, limit=60, seconds=3600)
    after = page_of_ours(request.GET.get("next", ""))
    try:
        entered = sign_in_by_token(request.GET.get("token", ""))
    except Refused as refusal:
        form = AddressForm(initial={"next": after})
        return framed(request, "portal/sign_in.html", {"form": form, "words": str(refusal)}, status=422)
    answer = redirect(after)
    begin_session(request, answer, entered.customer, entered.address)
    rotate_token(request)
    return answer


@require_POST
@shopper_view
def sign_out(request: ShopperRequest) -> HttpResponse:
    """This browser, or with `everywhere` all of theirs."""
    answer = redirect(reverse("portal-sign-in"))
    if request.POST.get("everywhere"):
        end_all_sessions(request.customer)
    end_session(request, answer)
    return answer
