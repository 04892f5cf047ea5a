"""What a form says when something is there already: in our words, and with the way out, instead of Django's."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.forms import ModelForm
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

TAKEN = _(
    "“%(field_label)s” is taken: there is one with the same already. Change that one, or choose another."
)
BOTH_TAKEN = _("There is one with the same %(field_labels)s already. Change that one, or choose another.")


def in_our_words(form: ModelForm) -> None:
    """Let `form` say so of every field, and of fields that have to differ together."""
    for each in form.fields.values():
        each.error_messages["unique"] = TAKEN
    said: dict[str, Any] = dict(form._meta.error_messages or {})
    said[NON_FIELD_ERRORS] = {**said.get(NON_FIELD_ERRORS, {}), "unique_together": BOTH_TAKEN}
    form._meta.error_messages = said


def refuse_alike(row: models.Model) -> None:
    """Raise ValidationError where the name of `row` is new and differs from another by capitals alone: “CHAT” beside
    “Chat” is one name to whoever reads it."""
    rows = type(row)._default_manager
    try:
        column: Any = row._meta.get_field("name")
    except FieldDoesNotExist:
        return
    name = column.value_from_object(row)
    if not column.unique or rows.filter(pk=row.pk, name=name).exists():
        return
    if other := rows.filter(name__iexact=name).exclude(pk=row.pk).exclude(name=name).first():
        raise ValidationError(
            {
                "name": _t("“%(name)s” is there already. Change that one, or choose another name.")
                % {"name": other}
            }
        )


def is_apart(form: ModelForm) -> bool:
    """Whether the name that a valid form says is nobody else's; if not, the form says so."""
    try:
        refuse_alike(form.instance)
    except ValidationError as error:
        form.add_error("name" if "name" in form.fields else None, error.messages)
        return False
    return True
