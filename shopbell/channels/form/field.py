"""What the contact form asks about a topic: the size, the order number, photos of the damage.

An answer is kept where agents look for it: a question fills in a ticket field (`tickets/field.py`), so that answers are
filtered, exported and erased as those are, or it takes the order number or photos. A question belongs to the topics
that are named, or to all; to the inboxes that are named, or to all. What shoppers read is written once, and again for
each language in which it should read otherwise.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.tickets.field import About, CustomField

from ..inbox import Inbox
from .translated_lines import said_in_language


class Asks(models.TextChoices):
    FIELD = "field", _("A ticket field")
    ORDER = "order", _("The order number")
    PHOTOS = "photos", _("Photos")
    PRODUCT = "product", _("A product of the shop")


FORM_CHANNELS = ("chat", "form")  # their inboxes have a contact page
IN_A_FIELD = {Asks.FIELD, Asks.PRODUCT}
USUAL: dict[str, str | Promise] = {
    Asks.ORDER: _("Order number"),
    Asks.PHOTOS: _("Photos"),
    Asks.PRODUCT: _("Product"),
}


class FormField(models.Model):
    asks = models.CharField(_("asks for"), max_length=8, choices=Asks, default=Asks.FIELD)
    field = models.ForeignKey(
        CustomField,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
        limit_choices_to={"about": About.TICKET},
        verbose_name=_("ticket field that keeps it"),
    )
    label = models.CharField(_("question"), max_length=120, blank=True)
    labels = models.JSONField(_("question in other languages"), default=dict, blank=True)
    help = models.CharField(_("help"), max_length=200, blank=True)
    helps = models.JSONField(_("help in other languages"), default=dict, blank=True)
    choices = models.JSONField(_("choices in other languages"), default=dict, blank=True)
    reasons = models.ManyToManyField(
        "tickets.ContactReason", blank=True, verbose_name=_("only for the topics")
    )
    inboxes = models.ManyToManyField(Inbox, blank=True, verbose_name=_("only in the inboxes"))
    is_required = models.BooleanField(_("must be answered"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label or (self.field.name if self.field else str(USUAL.get(self.asks, "–")))

    def clean(self) -> None:
        """Raise ValidationError for a question whose answer would be kept nowhere."""
        if self.asks in IN_A_FIELD and self.field is None:
            raise ValidationError({"field": _t("Choose the ticket field that keeps the answer.")})
        if self.asks not in IN_A_FIELD:
            self.field = None

    @property
    def key(self) -> str:
        """How the answer is called in what a browser sends."""
        return f"asked_{self.pk or 0}"

    @property
    def words(self) -> str:
        """The question in the reader's language."""
        return in_reader_s(self.labels) or str(self)

    @property
    def help_words(self) -> str:
        return in_reader_s(self.helps) or self.help

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The choices of its ticket field, each with its words in the reader's language."""
        kept = self.field.choices if self.field else []
        said = in_reader_s(self.choices) or []
        return [(each, said[place] if place < len(said) else each) for place, each in enumerate(kept)]

    @property
    def topic_ids(self) -> list[int]:
        """The topics that it belongs to; a detail counts as its reason, which is what shoppers tick."""
        return [each.parent_id or each.pk for each in self.reasons.all()]

    def is_asked_of(self, ticked: Collection[int]) -> bool:
        """Whether somebody who ticked these topics is asked."""
        topics = self.topic_ids
        return not topics or any(topic in ticked for topic in topics)


def in_reader_s(said: dict[str, Any]) -> Any:
    """What is `said` in the reader's language; None where it is not said in that one."""
    return said_in_language(said, get_language() or "")


def questions_at(inbox: Inbox, topics: Iterable[Any]) -> list[FormField]:
    """What the form of `inbox` asks besides the usual, in order: nothing that belongs to no topic offered there."""
    offered = {topic.pk for topic in topics}
    rows = FormField.objects.filter(is_active=True).select_related("field")
    found = rows.prefetch_related("reasons", "inboxes")
    return [
        each
        for each in found
        if (not each.inboxes.all() or inbox in each.inboxes.all())
        and (each.field is None or each.field.is_active)
        and each.is_asked_of(offered)
    ]
