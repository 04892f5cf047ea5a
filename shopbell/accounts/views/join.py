"""The two doors from outside: /first-admin/<token>/ on an empty desk, and /join/<token>/ for an invited agent."""

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Refused
from shopbell.core.middleware import sentence

from ..agent import Agent
from ..first_admin import FIRST_PAGES, is_valid, make_first_admin
from ..invitation import accept_invitation, invited

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class JoinForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("Shoppers see the first name."))
    password = forms.CharField(
        label=_("Password"),
        widget=NEW_PASSWORD,
        strip=False,
        help_text=_("At least 10 characters; a sentence is easy to keep in mind."),
    )

    def clean(self) -> dict:
        words = super().clean() or {}
        if "password" in words:
            try:
                validate_password(
                    words["password"], Agent(name=words.get("name", ""), email=words.get("email", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password", error)
        return words


class FirstAdminForm(JoinForm):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    field_order = ["name", "email", "password"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    if Agent.objects.exists() or not is_valid(token):
        return sentence(request, _t("This link has been used. Ask an admin to invite you."), 410)
    form = FirstAdminForm(request.POST or None)
    if form.is_valid():
        try:
            agent = make_first_admin(token, **form.cleaned_data)
            return _enter(request, agent, next((page() for page in FIRST_PAGES), "/desk/"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {
        "form": form,
        "title": _t("Open your shop's desk"),
        "lead": _t("You are its first admin and can invite the others."),
    }
    return render(request, "accounts/join.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    agent = invited(token)
    if agent is None:
        return sentence(
            request,
            _t("This link has been used or is older than a week. Ask an admin to invite you again."),
            410,
        )
    form = JoinForm(request.POST or None, initial={"name": agent.name})
    if form.is_valid():
        try:
            return _enter(request, accept_invitation(token, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = {
        "form": form,
        "title": _t("Welcome, %(name)s") % {"name": agent.first_name},
        "lead": _t("Choose a password to sign in as %(email)s.") % {"email": agent.email},
    }
    return render(request, "accounts/join.html", shown, status=422 if form.errors else 200)


def _enter(request: HttpRequest, agent: Agent, page: str = "/desk/") -> HttpResponse:
    login(request, agent)
    return redirect(page)
