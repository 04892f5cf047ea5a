"""Consent: what a customer has agreed to, when and how it was given, and when it was withdrawn. Nothing is assumed.

One row for each time it was given; a withdrawn one stays as the proof of both. What a consent allowed ends with it:
the floors above add to `WITHDRAWN` what they then delete, in the same transaction.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from .customer import Customer
from .merge import with_merged

MAX_CHARACTERS = 500


class ConsentKind(models.TextChoices):
    NEWS = "news", _("News and offers by e-mail")
    SMS = "sms", _("News and offers by text message")
    BROWSING = "browsing", _("Pages visited and searches in the shop")
    ADVICE = "advice", _("Advice from what they bought")
    SURVEYS = "surveys", _("Questions about the service")


class Way(models.TextChoices):
    AGENT = "agent", _("told an agent")
    WIDGET = "widget", _("on the shop's pages")
    API = "api", _("told by the shop system")


class Consent(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    way = models.CharField(max_length=10, choices=Way)
    words = models.CharField(max_length=MAX_CHARACTERS, blank=True, help_text="how, or the words agreed to")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_way = models.CharField(max_length=10, choices=Way, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=models.Q(withdrawn_at=None), name="consent_once"
            )
        ]

    def outweighs(self, other: "Consent") -> bool:
        """Whether this was withdrawn by telling an agent, and `other` does not speak against it."""
        if self.withdrawn_at is None or self.withdrawn_way != Way.AGENT or other.withdrawn_at:
            return False
        return other.way == Way.WIDGET or other.given_at < self.withdrawn_at


# called with the customer and the kind when a consent ends, in the same transaction
WITHDRAWN: list[Callable[[Customer, str], None]] = []


@transaction.atomic
def give_consent(
    customer: Customer, kind: str, *, way: str, words: str = "", by: Agent | None = None
) -> Consent:
    """Note that `customer` agrees; one that stands already stays as it was given.

    Raises Refused for an agent who does not say how it was given: nobody could prove it later.
    """
    kind = _checked(kind)
    hold_customer(customer)
    words = " ".join(storable(words).split())[:MAX_CHARACTERS]
    if way == Way.AGENT and not words:
        raise Refused(_t("Say how they agreed: on the phone, in this ticket …"))
    consent, _is_new = Consent.objects.get_or_create(
        customer=customer, kind=kind, withdrawn_at=None, defaults={"way": way, "words": words, "agent": by}
    )
    return consent


@transaction.atomic
def withdraw_consent(customer: Customer, kind: str, *, way: str) -> None:
    """It is allowed no longer, and what it allowed to keep is deleted; twice changes nothing.

    So is what stayed with whoever was merged into them: it shall not stand again when that merge is taken back.
    """
    kind = _checked(kind)
    hold_customer(customer)
    ended = Consent.objects.filter(customer__in=with_merged(customer), kind=kind, withdrawn_at=None)
    if ended.update(withdrawn_at=timezone.now(), withdrawn_way=way):
        for ends in WITHDRAWN:
            ends(customer, kind)


def hold_customer(customer: Customer) -> None:
    """Keep their consents as they are until the transaction ends, for whoever writes what one of them allows."""
    list(Customer.objects.select_for_update(no_key=True).filter(pk=customer.pk))


def keep_withdrawals(
    giver: Customer, taker: Customer, moved: dict[str, list[int]], *, by: Agent | None, reason: str
) -> None:
    """Two customers become one: what one of them told an agent not to do, the other's consent does not bring back,
    unless it was given later, and not by a page that cannot know of it."""
    if giver.merged_into_id != taker.pk:
        return  # a merge that is taken back
    theirs = set(moved["customers.consent.customer"])
    last: dict[str, dict[bool, Consent]] = {}
    for row in Consent.objects.filter(customer__in=[giver, taker]).order_by("pk"):
        is_givers = row.customer_id == giver.pk or row.pk in theirs
        last.setdefault(row.kind, {})[is_givers] = row
    for kind, said in last.items():
        if any(no.outweighs(yes) for no in said.values() for yes in said.values()):
            withdraw_consent(taker, kind, way=Way.AGENT)


def has_consent(customer_id: int, kind: str) -> bool:
    return Consent.objects.filter(customer=customer_id, kind=kind, withdrawn_at=None).exists()


def standing_consents(customer: Customer) -> dict[str, Consent]:
    """What they agree to now, by kind."""
    return {each.kind: each for each in customer.consents.filter(withdrawn_at=None)}


def _checked(kind: str) -> str:
    if kind not in ConsentKind.values:
        raise Refused(_t("There is no such consent."))
    return kind
