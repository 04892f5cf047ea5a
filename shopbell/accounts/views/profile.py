"""/desk/profile/: the agent's own name, picture, language, zone, theme and signature, and the way to their locks."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_pages import PREVIEW

from ..agent import Agent
from ..language import languages, time_zones
from ..photo import keep_photo
from ..signature import SignatureBox, SignatureForm
from ..view import AgentRequest, agent_view


class Door(NamedTuple):
    """A page of the agent's own that a floor above adds."""

    title: str | Promise
    words: str | Promise
    icon: str
    page: str


DOORS: list[Door] = []  # filled in AppConfig.ready


class ProfileForm(SignatureForm):
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Colleagues and shoppers see it; it is cut to a square."),
    )
    remove_picture = forms.BooleanField(
        label=_("Remove the picture"), required=False, help_text=_("Your initials stand there then.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=languages, help_text=_("The desk's language, for you alone.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("In which every time is shown to you.")
    )

    class Meta:
        model = Agent
        fields = ["name", "title", "language", "time_zone", "theme", "goes_on", "signature"]
        labels = {"theme": _("Look"), "title": _("Job title"), "goes_on": _("After answering or solving")}
        help_texts = {
            "name": _("Shoppers see the first name."),
            "theme": _("Light, dark, or as your device has it."),
            "goes_on": _("Where the desk takes you after you answered or solved a ticket."),
            "title": _("Shoppers read it below the name: Returns and exchanges."),
            "signature": _(
                "Goes below your e-mails, above the inbox's own. {{ agent.name }}, {{ team.name }} and "
                "{{ shop.name }} fill themselves in."
            ),
        }
        widgets = {"signature": SignatureBox()}

    def clean_picture(self) -> str:
        """The blob key of the new picture, or an empty string."""
        file = self.cleaned_data["picture"]
        try:
            return keep_photo(file, file.size) if file else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self, commit: bool = True) -> Agent:
        if self.cleaned_data["picture"]:
            self.instance.photo = self.cleaned_data["picture"]
        elif self.cleaned_data["remove_picture"]:
            self.instance.photo = ""
        return super().save(commit)


add_card(
    Card(
        "profile",
        _("Your profile"),
        _("Name, picture, language, look, signature, and how you sign in."),
        icon="user-round",
        forms=lambda: [ProfileForm],
        is_form=True,
        group="people",
    )
)


@agent_view(None)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AgentRequest) -> HttpResponse:
    agent = Agent.objects.get(pk=request.user.pk)  # not the one in the frame: the form may be wrong
    form = ProfileForm(request.POST or None, request.FILES or None, instance=agent)
    if request.headers.get("HX-Target") == PREVIEW:
        return render(request, "accounts/_signature.html", {"form": form, "signature": _shown(form, agent)})
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(agent.language):  # the one just chosen
            messages.success(request, _t("Saved."))
        return redirect("profile")
    shown = {"form": form, "agent": request.user, "locks": _locks(agent), "doors": DOORS}
    shown["signature"] = _shown(form, request.user)
    return render(request, "accounts/profile.html", shown, status=422 if form.errors else 200)


def _shown(form: ProfileForm, agent: Agent) -> Markup:
    return form.shown_signature({"agent": {"name": str(agent), "first_name": agent.first_name}})


def _locks(agent: Agent) -> dict[str, int | bool]:
    """What guards the account: which second factors there are, and how many sessions are open."""
    kinds = list(Authenticator.objects.filter(user=agent).values_list("type", flat=True))
    return {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": UserSession.objects.filter(user=agent).count(),
        "has_password": agent.has_usable_password(),
    }
