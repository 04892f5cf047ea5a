"""The pages of a settings table: list, new, change, delete. Twenty tables share these four.

    urlpatterns = settings_pages(Tag, door=agent_view(Permission.SETTINGS_MANAGE), fields=["name"], icon="tag", …)

`door` is the decorator that lets an agent in, handed down because this floor knows no agents. Every table
also becomes a card on the settings index (`settings_card.py`), and what is changed is told by the history
(`settings_history.py`). A Refused raised while saving is shown on the form.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import ChoiceField, ModelChoiceField, ModelForm, Textarea, modelform_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .errors import Refused
from .settings_card import Card, add_card
from .settings_edition import Edition, save_form
from .settings_history import note_change
from .unique_words import in_our_words

PER_PAGE, FOUND = 100, 5
PREVIEW = "preview"  # the id of the element that asks for the face of what is being written
Words = str | Promise


@dataclass(frozen=True)
class Column:
    """A column of the list: its head, and what stands in it for a row."""

    head: Words
    cell: Callable[[Any], object] = str
    is_number: bool = False
    cells: Callable[[Sequence[Any]], Sequence[object]] | None = None  # of all rows of the page, asked at once

    def of(self, rows: Sequence[Any]) -> Sequence[object]:
        return self.cells(rows) if self.cells else [self.cell(row) for row in rows]


@dataclass(frozen=True)
class Table:
    """How one settings table is shown and changed. The texts are the table's own; the pages are shared."""

    model: type[models.Model]
    slug: str
    label: Words
    new: Words  # what the page of a new row is called; empty where the desk makes the rows
    lead: Words
    icon: str
    empty: Words
    form: type[ModelForm]
    columns: Sequence[Column] = ()
    rows: Callable[[], models.QuerySet] | None = None
    searched: str = "name"  # the column by which a row is found
    meant: Callable[[str], models.Q] | None = (
        None  # the rows that a word finds, where no column has their names
    )
    in_use: Callable[[Any], str] = field(default=lambda row: "")  # what a deletion would touch
    kept: Callable[[Any], str] = field(default=lambda row: "")  # why no deletion is offered; empty: it is
    warned: Callable[[Any], str] = field(default=lambda row: "")  # what is doubtful in a row that was saved
    preview: Callable[[ModelForm], str] | None = None  # the face of what is being written, as HTML
    preview_title: Words = gettext_lazy("How it will look")
    # what is drawn under that face for who looks, as HTML
    examples: Callable[[HttpRequest, Any], str] | None = None
    below: Callable[[HttpRequest, Any], str] | None = None  # what a row's page says under its form, as HTML
    above: Callable[[HttpRequest], SafeString] | None = None  # what stands over the list, as HTML
    foot: Callable[[HttpRequest], SafeString] | None = None  # what stands under the list, as HTML
    # fields that a link to a row may fill in: nothing is kept before it is saved
    proposed: Collection[str] = ()
    heirs: Callable[[Any], Sequence[Any]] | None = None  # who may follow a row that is deleted
    heir_label: Words = ""
    nobody: Words = ""  # the choice of no heir
    # deletes a row in favour of its heir (or none); by= who does it. Raises Refused with the way out
    remove: Callable[..., object] = field(default=lambda row, heir, by: row.delete())

    def all(self) -> models.QuerySet:
        """Its rows in an order, or a page of them would be whichever PostgreSQL came upon; by age where none is said.

        Counting what belongs to each row (`annotate`) drops the order that the model says.
        """
        rows = self.rows() if self.rows else self.model._default_manager.all()
        return rows if rows.ordered else rows.order_by(*(self.model._meta.ordering or ["pk"]))

    @property
    def name(self) -> str:
        """The page of the list, which is its card's too."""
        return f"settings-{self.slug}"

    def address(self, page: str = "", *args) -> str:
        return reverse(f"{self.name}{'-' + page if page else ''}", args=args)

    def named(self, word: str) -> list[tuple[str, str]]:
        """Name and address of some rows whose name has `word`."""
        condition = self.meant(word) if self.meant else models.Q((f"{self.searched}__icontains", word))
        named = self.all().order_by().filter(condition)
        rows = self.all().filter(pk__in=named.values("pk"))[:FOUND]  # once each, in the order of the list
        return [(str(row), self.address("edit", row.pk)) for row in rows]

    def list(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(self.all(), PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)  # asked once for all columns
        columns = [column.of(page.object_list) for column in self.columns]
        around = {"above": self.above, "foot": self.foot}
        shown = {"table": self, "page": page, "cells": columns}
        shown |= {name: said(request) if said else "" for name, said in around.items()}
        return render(request, "core/settings/list.html", shown)

    def edit(self, request: HttpRequest, row_id: int | None = None) -> HttpResponse:
        row = get_object_or_404(self.all(), pk=row_id) if row_id else None
        title = str(row) if row else ""
        # a link to a new row may name what stands in it, one to a row some of it
        offered = {name: said for name, said in request.GET.items() if not row or name in self.proposed}
        edition = Edition.of(request, row or self.model())
        form = self.form(request.POST or None, request.FILES or None, instance=row, initial=offered)
        _smooth(form)
        in_our_words(form)
        if self.preview and request.headers.get("HX-Target") == PREVIEW:
            form.is_valid()
            return HttpResponse(self._face(request, form))
        if request.method == "POST" and form.is_valid() and save_form(request, form, self.name, edition):
            messages.success(request, _("Saved."))
            if doubt := self.warned(form.instance):
                messages.warning(request, doubt)
            return redirect(self.address())
        status = 422 if form.errors else 200
        return render(
            request,
            "core/settings/form.html",
            {
                "table": self,
                "form": form,
                "row": row,
                "edition": edition,
                "is_proposed": bool(row and offered),
                "title": title,
                "preview": self._face(request, form),
                "below": self.below(request, row) if self.below and row else "",
            },
            status=status,
        )

    def _face(self, request: HttpRequest, form: ModelForm) -> str:
        parts = [
            self.preview(form) if self.preview else "",
            self.examples(request, form) if self.examples else "",
        ]
        return mark_safe("".join(parts))  # noqa: S308 (each is HTML already)

    def delete(self, request: HttpRequest, row_id: int) -> HttpResponse:
        row = get_object_or_404(self.all(), pk=row_id)
        refusal = self.kept(row)
        if request.method == "POST" and not refusal:
            try:
                self._remove(row, request)
            except Refused as error:
                refusal = str(error)
            else:
                messages.success(request, _("Deleted."))
                return redirect(self.address())
        heirs = list(self.heirs(row)) if self.heirs else []
        chosen = request.POST.get("heir", "")
        shown = {"table": self, "row": row, "refusal": refusal, "heirs": heirs, "chosen": chosen}
        return render(
            request,
            "core/settings/delete.html",
            shown,
            status=422 if refusal and request.method == "POST" else 200,
        )

    @transaction.atomic
    def _remove(self, row: models.Model, request: HttpRequest) -> None:
        heirs = {str(heir.pk): heir for heir in self.heirs(row)} if self.heirs else {}
        chosen = request.POST.get("heir", "")
        if chosen and chosen not in heirs:
            raise Refused(_("That choice is not there any more. Choose again."))
        try:
            with note_change(self.name, row, by=request.user):
                self.remove(row, heirs.get(chosen), by=request.user)
        except models.ProtectedError as error:
            names = ", ".join(str(other) for other in list(error.protected_objects)[:3])
            raise Refused(_("It is still used by %(names)s. Change that first.") % {"names": names}) from None


def settings_pages(
    model: type[models.Model],
    *,
    door: Callable,
    icon: str,
    new: Words,
    lead: Words,
    empty: Words,
    fields: Sequence[str] = (),
    help_texts: dict[str, Any] | None = None,
    form: type[ModelForm] | None = None,
    slug: str = "",
    label: Words = "",
    group: str = "tickets",
    **more,
) -> list[URLPattern]:
    """Addresses below /desk/settings/<slug>/, named settings-<slug>, …-new, …-edit and …-delete."""
    plural = str(model._meta.verbose_name_plural)
    table = Table(
        model=model,
        slug=slug or plural.replace(" ", "-"),
        label=label or capfirst(plural),
        new=new,
        lead=lead,
        icon=icon,
        empty=empty,
        form=form or modelform_factory(model, fields=fields, help_texts=help_texts),
        **more,
    )
    get, both = require_http_methods(["GET", "HEAD"]), require_http_methods(["GET", "HEAD", "POST"])

    def page(address: str, view: Callable, name: str, methods: Callable) -> URLPattern:
        def bare(request: HttpRequest, **where) -> HttpResponse:
            return view(request, **where)

        return path(
            f"desk/settings/{table.slug}/{address}", door(methods(bare)), name=f"settings-{table.slug}{name}"
        )

    pages = [
        page("", table.list, "", get),
        page("new/", table.edit, "-new", both),
        page("<int:row_id>/", table.edit, "-edit", both),
        page("<int:row_id>/delete/", table.delete, "-delete", both),
    ]
    permission = getattr(pages[0].callback, "permission", None)
    forms, rows = (lambda: [table.form]), table.named
    add_card(Card(table.name, table.label, lead, icon, permission, forms=forms, rows=rows, group=group))
    return pages


def _smooth(form: ModelForm) -> None:
    """An empty choice as a dash instead of nine, and text boxes that grow."""
    for each in form.fields.values():
        if getattr(each, "empty_label", None):
            each.empty_label = "–"  # type: ignore[attr-defined]
        if isinstance(each, ChoiceField) and not isinstance(each, ModelChoiceField):
            choices: list[Any] = list(each.choices)  # type: ignore[arg-type]
            each.choices = [("", "–") if choice in BLANK_CHOICE_DASH else choice for choice in choices]
        if isinstance(each.widget, Textarea):
            each.widget.attrs |= {"data-autosize": "", "rows": 4}
