"""A policy exception: an action that a rule refused, and that was asked for all the same, for a reason.

An action that passes over several rules at once is an exception to each, and costs what it costs once: at the first.

Whether it was granted is said by its run: done or under way, or waiting, or not done. What was said of the reason in
words stands there too.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..actions.preview import Preview
from ..actions.run import ActionRun, RunStatus
from ..actions.scene import Scene
from ..authority.approval import State
from ..order import Order
from ..product import Product
from .reason import ExceptionReason

GRANTED = Q(run__status__in=[RunStatus.PERFORMING, RunStatus.DONE])
DENIED = Q(run__approval__state__in=[State.DECLINED, State.EXPIRED])


class PolicyException(models.Model):
    run = models.ForeignKey(ActionRun, models.CASCADE, related_name="exceptions")
    rule = models.CharField(max_length=80, help_text="that was passed over")
    version = models.ForeignKey("shop.PolicyVersion", models.PROTECT, null=True, related_name="exceptions")
    is_first = models.BooleanField(default=True, help_text="of its run: the one that the cost is counted at")
    reason = models.ForeignKey(ExceptionReason, models.PROTECT, null=True, related_name="exceptions")
    products = models.ManyToManyField(Product, related_name="exceptions", help_text="that it is about")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["rule", "asked_at"], name="exception_by_rule")]
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="exception_once")]

    @property
    def cost_cents(self) -> int:
        """What is counted for it."""
        return self.run.cost_cents if self.is_first else 0


def note_exception(run: ActionRun, scene: Scene, preview: Preview) -> None:
    """Put `run` into the ledger, once for each rule that it passes over; in the transaction that wrote it."""
    for place, waived in enumerate(preview.ruling.waived):
        exception = PolicyException.objects.create(
            run=run, rule=waived.rule, version_id=waived.version_id, is_first=place == 0,
            reason_id=scene.waiver.reason_id if scene.waiver else None, asked_at=run.created_at,
        )  # fmt: skip
        exception.products.set(product_ids(scene.order, preview.parameters))


def product_ids(order: Order | None, parameters: dict) -> list[int]:
    """The products that an action is about: of the lines that it names, else of the whole order."""
    if order is None:
        return []
    lines = order.lines.filter(variant__isnull=False)
    if named := list(_lines_of(parameters)):
        lines = lines.filter(pk__in=named)
    return sorted(set(lines.values_list("variant__product", flat=True)))


def _lines_of(parameters: dict) -> Iterable[int]:
    for line in parameters.get("lines") or []:
        yield line["line"]
    if parameters.get("line"):
        yield parameters["line"]
