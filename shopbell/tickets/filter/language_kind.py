"""Languages in a filter: by their code, or by their name in the reader's language.

A language is asked for with all of its regions, `en` with the `en-gb` of who reads British English; a region alone.
"""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.reader import locale

from .condition import Asker, Suggestion, Value, Word
from .kind import OFFERED, Kind
from .misread import folded, misread

COMMON_LANGUAGES = (
    "en de fr es it nl pt pl sv da nb fi cs sk hu ro bg el tr ru uk ar he fa hi zh ja ko th vi id".split()
)


class LanguageKind(Kind):
    """A language by its code or its name in the reader's language."""

    words = {"none": _("unknown")}

    def read(self, word: Word, asker: Asker) -> Value:
        typed = folded(word.text)
        if typed in {"none", folded(str(self.words["none"]))}:
            return "none"
        names = {folded(self.label(code, asker)): code for code in COMMON_LANGUAGES}
        code = names.get(typed, word.text.strip())
        if len(code) > 12 or not is_language(code):
            raise misread(_t("“%(word)s” is no language. Write it like de or pt-BR."), word.text, names)
        return code

    def label(self, value: Value, asker: Asker) -> str:
        if value == "none":
            return str(self.words["none"])
        return Locale.parse(str(value), sep="-").get_display_name(locale()) or str(value)

    def suggest(self, begun: str, asker: Asker) -> list[Suggestion]:
        wanted = folded(begun)
        named = {code: self.label(code, asker) for code in (*COMMON_LANGUAGES, "none")}
        return [
            Suggestion(Word(code), label)
            for code, label in named.items()
            if code.startswith(wanted) or folded(label).startswith(wanted)
        ][:OFFERED]


def is_language(code: str) -> bool:
    try:
        return bool(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError, TypeError):
        return False


def of_language(values: Sequence[Value], asker: Asker) -> Q:
    return Q(language__in=sorted(codes_of(values)))


def codes_of(values: Sequence[Value]) -> frozenset[str]:
    """All that a ticket's language may be to be one of `values`: a list of codes, which an index finds under any
    collation, as it does not what begins with `en-`."""
    return frozenset().union(*(_written(str(value)) for value in values))


@lru_cache(1000)
def _written(value: str) -> frozenset[str]:
    if value == "none" or not is_language(value):
        return frozenset(["" if value == "none" else value])
    known = str(Locale.parse(value, sep="-"))
    names = [known, *(name for name in locale_identifiers() if name.startswith(f"{known}_"))]
    codes = [value, *(name.replace("_", "-") for name in names)]
    return frozenset({*codes, *(code.lower() for code in codes)})
