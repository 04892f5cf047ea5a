"""/desk/help/import/: articles out of Markdown files. What a file would become is shown before anything is done."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.reader import language_name

from ..category import Category
from ..importing.article_import import ArticleImport, keep_import, last_imports, start_import

OUTCOMES = {
    "new": _("New article"),
    "text": _("New translation"),
    "changed": _("Changed, as a draft"),
    "same": _("Says the same"),
    "refused": _("Left out"),
}
EXAMPLE = """\
---
title: How to send something back
summary: In three steps
language: en
category: returns
owner: ada@shop.example
access: public
---"""


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Markdown file, or a zip of them"),
        help_text=_("Pictures lie in the zip too. What is exported here comes back by it."),
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.zip,text/markdown,application/zip"}),
    )
    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("names"),
        label=_("Category"),
        empty_label="–",
        help_text=_("Of files that name none and lie in no folder of its name."),
        required=False,
    )


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: AgentRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = keep_import(
                sent.file, sent.name, sent.size, form.cleaned_data["category"], by=request.user
            )
            return redirect("help-desk-import", kept.pk)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "last": last_imports(request.user), "example": EXAMPLE}
    return render(request, "helpdesk/imports.html", context, status=422 if form.errors else 200)


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def article_import(request: AgentRequest, import_id: int) -> HttpResponse:
    """What becomes of each file; POST does it."""
    kept = get_object_or_404(
        ArticleImport.objects.visible_to(request.user).select_related("by"), pk=import_id
    )
    if request.method == "POST":
        start_import(kept, publishes=bool(request.POST.get("publishes")), by=request.user)
        messages.success(request, _t("The articles are being brought in."))
        return redirect("help-desk-import", kept.pk)
    counts = [(OUTCOMES[name], number) for name, number in kept.counts().items()]
    context = {"kept": kept, "outcomes": OUTCOMES, "counts": counts, "language_name": language_name}
    name = "_import.html" if request.headers.get("HX-Request") else "import.html"
    return render(request, f"helpdesk/{name}", context)
