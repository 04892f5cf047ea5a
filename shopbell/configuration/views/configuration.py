"""/desk/settings/configuration/: the settings as one file, out and in; what comes in is shown before it is done."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card

from ..document import (
    MOST_CHARACTERS,
    export_configuration,
    import_configuration,
    preview_configuration,
)

PAGE = "settings-configuration"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Configuration file"),
        help_text=_(
            "As it was taken out of this desk or of another one. You see what it would change first."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > 4 * MOST_CHARACTERS:
            raise forms.ValidationError(_t("This file is too long to be a configuration."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_t("This is not a configuration file: it is no text.")) from None


add_card(
    Card(
        PAGE,
        _("Configuration file"),
        _("Teams, roles, inboxes, macros and the rest as one file: to keep, or for another desk."),
        icon="file-json",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [FileForm],
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def configuration(request: AgentRequest) -> HttpResponse:
    """POST with a file shows what it would change; with the text that was shown, does it."""
    if request.method != "POST":
        return _page(request, FileForm())
    if "text" in request.POST:
        return _bring_in(request, request.POST["text"])
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    text = form.cleaned_data["file"]
    try:
        changes = preview_configuration(text, by=request.user)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, status=422)
    return render(request, "configuration/preview.html", {"changes": changes, "text": text})


def _bring_in(request: AgentRequest, text: str) -> HttpResponse:
    try:
        changes = import_configuration(text, by=request.user)
    except Refused as refusal:
        messages.error(request, f"{refusal} {_t('Nothing was changed.')}")
        return redirect(PAGE)
    count = len(changes)
    words = ngettext("%(count)s setting was changed.", "%(count)s settings were changed.", count)
    messages.success(request, words % {"count": count} if count else _t("Nothing differs."))
    return redirect(PAGE)


def _page(request: AgentRequest, form: FileForm, status: int = 200) -> HttpResponse:
    return render(request, "configuration/configuration.html", {"form": form}, status=status)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def file(request: AgentRequest) -> HttpResponse:
    """GET …/file is the configuration of now."""
    name = f"shopbell-configuration-{timezone.localdate():%Y-%m-%d}.json"
    response = HttpResponse(
        export_configuration(request.user), content_type="application/json; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
