"""Which edition of a row a settings form shows, so that nobody saves over a colleague's change without having seen it.

edition = edition_of(row)  # for core/settings/_edition.html, before a form lays its values over the row
if form.is_valid() and save_form(request, form, "settings-tags"):
"""

import json
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from .errors import Refused
from .settings_history import SettingChange, note_change
from .settings_picture import picture_of

FIELD = "edition"  # of the forms, see core/settings/_edition.html


def edition_of(row: models.Model) -> str:
    """Another after every change of what `row` says; empty for one that is new.

    A keyed hash: it stands in the page, and some rows hold secrets.
    """
    if row.pk is None:
        return ""
    said = json.dumps(picture_of(row), sort_keys=True, default=str)
    return salted_hmac("shopbell.settings.edition", said).hexdigest()[:32]


def refuse_older(request: HttpRequest, row: models.Model, page: str) -> None:
    """Hold the row of `row` until the transaction ends. Raises Refused when it is another than the form of `request`
    was made from; whoever was told so, and sends the form that came back, means it.
    """
    known = request.POST.get(FIELD, "")
    if row.pk is None or not known:
        return
    model: Any = type(row)
    stored = model._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if stored is None or constant_time_compare(known, edition_of(stored)):
        return
    changes = SettingChange.objects.filter(page=page, object_id=row.pk).select_related("agent")
    last = changes.first()
    raise Refused(
        _(
            "%(name)s saved this page while you had it open, so yours is not saved yet. What changed stands in its"
            " history. To put yours over it, save once more."
        )
        % {"name": last.agent if last and last.agent else _("Somebody")}
    )


def save_form(
    request: HttpRequest, form: ModelForm, page: str, save: Callable[[], object] | None = None
) -> bool:
    """Keep what `form` says, with its line in the history of `page`, unless its row was changed since it was shown.

    Whether it went through; a refusal is put on the form. `save` is how, where a form is not all.
    """
    try:
        with transaction.atomic():
            refuse_older(request, form.instance, page)
            with note_change(page, form.instance, by=request.user):
                (save or form.save)()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
