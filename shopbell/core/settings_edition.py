"""Which edition of a row a settings form shows, so that nobody saves over a colleague's change without having seen it.

edition = Edition.of(request, row)  # for core/settings/_edition.html, before a form lays its values over the row
if form.is_valid() and save_form(request, form, "settings-tags", edition):
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .errors import Refused
from .settings_history import SettingChange, note_change
from .settings_picture import picture_of
from .unique_words import is_apart

FIELD = "edition"  # of the forms, see core/settings/_edition.html


def edition_of(row: models.Model | None) -> str:
    """Another after every change of what `row` says; empty for one that is new.

    A keyed hash: it stands in the page, and some rows hold secrets.
    """
    if row is None or row.pk is None:
        return ""
    said = json.dumps(picture_of(row), sort_keys=True, default=str)
    return salted_hmac("shopbell.settings.edition", said).hexdigest()[:32]


@dataclass
class Edition:
    """What the page of a form says of its row, from the first look at it until it is saved."""

    shown: str

    @classmethod
    def of(cls, request: HttpRequest, row: models.Model) -> "Edition":
        """A page that comes back with an error keeps its first one: what a colleague saved in between was not seen."""
        return cls(request.POST.get(FIELD, "") if request.method == "POST" else edition_of(row))


def save_form(
    request: HttpRequest,
    form: ModelForm,
    page: str,
    edition: Edition,
    save: Callable[[], object] | None = None,
) -> bool:
    """Keep what `form` says, with its line in the history of `page`, unless its row was changed since it was shown.

    Whether it went through; a refusal is put on the form. Whoever was told of a colleague's change and saves again
    means it; what stands there already, as after a double click, is over nobody. `save` is how, where a form is not
    all.
    """
    row = form.instance
    if not is_apart(form):
        return False
    try:
        with transaction.atomic():
            stands = edition_of(_stored(row, is_held=True))
            name = _last_who_changed(row, page) if edition.shown not in ("", stands) else ""
            with note_change(page, row, by=request.user):
                (save or form.save)()
            if name and stands and edition_of(_stored(row)) != stands:
                edition.shown = stands
                raise Refused(_older(name))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _stored(row: models.Model, *, is_held: bool = False) -> models.Model | None:
    """The row as the database has it, with `is_held` locked until the transaction ends."""
    model: Any = type(row)
    found = model._default_manager.filter(pk=row.pk)
    return (found.select_for_update(of=("self",)) if is_held else found).first()


def _last_who_changed(row: models.Model, page: str) -> str:
    last = SettingChange.objects.filter(page=page, object_id=row.pk).select_related("agent").first()
    return str(last.agent if last and last.agent else _("Somebody"))


def _older(name: str) -> str:
    return _(
        "%(name)s saved this page while you had it open, so yours is not saved yet. What changed stands in its"
        " history. To put yours over it, save once more."
    ) % {"name": name}
