"""Categories made, changed, put in order and deleted by verbs, as the settings pages do it by their form.

Names, and the descriptions below them, are by language; the history of the settings tells of each change.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.lock import hold_until_commit
from shopbell.core.seen_name import seen
from shopbell.core.settings_history import note_change
from shopbell.core.storable import storable

from .category import Category
from .centre import HelpCentre

PAGE = "settings-help-categories"
ALL = "help categories"  # held by who makes one or puts them in order
MOST_NAME, MOST_DESCRIPTION, MOST_SLUG = 80, 200, 60
ICON = "circle-help"


class Taken(Refused):
    """It clashes with what is there."""

    status = 409


class Named(NamedTuple):
    name: str
    description: str = ""


@transaction.atomic
def make_category(
    slug: str, names: Mapping[str, str], descriptions: Mapping[str, str], *, by: Any, icon: str = ICON
) -> Category:
    """A new category after the others. Raises Refused for an address that is taken or is none, and without a name in
    the centre's first language."""
    by.require(Permission.SETTINGS_MANAGE)
    hold_until_commit(ALL)
    last = Category.objects.aggregate(last=Max("position"))["last"]
    category = Category(slug=_free(slug), icon=icon, position=0 if last is None else last + 1)
    with note_change(PAGE, category, by=agent_or_none(by)):
        category.save()
        _name(category, _joined(names, descriptions))
    return category


@transaction.atomic
def change_category(
    category: Category,
    *,
    by: Any,
    slug: str | None = None,
    names: Mapping[str, str] | None = None,
    descriptions: Mapping[str, str] | None = None,
    icon: str | None = None,
) -> Category:
    """Change what is given. `names` and `descriptions` are all of them: a language that is left out has none any more.
    Raises Http404 when somebody deleted it meanwhile."""
    by.require(Permission.SETTINGS_MANAGE)
    hold_until_commit(ALL)
    category = _held(category)
    with note_change(PAGE, category, by=agent_or_none(by)):
        category.slug = category.slug if slug is None else _free(slug, category)
        category.icon = category.icon if icon is None else icon
        category.save()
        if names is not None or descriptions is not None:
            _name(category, _filled_in(category, names, descriptions))
    return category


@transaction.atomic
def order_categories(numbers: Sequence[int], *, by: Any) -> None:
    """Put the categories in the order of `numbers`, which names each of them once. Raises Refused otherwise."""
    by.require(Permission.SETTINGS_MANAGE)
    hold_until_commit(ALL)
    there = {each.pk: each for each in Category.objects.select_for_update().order_by("pk")}
    if sorted(numbers) != list(there):
        raise Refused(_("Name every category once, in the order in which shoppers are to read them."))
    for position, number in enumerate(numbers):
        with note_change(PAGE, there[number], by=agent_or_none(by)):
            there[number].position = position
            there[number].save(update_fields=["position"])


@transaction.atomic
def delete_category(category: Category, *, by: Any) -> None:
    """Delete a category in which nothing stands. Raises Taken while articles or guides do, and Http404 when somebody
    deleted it meanwhile."""
    by.require(Permission.SETTINGS_MANAGE)
    category = _held(category)
    if category.articles.exists():
        raise Taken(_("Articles stand in it. Move them first."))
    if category.guides.exists():
        raise Taken(_("Guides stand in it. Move them first."))
    with note_change(PAGE, category, by=agent_or_none(by)):
        category.delete()


def _held(category: Category) -> Category:
    """It as it is now, held until the end. Raises Http404 when it is gone."""
    return get_object_or_404(Category.objects.select_for_update(), pk=category.pk)


def _filled_in(
    category: Category, names: Mapping[str, str] | None, descriptions: Mapping[str, str] | None
) -> dict[str, Named]:
    """What is said of names and descriptions, with what is there for the one of both that was left out."""
    there = list(category.names.all())
    if names is None:
        names = {each.language: each.name for each in there}
    if descriptions is None:
        descriptions = {each.language: each.description for each in there if each.language in names}
    return _joined(names, descriptions)


def _joined(names: Mapping[str, str], descriptions: Mapping[str, str]) -> dict[str, Named]:
    if lost := [code for code, words in descriptions.items() if words and not names.get(code)]:
        raise Refused(_("There is a line below the name in %(code)s, and no name.") % {"code": lost[0][:12]})
    return {code: Named(name, descriptions.get(code, "")) for code, name in names.items()}


def _free(slug: str, own: Category | None = None) -> str:
    if not slug or slug != slugify(slug) or len(slug) > MOST_SLUG:
        raise Refused(_("An address has lower-case letters, digits and hyphens: returns."))
    others: Collection[int] = [own.pk] if own else []
    if Category.objects.filter(slug=slug).exclude(pk__in=others).exists():
        raise Taken(_("There is a category with this address."))
    return slug


def _name(category: Category, names: Mapping[str, Named]) -> None:
    centre = HelpCentre.current()
    if unknown := [code for code in names if code not in centre.languages and not _has(category, code)]:
        raise Refused(
            _("The help centre has no language %(code)s. It is written in %(languages)s.")
            % {"code": unknown[0][:12], "languages": ", ".join(centre.languages)}
        )
    said = {code: _fit(each) for code, each in names.items()}
    if not said.get(centre.language, Named("")).name:
        raise Refused(_("Give it a name in the first language of the help centre."))
    kept = {code: each for code, each in said.items() if each.name}
    category.names.exclude(language__in=list(kept)).delete()
    for code, each in kept.items():
        category.names.update_or_create(language=code, defaults=each._asdict())


def _has(category: Category, code: str) -> bool:
    """Whether it was named in the language before: what the centre had once may stay."""
    return category.names.filter(language=code).exists()


def _fit(said: Named) -> Named:
    name, description = (" ".join(storable(each).split()) for each in said)
    return Named(seen(uncut(name, MOST_NAME)), uncut(description, MOST_DESCRIPTION))
