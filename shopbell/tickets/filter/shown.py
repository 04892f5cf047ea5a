"""Conditions as they are typed, shown in a table: a line breaks between two of them, never behind the minus of one."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .condition import Asker, Condition
from .field import FIELDS, Fields
from .language import write_one


def shown(conditions: Iterable[Condition], asker: Asker, fields: Fields = FIELDS) -> SafeString:
    """From left to right, whatever the reader's script."""
    each = ((write_one(condition, asker, fields),) for condition in conditions)
    return format_html(
        '<bdi dir="ltr">{}</bdi>', format_html_join(" ", '<span class="condition-typed">{}</span>', each)
    )
