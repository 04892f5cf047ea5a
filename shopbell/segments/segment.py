"""A segment: conditions over customers with a name, such as VIP. Nobody is put into it: whoever meets them is in.

It is asked of the database each time, so it is never stale. What it means does not depend on who looks; a
condition may name no other segment, so that none can hold itself.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer, CustomerQuerySet
from shopbell.tickets.filter.condition import Asker, Filter, restored, stored
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.query import question

from .query import CUSTOMER_FIELDS

MOST = 50  # segments of a desk: each is asked of every customer that is shown


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, agent):
        return self.all() if agent.may(Permission.CUSTOMER_READ) else self.none()


class Segment(models.Model):
    name = models.CharField(_("name"), max_length=60)
    conditions = models.JSONField(
        default=list, help_text="tickets/filter/condition.py: fields with ids, no names"
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("segment"), _("segments")
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="segment_once")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for a name that another one has, in large letters or small ones."""
        super().clean()
        if other := Segment.objects.exclude(pk=self.pk).filter(name__iexact=self.name).first():
            raise ValidationError(
                {
                    "name": _t("There is the segment “%(name)s” already. Choose another name.")
                    % {"name": other}
                }
            )

    def validate_constraints(self, exclude=None) -> None:
        """Without that of the name, of which `clean` tells in words."""

    @property
    def filter(self) -> Filter:
        return restored(self.conditions)

    @property
    def text(self) -> str:
        """The conditions as they are typed."""
        return write(self.filter, whole_shop(), CUSTOMER_FIELDS)

    def keep(self, text: str) -> None:
        """Take over the conditions that `text` means; `save` keeps them. Raises Refused with the word that is wrong."""
        conditions = parse(text, whole_shop(), CUSTOMER_FIELDS)
        refuse_unfit(conditions)
        self.conditions = stored(conditions)


def refuse_unfit(conditions: Filter) -> None:
    """Raise Refused for conditions that make no segment."""
    if not conditions:
        raise Refused(_t("Say who belongs to it, such as spent:>500."))
    if any(each.field == "segment" for each in conditions):
        raise Refused(_t("A segment cannot be made of other segments. Repeat their conditions here."))


def refuse_too_many() -> None:
    """Raise Refused when there are more segments than are asked of a customer."""
    if Segment.objects.count() > MOST:
        raise Refused(_t("A desk has up to %(count)s segments. Delete one first.") % {"count": MOST})


def whole_shop() -> Asker:
    """Who asks for a segment: nobody in particular, so that it means the same to everybody."""
    return Asker.of(None)


def members_of(segment: Segment) -> CustomerQuerySet:
    """Whoever is in `segment` now, unordered."""
    return reached(segment.filter)


def reached(conditions: Filter) -> CustomerQuerySet:
    """Whoever meets `conditions` now, unordered."""
    return Customer.objects.standing().filter(_meeting(conditions))


def meets(segment: Segment) -> Q:
    """The question whether a customer is in `segment`; without conditions nobody is."""
    return _meeting(segment.filter)


def _meeting(conditions: Filter) -> Q:
    return question(conditions, whole_shop(), CUSTOMER_FIELDS) if conditions else Q(pk__in=[])


def segments_of(customer_ids: Iterable[int]) -> dict[int, list[Segment]]:
    """Which segments each of these customers is in, in one query however many there are of both.

    Each segment is a WHERE of its own, which starts at the customers: as a column the planner would rather read all
    that a condition looks at.
    """
    ids, segments = list(customer_ids), list(Segment.objects.all()[:MOST])
    found: dict[int, list[Segment]] = {pk: [] for pk in ids}
    if not ids or not segments:
        return found
    parts = [
        Customer.objects.filter(meets(segment), pk__in=ids).order_by().values_list("pk", Value(segment.pk))
        for segment in segments
    ]
    met = set(parts[0].union(*parts[1:], all=True))
    for segment in segments:
        for pk in ids:
            if (pk, segment.pk) in met:
                found[pk].append(segment)
    return found
