"""Custom fields: what a shop wants to know besides what every desk asks, such as a serial number.

A field is about tickets or about customers, has a kind, and is shown to everybody or to certain teams; one of tickets
belongs to all contact reasons or to certain ones (a detail counts as its reason). What it holds in a ticket is a
`FieldValue` (`field_value.py`), of a customer a `CustomerFieldValue` (`customer_field.py`), in the column of its
kind, so that numbers compare as numbers and dates as dates.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.permission import Permission

if TYPE_CHECKING:
    from .ticket import Ticket

MAX_CHARACTERS = 2_000


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    LONG = "long", _("Long text")
    NUMBER = "number", pgettext_lazy("quantity", "Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    YES_NO = "yes_no", _("Yes or no")
    LINK = "link", _("Link")


class About(models.TextChoices):
    """What a field belongs to."""

    TICKET = "ticket", _("Tickets")
    CUSTOMER = "customer", _("Customers")


WITH_LIST = {FieldKind.CHOICE, FieldKind.CHOICES}
COLUMN = {  # of a HeldValue
    FieldKind.TEXT: "text",
    FieldKind.LONG: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHOICE: "chosen",
    FieldKind.CHOICES: "chosen",
    FieldKind.YES_NO: "is_yes",
    FieldKind.LINK: "text",
}


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def offered(self, about: str = About.TICKET):
        return self.filter(is_active=True, about=about)

    def shown_to(self, agent):
        """Fields for everybody and for the agent's teams; who reads every ticket sees every field."""
        if agent.may(Permission.TICKET_READ_ALL):
            return self
        return self.filter(Q(teams=None) | Q(teams__in=agent.team_ids)).distinct()

    def asked_of(self, ticket: "Ticket"):
        """Fields that belong to the ticket's contact reason, or to all of them."""
        reasons = [ticket.reason_id, ticket.reason.parent_id] if ticket.reason else []
        return self.filter(Q(reasons=None) | Q(reasons__in=[pk for pk in reasons if pk])).distinct()


class CustomField(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    about = models.CharField(max_length=8, choices=About, default=About.TICKET, db_default=About.TICKET)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind, default=FieldKind.TEXT)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    help = models.CharField(_("help"), max_length=200, blank=True)
    reasons = models.ManyToManyField(
        "tickets.ContactReason", blank=True, verbose_name=_("only for the reasons")
    )
    teams = models.ManyToManyField("accounts.Team", blank=True, verbose_name=_("shown only to the teams"))
    is_required = models.BooleanField(_("needed to solve a ticket"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError when values of one kind would become those of another, or of another thing."""
        known = CustomField.objects.filter(pk=self.pk).first() if self.pk else None
        if known and (known.kind, known.about) != (self.kind, self.about) and known.is_in_use:
            words = _t("There are values of this kind. Switch the field off and make another one instead.")
            raise ValidationError({"kind": words})

    @property
    def is_in_use(self) -> bool:
        """Whether any ticket or customer holds a value."""
        return self.values.exists() or self.customer_values.exists()

    @property
    def anchor(self) -> str:
        """Where the field stands on the screen of a ticket."""
        return f"field-{self.pk}"

    @property
    def column(self) -> str:
        return COLUMN[FieldKind(self.kind)]


class HeldValue(models.Model):
    """What a field holds, in the column of its kind; of what it holds that, says the table that is one."""

    text = models.TextField(blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    date = models.DateField(null=True)
    is_yes = models.BooleanField(null=True)
    chosen = ArrayField(models.CharField(max_length=120), null=True)
    field: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def value(self) -> Any:
        """What it holds: str, Decimal, date, bool or a list of choices, by the field's kind."""
        value = getattr(self, self.field.column)
        return value.normalize() + 0 if isinstance(value, Decimal) else value


class FieldValue(HeldValue):
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="values")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "field"], name="field_once_in_a_ticket")]
        indexes = [
            models.Index(
                fields=["field", "number"], condition=Q(number__isnull=False), name="value_by_number"
            ),
            models.Index(fields=["field", "date"], condition=Q(date__isnull=False), name="value_by_date"),
            GinIndex(fields=["chosen"], name="value_by_choice"),
        ]


class CustomerFieldValue(HeldValue):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="customer_values")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="field_once_of_a_customer")]
        indexes = [
            models.Index(
                fields=["field", "number"], condition=Q(number__isnull=False), name="customer_value_by_number"
            ),
            models.Index(
                fields=["field", "date"], condition=Q(date__isnull=False), name="customer_value_by_date"
            ),
            GinIndex(fields=["chosen"], name="customer_value_by_choice"),
        ]


# --- for the filter language --------------------------------------------------------------------------

VALUES: dict[str, tuple[type[HeldValue], str]] = {
    About.TICKET: (FieldValue, "ticket"),
    About.CUSTOMER: (CustomerFieldValue, "customer"),
}


def holds(field_id: int, kind: FieldKind | str, comparison: str, value: Any, about: str = About.TICKET) -> Q:
    """Tickets, or customers, in which the field compares so with `value`, which is of its kind (`parse_value`).

    `comparison`: `is`, `has` (words in a text), `before`/`after` and `below`/`above` for dates and numbers. Those
    without a value are found by `~holds(…)` and by `is` None.
    """
    kind, column = FieldKind(kind), COLUMN[FieldKind(kind)]
    table, holder = VALUES[about]
    values: Any = table._default_manager.get_queryset()
    values = values.filter(field=field_id).order_by()
    if value is None:
        return ~Q(pk__in=values.values(holder))
    if kind in WITH_LIST:
        wanted = value if isinstance(value, list) else [value]
        return Q(pk__in=values.filter(chosen__contains=wanted).values(holder))
    lookup = {"is": "iexact" if column == "text" else "exact", "has": "icontains"}
    lookup |= {"before": "lt", "below": "lt", "after": "gt", "above": "gt"}
    return Q(pk__in=values.filter(**{f"{column}__{lookup[comparison]}": value}).values(holder))
