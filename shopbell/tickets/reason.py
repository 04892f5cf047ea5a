"""Contact reasons: why customers write, as a tree of stage → reason → detail, in the shopper's words.

The tree classifies every ticket and sends it to the team that owns the need (R95, R102). What speaks for a reason,
words of the customer and clues of their orders, lets the desk suggest it (`shop/matter`).
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from .event import Event, Verb, record
from .undo import changed_since, reverses


class Stage(models.TextChoices):
    BEFORE = "before", _("Before purchase")
    DURING = "during", _("During purchase")
    AFTER = "after", _("After purchase")


# what may speak for a reason besides words: its name and how people call it; the shop's floor adds its own
CLUES: dict[str, str | Promise] = {}


class ContactReason(models.Model):
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="details", verbose_name=_("part of")
    )
    team = models.ForeignKey(
        "accounts.Team", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)
    asks_something = models.BooleanField(_("asks something"), default=True, db_default=True)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    clues = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "name", "parent"], name="reason_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Stage and names from the top: After purchase › Where is my order."""
        above = f"{self.parent.name} › " if self.parent else ""
        return f"{self.get_stage_display()} › {above}{self.name}"


def path_of(reason: ContactReason) -> list[str]:
    """Stage, reason and, of a detail, its own name: what files call it by."""
    above = [reason.parent.name] if reason.parent else []
    return [reason.stage, *above, reason.name]


def find_reason(path: Any) -> ContactReason:
    """The reason at the end of `path`. Raises Refused when there is none."""
    words = [str(each) for each in path] if isinstance(path, list) else []
    found = None
    if len(words) in {2, 3}:
        above = words[1] if len(words) == 3 else None
        rows = ContactReason.objects.filter(stage=words[0], name=words[-1])
        found = (rows.filter(parent__name=above) if above else rows.filter(parent=None)).first()
    if found is None:
        shown = " › ".join(words) or str(path)
        raise Refused(_t("There is no contact reason “%(name)s”.") % {"name": shown})
    return found


@transaction.atomic
def classify_ticket(ticket, reason: ContactReason | None, *, by=None, **data) -> Event | None:
    """Say why the customer writes; the same reason again leaves no trace (None)."""
    ticket.lock()
    before = ticket.reason_id
    if before == (reason.pk if reason else None):
        return None
    ticket.reason = reason
    ticket.save(update_fields=["reason", "updated_at"])
    now: dict[str, Any] = {
        "reason": reason.path if reason else "",
        "reason_id": reason.pk if reason else None,
    }
    return record(ticket, Verb.CLASSIFIED, by=by, before=before, **now, **data)


@reverses(Verb.CLASSIFIED, permission=Permission.TICKET_UPDATE)
def _classify_back(ticket, event: Event, *, by) -> None:
    before_id = event.data["before"]
    before = ContactReason.objects.filter(pk=before_id).first() if before_id else None
    if ticket.reason_id != event.data["reason_id"] or bool(before_id) != bool(before):
        raise changed_since()
    classify_ticket(ticket, before, by=by, undoes=event.pk)
