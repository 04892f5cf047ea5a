"""/desk/settings/shop/: what the shop is, as shoppers see it; /logo/<key>/ is the logo, which shoppers see too."""

import re

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.photo import TYPE
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.download import file_response
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_edition import Edition, save_form

from ..accent import COLOUR
from ..brand import Brand, keep_logo
from ..inbox import Inbox

PAGE = "settings-shop"
PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{3,38}")


class BrandForm(forms.ModelForm):
    picture = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Stands above the contact form: a PNG with a clear ground looks best."),
    )
    remove_logo = forms.BooleanField(
        label=_("Remove the logo"), required=False, help_text=_("The name stands there alone then.")
    )

    class Meta:
        model = Brand
        fields = ["name", "phone", "address", "colour"]
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "name": _("Shoppers read it above the contact form."),
            "phone": _("With the country: +49 30 1234567. Stands on every page for shoppers."),
            "address": _("Line by line, as on a letter. Stands on every page for shoppers."),
            "colour": _("New chats begin with it; each chat may have its own."),
        }

    def clean_colour(self) -> str:
        if not COLOUR.fullmatch(self.cleaned_data["colour"]):
            raise forms.ValidationError(_t("Write the colour like #8a5a0b."))
        return self.cleaned_data["colour"].lower()

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_t("Write the number with digits, like +49 30 1234567."))
        return phone

    def clean_address(self) -> str:
        lines = (" ".join(line.split()) for line in self.cleaned_data["address"].splitlines())
        return "\n".join(line for line in lines if line)

    def clean_picture(self) -> str:
        """The blob key of the new logo, or an empty string."""
        file = self.cleaned_data["picture"]
        try:
            return keep_logo(file, file.size) if file else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self, commit: bool = True) -> Brand:
        if self.cleaned_data["picture"]:
            self.instance.logo = self.cleaned_data["picture"]
        elif self.cleaned_data["remove_logo"]:
            self.instance.logo = ""
        return super().save(commit)


add_card(
    Card(
        PAGE,
        _("Your shop"),
        _("Its name, logo and colour, as shoppers see them."),
        icon="store",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [BrandForm],
        group="shop",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def brand(request: AgentRequest) -> HttpResponse:
    brand = Brand.current()
    edition = Edition.of(request, brand)
    form = BrandForm(request.POST or None, request.FILES or None, instance=brand)
    if request.method == "POST" and form.is_valid() and save_form(request, form, PAGE, edition):
        messages.success(request, _t("Saved."))
        return redirect(PAGE)
    shown = {"form": form, "brand": Brand.current(), "edition": edition}
    return render(request, "channels/brand.html", shown, status=422 if form.errors else 200)


@require_safe
def logo(request: HttpRequest, key: str) -> FileResponse:
    """The logo of the shop, or the one below an inbox's mails."""
    if Brand.objects.filter(logo=key).exists():
        response = file_response(key, name="logo.webp", content_type=TYPE)
    elif Inbox.objects.filter(signature_logo=key).exists():
        response = file_response(key, name="logo.png", content_type="image/png")
    else:
        raise Http404
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
