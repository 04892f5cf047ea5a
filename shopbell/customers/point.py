"""Positive points: what a customer did well or was pleased with, with its reason, for whoever serves them next."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from .customer import Customer

MOST, MAX_CHARACTERS = 10, 300


class PointQuerySet(models.QuerySet["Point"]):
    def standing(self):
        return self.filter(withdrawn_at=None)


class Point(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="points")
    count = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=MAX_CHARACTERS)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["customer", "-created_at"], name="point_of_customer")]


def give_points(customer: Customer, reason: str, *, by: Agent | None, count: int = 1) -> Point:
    """Record 1 to 10 points. Raises Refused without a reason: a number alone helps nobody."""
    reason = " ".join(storable(reason).split())
    if not reason:
        raise Refused(_("Say what for."))
    if len(reason) > MAX_CHARACTERS:
        raise Refused(_("Say it in up to %(count)s characters.") % {"count": MAX_CHARACTERS})
    if not 1 <= count <= MOST:
        raise Refused(_("Give 1 to %(most)s points.") % {"most": MOST})
    return Point.objects.create(customer=customer, count=count, reason=reason, agent=by)


def withdraw_points(point: Point) -> None:
    """Take them back; `restore_points` undoes that."""
    Point.objects.filter(pk=point.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())


def restore_points(point: Point) -> None:
    Point.objects.filter(pk=point.pk).update(withdrawn_at=None)


def points_of(customer: Customer) -> tuple[int, list[Point]]:
    """How many there are, and what for, newest first."""
    rows = list(customer.points.standing().select_related("agent"))
    return sum(row.count for row in rows), rows
