"""Words that mean the same to the help centre's search, in the configuration file: a row is known by its first word."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from shopbell.accounts.language import languages
from shopbell.core.errors import Refused
from shopbell.core.folding import fold
from shopbell.search.help.settings_table import names_in
from shopbell.search.help.synonym import Synonym

from .section import Entry, Part, Section, texts


def _put_words(row: Any, words: list[Any]) -> None:
    try:
        names = names_in(", ".join(texts(words)))
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    row.words, row.written = list(names), list(names.values())


def _put_language(row: Any, language: str) -> None:
    if language and language not in dict(languages()):
        raise Refused(_t("There is no language “%(name)s”.") % {"name": language})
    row.language = language


def _called(entry: Entry) -> tuple[str, str]:
    words = entry.get("words") or [""]
    return str(entry.get("language", "")), fold(str(words[0]))


SYNONYMS = Section(
    "synonyms",
    "settings-help-synonyms",
    Synonym,
    identity=("words", "language"),
    needed=("words",),
    parts=[
        Part("words", list, lambda row: list(row.names), _put_words),
        Part("language", str, lambda row: row.language, _put_language),
    ],
    rows=lambda: Synonym.objects.order_by("pk"),
    called=_called,
)
