"""A rule: what the desk does by itself to a ticket that meets conditions. A trigger waits for an event, a schedule for
time.

The conditions are those of the lists (`tickets/filter`), asked without an agent; the steps are those of macros, done
by the rule's name. What a shop wrote stays switched off until somebody switches it on.
"""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.filter.condition import Asker, Filter, restored, stored
from shopbell.tickets.filter.contradiction import refuse_contradiction
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.personal import refuse_personal

from .step_fault import step_faults

MOST = 100  # rules of a kind: each is asked of every ticket that something happens to
MOST_WORDS = 200
MOST_LETTERS = 80  # of one of them


class Hours(models.TextChoices):
    """When a rule acts, by the business hours of the ticket."""

    ANY = "any", _("At any time")
    OPEN = "open", _("Only while you are open")
    CLOSED = "closed", _("Only while you are closed")


class RuleQuerySet(models.QuerySet):
    def switched_on(self):
        return self.filter(is_on=True)


class Rule(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_on = models.BooleanField(_("switched on"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0, blank=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    words = models.JSONField(_("words of the customer"), default=list, blank=True)
    hours = models.CharField(_("hours"), max_length=6, choices=Hours, default=Hours.ANY)
    steps = models.JSONField(_("steps"), default=list, blank=True)

    objects = RuleQuerySet.as_manager()
    is_unfinished = False  # its form says already what is wrong with it
    hits: Any = None  # of its dry run, which a page shows twice

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What tells it from every other rule."""
        return f"{self._meta.model_name}-{self.pk}"

    @property
    def filter(self) -> Filter:
        return restored(self.conditions)

    @property
    def text(self) -> str:
        """The conditions as they are typed."""
        return write(self.filter, nobody())

    def keep(self, text: str) -> None:
        """Take over the conditions that `text` means; `save` keeps them. Raises Refused with what is wrong."""
        conditions = parse(text, nobody())
        refuse_personal(conditions)
        refuse_contradiction(conditions)
        self.conditions = stored(conditions)

    def clean(self) -> None:
        """Hold the whole rule against what makes sense, whoever writes it: the form, the configuration file or the
        history. Raises ValidationError.
        """
        super().clean()
        if not self.is_unfinished and (errors := self.faults()):
            raise ValidationError(errors)

    def faults(self) -> dict[str, str]:
        """What is wrong with it, by the field of the form that says so."""
        found: dict[str, str] = {}
        if not self.steps:
            found[NON_FIELD_ERRORS] = _t("Choose at least one thing that it does.")
        elif self._state.adding and type(self)._default_manager.count() >= MOST:
            found[NON_FIELD_ERRORS] = _t("A desk has up to %(count)s of them. Delete one first.") % {
                "count": MOST
            }
        if len(self.words) > MOST_WORDS or any(len(each) > MOST_LETTERS for each in self.words):
            limits = {"count": MOST_WORDS, "letters": MOST_LETTERS}
            found["spoken"] = (
                _t("Name up to %(count)s words or phrases of up to %(letters)s letters.") % limits
            )
        return found | step_faults(self.steps)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new rule comes last."""
        if self._state.adding and not self.position:
            others = type(self)._default_manager.aggregate(last=Max("position"))
            self.position = (others["last"] or 0) + 1
        super().save(*args, **kwargs)


def nobody() -> Asker:
    """Who asks for a rule."""
    return Asker.of(None)


@transaction.atomic
def move_rule(rule: Rule, step: int) -> None:
    """Move `rule` one place up (-1) or down (1); at the end it stays."""
    order = list(type(rule)._default_manager.select_for_update().order_by("position", "pk"))
    at = order.index(rule)
    order.insert(max(0, min(len(order) - 1, at + step)), order.pop(at))
    for position, each in enumerate(order, start=1):
        each.position = position
    type(rule)._default_manager.bulk_update(order, ["position"])
    rule.position = order.index(rule) + 1
