"""A condition as a sentence, for whoever does not read the language of filters."""

from django.utils.translation import gettext as _t

from .condition import Asker, Condition
from .field import FIELDS, Fields


def in_words(condition: Condition, asker: Asker, fields: Fields = FIELDS) -> str:
    """Such as: Priority is High or Urgent. In the reader's language."""
    known = fields.get(condition.field)
    values = [known.kind.label(value, asker) if known else str(value) for value in condition.values]
    said = {"field": known.label if known else condition.field, "values": _t(" or ").join(values)}
    if condition.is_not:
        return _t("%(field)s is not %(values)s") % said
    return _t("%(field)s is %(values)s") % said
