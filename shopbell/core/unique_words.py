"""What a form says when something is there already: in our words, and with the way out, instead of Django's."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import ModelForm
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
