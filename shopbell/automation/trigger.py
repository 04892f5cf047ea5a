"""A trigger: a rule on an event. It runs after the change was committed, in the order of the list."""

from time import monotonic
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.event import Event

from .occasion import OCCASIONS, verbs_of
from .rule import Rule

KNOWN_SECONDS = 5  # for as long a process believes that it knows what triggers listen to


class Trigger(Rule):
    occasions = ArrayField(models.CharField(max_length=20), verbose_name=_("occasions"), default=list)

    class Meta(Rule.Meta):
        verbose_name, verbose_name_plural = _("trigger"), _("triggers")

    def hears(self, event: Event) -> bool:
        known = (OCCASIONS[name] for name in self.occasions if name in OCCASIONS)
        return any(event.verb in each.verbs and each.is_meant(event) for each in known)

    def faults(self) -> dict[str, str]:
        found = super().faults()
        if not self.occasions:
            found["occasions"] = _t("Choose what wakes it.")
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        WANTED.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        WANTED.forget()
        return super().delete(*args, **kwargs)


class Wanted:
    """The verbs that some trigger listens to. Every change of a ticket asks, so that it is looked up now and then only:
    another process hears of a new trigger some seconds later."""

    def __init__(self) -> None:
        self._verbs: set[str] = set()
        self._until = 0.0

    def __call__(self) -> set[str]:
        if monotonic() >= self._until:
            listed = Trigger.objects.switched_on().values_list("occasions", flat=True)
            self.know(verbs_of([name for names in listed for name in names]))
        return self._verbs

    def know(self, verbs: set[str]) -> None:
        self._verbs, self._until = verbs, monotonic() + KNOWN_SECONDS

    def forget(self) -> None:
        self._until = 0.0


WANTED = Wanted()
