"""The page of a settings form of one row: GET shows it, POST saves it, tells the history and comes back.

return form_page(request, AnswerPolicyForm, AnswerPolicy.current(), page="settings-answers", title=…, lead=…)
"""

from typing import Any

from django.contrib import messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .settings_edition import Edition, save_form
from .settings_picture import Words


def form_page(
    request: HttpRequest, form_class: type[ModelForm], row: models.Model, *, page: str, title: Words = "",
    lead: Words = "", template: str = "core/settings/form_page.html", **shown: Any,
) -> HttpResponse:  # fmt: skip
    """`page` is the name of its address and of its history; `shown` is what a template of its own needs besides."""
    is_sent = request.method == "POST"  # a form without a ticked box is empty, and says no
    edition = Edition.of(request, row)
    form = form_class(request.POST if is_sent else None, instance=row)
    if is_sent and form.is_valid() and save_form(request, form, page, edition):
        messages.success(request, _("Saved."))
        return redirect(page)
    context = {"form": form, "page": page, "title": title, "lead": lead, "edition": edition, **shown}
    return render(request, template, context, status=422 if form.errors else 200)
