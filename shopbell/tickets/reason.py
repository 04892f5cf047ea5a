"""Contact reasons: why customers write, as a tree of stage → reason → detail, in the shopper's words.

The tree classifies every ticket and sends it to the team that owns the need (R95, R102).
"""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .event import Verb, record


class Stage(models.TextChoices):
    BEFORE = "before", _("Before purchase")
    DURING = "during", _("During purchase")
    AFTER = "after", _("After purchase")


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


@transaction.atomic
def classify_ticket(ticket, reason: ContactReason | None, *, by=None) -> None:
    """Say why the customer writes; the same reason again leaves no trace."""
    ticket.lock()
    if ticket.reason_id == (reason.pk if reason else None):
        return
    ticket.reason = reason
    ticket.save(update_fields=["reason", "updated_at"])
    record(ticket, Verb.CLASSIFIED, by=by, reason=reason.path if reason else "")
