"""The portal on the settings pages: how the shop's own sign-in signs, and why its last tokens were turned down."""

from typing import Any

import jwt
from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from .shop_sign_in import SECRET_CHARACTERS, ShopSignIn, TurnedDown, Way, audience

PAGE = "settings-portal"


class ShopSignInForm(forms.ModelForm):
    new_secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=200,
        strip=True,
        help_text=_("At least 32 characters, by chance. Left empty, the one that stands stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = ShopSignIn
        fields = ["way", "public_key", "address"]
        help_texts = {
            "way": _("Besides the link by e-mail, which works in any case."),
            "public_key": _("In PEM, beginning with -----BEGIN PUBLIC KEY-----."),
            "address": _(
                "Such as https://shop.example/.well-known/jwks.json. It is asked every ten minutes."
            ),
        }
        widgets = {"public_key": forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"})}

    field_order = ["way", "new_secret", "public_key", "address"]

    def clean_new_secret(self) -> str:
        secret = self.cleaned_data["new_secret"]
        if secret and len(secret) < SECRET_CHARACTERS:
            raise forms.ValidationError(_t("A secret this short can be guessed. Take 32 characters or more."))
        return secret

    def clean_public_key(self) -> str:
        key = self.cleaned_data["public_key"].strip()
        if key and not _is_public_key(key):
            raise forms.ValidationError(_t("This is no public key of RSA or of an elliptic curve in PEM."))
        return key

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        if address and not address.startswith("https://"):
            raise forms.ValidationError(_t("The address must begin with https://."))
        return address

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        needed = {Way.SECRET: "new_secret", Way.KEY: "public_key", Way.ADDRESS: "address"}.get(
            said.get("way", "")
        )
        has_secret = bool(self.instance.secret) and needed == "new_secret"
        if needed and needed not in self.errors and not said.get(needed) and not has_secret:
            self.add_error(needed, _t("This way needs it."))
        return said

    def save(self, commit: bool = True) -> ShopSignIn:
        if self.cleaned_data["new_secret"]:
            self.instance.secret = self.cleaned_data["new_secret"]
        if "address" in self.changed_data:
            self.instance.keys, self.instance.keys_at = {}, None
        return super().save(commit)


def _is_public_key(text: str) -> bool:
    for algorithm in (jwt.algorithms.RSAAlgorithm, jwt.algorithms.ECAlgorithm):
        try:
            key = algorithm(algorithm.SHA256).prepare_key(text)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        return not hasattr(key, "private_bytes")
    return False


add_card(
    Card(
        PAGE,
        _("Sign-in of shoppers"),
        _("How shoppers come from the shop's own sign-in into their orders and questions."),
        icon="log-in",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [ShopSignInForm],
        group="help",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: AgentRequest) -> HttpResponse:
    return form_page(
        request,
        ShopSignInForm,
        ShopSignIn.current(),
        page=PAGE,
        title=_("Sign-in of shoppers"),
        lead=_(
            "Shoppers sign in by a link that is mailed to them. Here the shop's own sign-in brings them in too."
        ),
        template="portal/settings.html",
        audience=audience(),
        turned_down=TurnedDown.objects.all(),
    )


SETTINGS: list[URLPattern] = [path("desk/settings/portal/", portal, name=PAGE)]
