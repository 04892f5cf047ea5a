"""The help centre, its categories, imprint and the like in the configuration file. Articles go by their own export."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.language import languages
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import MOST_WELCOME, HelpCentre
from shopbell.helpcenter.legal import TITLES, LegalTexts, fit_text

from .section import Part, Section, column, texts

MOST_NAME, MOST_DESCRIPTION = 80, 200


def _put_languages(centre: Any, codes: list[Any]) -> None:
    known = [code for code, _name in languages()]
    if not codes or not set(texts(codes)) <= set(known):
        raise Refused(_t("Name languages by their codes: %(codes)s.") % {"codes": ", ".join(known)})
    centre.languages = list(dict.fromkeys(codes))


def _put_welcomes(centre: Any, said: dict[str, Any]) -> None:
    known = [code for code, _name in languages()]
    if not set(said) <= set(known):
        raise Refused(_t("Name languages by their codes: %(codes)s.") % {"codes": ", ".join(known)})
    centre.welcomes = {
        code: uncut(text, MOST_WELCOME) for code, text in zip(said, texts(list(said.values())), strict=True)
    }


def _names(category: Any) -> dict[str, list[str]]:
    return {each.language: [each.name, each.description] for each in category.names.all()}


def _put_names(category: Any, names: dict[str, Any]) -> None:
    for code, said in names.items():
        if not isinstance(said, list) or len(texts(said)) != 2:
            raise Refused(_t("Write a name and a line about it for each language."))
        name, description = uncut(said[0], MOST_NAME), uncut(said[1], MOST_DESCRIPTION)
        category.names.update_or_create(
            language=code[:12], defaults={"name": name, "description": description}
        )
    category.names.exclude(language__in=list(names)).delete()


def _put_legal(row: Any, said: dict[str, Any]) -> None:
    for key, text in said.items():
        name, _mark, code = key.partition("_")
        if name not in TITLES or not code or not isinstance(text, str):
            raise Refused(
                _t("Write texts by their language, such as imprint_de and terms_en; not “%(key)s”.")
                % {"key": key}
            )
    row.texts = {key: kept for key, text in said.items() if (kept := fit_text(text))}


CENTRE = Section(
    "help_centre",
    "settings-help",
    HelpCentre,
    identity=(),
    parts=[
        column("open", bool, "is_on"),
        Part("languages", list, lambda centre: list(centre.languages), _put_languages),
        column("welcome"),
        Part("welcomes", dict, lambda centre: centre.welcomes, _put_welcomes),
        column("most_read", bool, "shows_most_read"),
        column("follow_days", int),
        column("review_days", int),
    ],
    rows=lambda: HelpCentre.objects.filter(pk=1),
    fresh=HelpCentre.current,
)
CATEGORIES = Section(
    "help_categories",
    "settings-help-categories",
    Category,
    identity=("slug",),
    needed=("slug",),
    parts=[
        column("slug"),
        column("icon"),
        column("position", int),
        Part("names", dict, _names, _put_names, late=True),
    ],
    rows=lambda: Category.objects.prefetch_related("names").order_by("position", "pk"),
)
LEGAL = Section(
    "legal",
    "settings-legal",
    LegalTexts,
    identity=(),
    parts=[Part("texts", dict, lambda row: row.texts, _put_legal)],
    rows=lambda: LegalTexts.objects.filter(pk=1),
    fresh=LegalTexts.current,
)
SECTIONS = [CENTRE, CATEGORIES, LEGAL]
