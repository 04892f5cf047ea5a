"""What a thing of the help centre is called in each language, with a line about it, in the configuration file."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused

from .section import Part


def _names(thing: Any) -> dict[str, list[str]]:
    return {name.language: [name.name, name.description] for name in thing.names.order_by("language")}


def _put_names(thing: Any, said: dict[str, Any]) -> None:
    for language, name in said.items():
        if not (isinstance(name, list) and len(name) == 2 and all(isinstance(each, str) for each in name)):
            raise Refused(_t("Write a name and a line about it in “%(code)s”.") % {"code": language})
    thing.names.exclude(language__in=said).delete()
    for language, (name, about) in said.items():
        new = thing.names.model(**{thing.names.field.name: thing}, language=language)
        row = thing.names.filter(language=language).first() or new
        row.name, row.description = name, about
        row.full_clean()
        row.save()


NAMES = Part("names", dict, _names, _put_names, late=True)
