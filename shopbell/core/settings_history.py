"""The history of the settings: who changed what, when, from what to what. Rows are never edited.

    with note_change("settings-tags", tag, by=request.user):
        form.save()

Everything that changes settings does it in such a block: the pages, the import, and putting a change back. Of a
secret the history says that it changed and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import Refused
from .settings_card import cards_of
from .settings_picture import Facet, description_of, facet_of, facets_of, picture_of, shortened
from .unique_words import refuse_alike


class Did(models.TextChoices):
    MADE = "made"
    CHANGED = "changed"
    DELETED = "deleted"


class SettingChangeQuerySet(models.QuerySet["SettingChange"]):
    def visible_to(self, agent):
        """Changes on the pages that `agent` may open."""
        return self.filter(page__in=[card.name for card in cards_of(agent)])


class SettingChange(models.Model):
    at = models.DateTimeField(default=timezone.now)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    page = models.CharField(max_length=80, help_text="the card of the page: settings-tags")
    model = models.CharField(max_length=80, help_text="tickets.tag")
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=200, help_text="as the row was called then")
    did = models.CharField(max_length=8, choices=Did)
    changes = models.JSONField(default=list, help_text="key, old, new, and their words where they are ids")
    undoes = models.OneToOneField("self", models.SET_NULL, null=True, related_name="undone_by")

    objects = SettingChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["page", "object_id", "-id"], name="setting_change_of_a_row")]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[tuple[str, str, str, bool]]:
        """What changed: label, old and new words, and whether it is a secret, which has none."""
        return [self._line(each) for each in self.changes]

    def _line(self, change: dict[str, Any]) -> tuple[str, str, str, bool]:
        facet = self._facet(change["key"]) or Facet(change["key"], change["key"], lambda row: None)
        if facet.is_secret or change.get("is_secret"):
            return str(facet.label), "", "", True
        if not facet.is_name:
            old, new = _apart(change["old"], change["new"])
            return str(facet.label), shortened(facet.words(old)), shortened(facet.words(new)), False
        return str(facet.label), change.get("old_words", ""), change.get("new_words", ""), False

    @property
    def is_undoable(self) -> bool:
        """Whether it can be put back, unless it was changed again: not what made or deleted, and no secret."""
        facets = [self._facet(change["key"]) for change in self.changes]
        return self.did == Did.CHANGED and all(
            facet and facet.write and not facet.is_secret for facet in facets
        )

    def _facet(self, key: str) -> Facet | None:
        """What is told under `key`; None when a later version has it no more."""
        try:
            return facet_of(apps.get_model(self.model), key)
        except LookupError:
            return None


@contextmanager
def note_change(page: str, row: models.Model, *, by, undoes: SettingChange | None = None) -> Iterator[None]:
    """One transaction; what it did to `row` becomes one line of the history, or none when it did nothing.

    `by` is the agent, or None for whoever sits at the machine.
    """
    with transaction.atomic():
        pk = row.pk
        old = _stored(row, pk)
        before, facets = picture_of(old), _by_key(old)
        yield
        pk = row.pk or pk
        new = _stored(row, pk)
        after = picture_of(new)
        changes = list(_differences(before, after, facets | _by_key(new)))
        if pk is None or (not changes and old and new):
            return
        _record(page, row, pk, old, new, changes, by=by, undoes=undoes)


def note_made(page: str, row: models.Model, *, by) -> None:
    """`row` was made a moment ago, in this transaction, by a verb that has no row before."""
    _record(page, row, row.pk, None, row, list(_differences({}, picture_of(row), _by_key(row))), by=by)


@transaction.atomic
def undo_change(change: SettingChange, *, by) -> None:
    """Put back what stood before `change`; twice changes nothing. Raises Refused when it was changed again since."""
    change = SettingChange.objects.select_for_update(of=["self"]).get(pk=change.pk)
    if SettingChange.objects.filter(undoes=change).exists():
        return
    if not change.is_undoable:
        raise Refused(_("This cannot be put back. Change it by hand."))
    model = apps.get_model(change.model)
    row = model._default_manager.select_for_update().filter(pk=change.object_id).first()
    if row is None:
        raise Refused(_("It has been deleted since, so there is nothing to put back."))
    with note_change(change.page, row, by=by, undoes=change):
        for each in change.changes:
            facet = facet_of(model, each["key"])
            if facet is None or facet.write is None or facet.read(row) != each["new"]:
                raise Refused(_("This was changed again since, so it is left as it is now."))
            facet.write(row, each["old"])
        _save(row)
        description_of(model).check()


def _record(page, row, pk, old, new, changes, *, by, undoes=None) -> None:
    SettingChange.objects.create(
        agent=by,
        page=page,
        model=row._meta.label_lower,
        object_id=pk,
        name=str(new or old or row)[:200],
        did=Did.CHANGED if old and new else Did.MADE if new else Did.DELETED,
        changes=changes,
        undoes=undoes,
    )


def _save(row: models.Model) -> None:
    try:
        clean_row(row)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    row.save()


def clean_row(row: models.Model) -> None:
    """Hold `row` against what its table asks for; what may be empty, may. Raises ValidationError."""
    empty = [field.name for field in row._meta.fields if getattr(row, field.attname) in (None, [], {})]
    row.full_clean(exclude=empty)
    refuse_alike(row)


def _apart(old: Any, new: Any) -> tuple[Any, Any]:
    """Of two lists only what is gone and what came; any other values as they are."""
    if not (isinstance(old, list) and isinstance(new, list)):
        return old, new
    gone, came = [each for each in old if each not in new], [each for each in new if each not in old]
    return (gone, came) if gone or came else (old, new)


def _stored(row: models.Model, pk: Any) -> models.Model | None:
    """The row as the database has it: a form changes the one in hand before anybody saves it."""
    return type(row)._default_manager.filter(pk=pk).first() if pk is not None else None


def _by_key(row: models.Model | None) -> dict[str, Facet]:
    return {facet.key: facet for facet in facets_of(row)} if row else {}


def _differences(
    before: dict[str, Any], after: dict[str, Any], facets: dict[str, Facet]
) -> Iterator[dict[str, Any]]:
    for key, facet in facets.items():
        old, new = before.get(key), after.get(key)
        is_nothing = old in (None, "", [], False) and new in (None, "", [], False)
        if old == new or (is_nothing and not (before and after)):
            continue
        if facet.is_secret:
            yield {"key": key, "is_secret": True}
        elif facet.is_name:
            words = {"old_words": facet.show(old) if old else "", "new_words": facet.show(new) if new else ""}
            yield {"key": key, "old": old, "new": new, **words}
        else:
            yield {"key": key, "old": old, "new": new}
