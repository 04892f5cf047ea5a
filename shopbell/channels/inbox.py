"""An inbox: one configured address or account of a channel (care@…, the chat of one shop)."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shopbell.core.blob_key import BlobKey
from shopbell.core.prepared import Prepared
from shopbell.core.prepared_insert import PreparedInsert
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.ticket import Ticket

from .registry import channel_of


def new_key() -> str:
    return secrets.token_urlsafe(12)


class Inbox(models.Model):
    channel = models.CharField(_("channel"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(
        _("address"), max_length=320, blank=True, help_text="e-mail address, in lower case; empty for chat"
    )
    public_key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, blank=True, verbose_name=_("team"))
    settings = models.JSONField(default=dict, blank=True)
    signature = models.TextField(_("signature"), blank=True)
    signature_html = models.TextField(
        _("formatted signature"),
        blank=True,
        default="",
        db_default="",
        help_text="the same as HTML, where it is formatted",
    )
    signature_logo = BlobKey(_("logo below the signature"), blank=True, default="", db_default="")
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["channel", "name"]
        verbose_name_plural = "inboxes"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"], condition=~models.Q(address=""), name="address_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def logo_url(self) -> str:
        return reverse("logo", args=[self.signature_logo]) if self.signature_logo else ""

    def setting(self, name: str):
        """This inbox's value of `name`, else the channel's default."""
        return {**channel_of(self.channel).settings, **self.settings}[name]


class TicketInbox(PreparedInsert):
    """Which inbox a ticket came in by; replies leave from it."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="arrival")
    inbox = models.ForeignKey(Inbox, models.PROTECT, related_name="arrivals")
    typed_address = models.CharField(
        max_length=320,
        blank=True,
        help_text="the e-mail address that was typed in the form or before the chat",
    )


def set_inbox(ticket: Ticket, inbox: Inbox, *, typed_address: str = "") -> None:
    """Note how `ticket` came in. Raises Refused when `typed_address` is none."""
    typed = normal(Kind.EMAIL, typed_address) if typed_address else ""
    TicketInbox.objects.update_or_create(ticket=ticket, defaults={"inbox": inbox, "typed_address": typed})


def typed_address_of(ticket: Ticket) -> str:
    """The e-mail address that was typed when `ticket` came in by a form or chat; empty if none was."""
    return TicketInbox.objects.filter(ticket=ticket).values_list("typed_address", flat=True).first() or ""


def inbox_of(ticket: Ticket) -> Inbox | None:
    arrival = ARRIVAL.first(ticket=ticket.pk)
    return arrival.inbox if arrival else None


ARRIVAL = Prepared(
    lambda ticket: TicketInbox.objects.select_related("inbox").filter(ticket_id=ticket), ticket=int
)


def keep_arrival(old: Ticket, new: Ticket, message_ids: list[int]) -> None:
    """A part of `old` went on in `new`: it came in by the same inbox."""
    arrival = TicketInbox.objects.filter(ticket=old).first()
    if arrival:
        typed = arrival.typed_address if old.customer_id == new.customer_id else ""
        TicketInbox.objects.create(ticket=new, inbox_id=arrival.inbox_id, typed_address=typed)
