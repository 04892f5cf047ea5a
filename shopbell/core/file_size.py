"""The size of a file as people read it, everywhere the same: on the desk's pages, and in a shopper's chat."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from .reader import locale


def filesize(size_bytes: int) -> str:
    """`size_bytes` as people read it: 312 B, 4.6 kB, 1.2 MB."""
    if size_bytes < 1000:
        return _("%(n)s B") % {"n": size_bytes}
    size, unit = size_bytes / 1000, _("kB")
    for bigger in (_("MB"), _("GB")):
        if size >= 999.5:
            size, unit = size / 1000, bigger
    return f"{format_decimal(size, '#,##0.#' if size < 100 else '#,##0', locale=locale())} {unit}"
