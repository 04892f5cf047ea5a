"""Whether the help centre's search finds by meaning, in the configuration file. Its package is the machine's matter."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.language import languages
from shopbell.core.errors import Refused
from shopbell.search.meaning.setting import Meaning

from .section import Part, Section, column, texts


def _put_languages(row: Any, codes: list[Any]) -> None:
    known = [code for code, _name in languages()]
    if not codes or not set(texts(codes)) <= set(known):
        raise Refused(_t("Name languages by their codes: %(codes)s.") % {"codes": ", ".join(known)})
    row.languages = list(dict.fromkeys(codes))


MEANING = Section(
    "search_by_meaning",
    "settings-help-meaning",
    Meaning,
    identity=(),
    parts=[
        column("on", bool, "is_on"),
        Part("languages", list, lambda row: list(row.languages), _put_languages),
    ],
    rows=lambda: Meaning.objects.filter(pk=1),
    fresh=Meaning.current,
)
