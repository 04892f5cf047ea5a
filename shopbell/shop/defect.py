"""A defect of a product, as a customer met it: the quality team counts them, and the next agent sees them."""

from typing import Any

from django.db import models
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from shopbell.accounts.permission import Permission


class DefectQuerySet(models.QuerySet["Defect"]):
    def visible_to(self, agent):
        """All of them for whoever sees orders, in which they came; else none."""
        return self.all() if agent.may(Permission.ORDER_READ) else self.none()

    def standing(self):
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)


class Defect(models.Model):
    product = models.ForeignKey("shop.Product", models.CASCADE, related_name="defects")
    variant = models.ForeignKey("shop.Variant", models.SET_NULL, null=True, related_name="defects")
    order = models.ForeignKey("shop.Order", models.SET_NULL, null=True, related_name="defects")
    line = models.ForeignKey("shop.OrderLine", models.SET_NULL, null=True, related_name="defects")
    run = models.ForeignKey("shop.ActionRun", models.SET_NULL, null=True, related_name="defects")
    kind = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DefectQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]


def count_of(product: str) -> Subquery:
    """How many defects stand of the product that the column `product` names; to annotate a query with."""
    rows = Defect.objects.standing().filter(product=OuterRef(product)).order_by()
    return Subquery(rows.values("product").annotate(count=Count("pk")).values("count"))


def sums_by_product(defects: QuerySet[Defect], most: int) -> list[dict[str, Any]]:
    """Of each product and kind: how many, and when the last; the most frequent first."""
    rows = defects.order_by().values("product", "kind", name=F("product__name"))
    counted = rows.annotate(count=Count("pk"), last=Max("noted_at")).order_by("-count", "name", "kind")
    return [dict(row) for row in counted[:most]]
