"""Telling a shopper what became of a request of theirs: of a cancellation, a return, a changed address and the like.

By mail to an address that they proved, once, with the way to the page that tells more. Whoever decided writes words
for colleagues; they stay inside.
"""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.moment import exact
from shopbell.core.reader import language_of_words
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.customers.merge import standing
from shopbell.shop.actions.run import ActionRun, RunStatus
from shopbell.tickets.event import Event, Verb

from .done_words import done_words
from .door import zone_of
from .own_action import KEY, LABELS
from .question import tickets_of
from .taking_back import back_until

VERBS = {
    Verb.ACTION_PERFORMED,
    Verb.ACTION_FAILED,
    Verb.ACTION_UNDONE,
    Verb.APPROVAL_DECLINED,
    Verb.APPROVAL_EXPIRED,
}
SETTLED = (RunStatus.DONE, RunStatus.FAILED)
NEEDS_NO_MAIL = ("resend_document", "confirm_arrival")  # the first is a mail, the second is what they know


class DecisionMail(models.Model):
    """That a shopper was mailed what became of their request, or that there was nowhere to write to."""

    run = models.OneToOneField("shop.ActionRun", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, help_text="when they were told that it was taken back")


def react(event: Event) -> None:
    """It is settled, at once or by a decision, or taken back: whoever asked for it is mailed. Twice changes nothing."""
    runs = ActionRun.objects.filter(key__startswith=KEY, by_customer__isnull=False, pk=event.data.get("run"))
    run = runs.exclude(action__in=NEEDS_NO_MAIL).first()
    if run and event.verb == Verb.ACTION_UNDONE:
        tell_taken_back(run)
    elif run and run.status in SETTLED:
        tell_decision(run)


@transaction.atomic
def tell_decision(run: ActionRun) -> bool:
    """Mail what became of `run` to whoever asked for it; returns whether it was."""
    _row, is_new = DecisionMail.objects.get_or_create(run=run)
    return is_new and _mail(run)


@transaction.atomic
def tell_taken_back(run: ActionRun) -> bool:
    """Mail that `run` was taken back, by whomever, once; returns whether it was.

    Who had not heard yet that it was done is told both by this one mail.
    """
    now = timezone.now()
    _row, is_news = DecisionMail.objects.get_or_create(run=run, defaults={"taken_back_at": now})
    is_first = is_news or DecisionMail.objects.filter(run=run, taken_back_at=None).update(taken_back_at=now)
    return bool(is_first) and _mail(run, says_both=is_news)


def _mail(run: ActionRun, *, says_both: bool = False) -> bool:
    customer = standing(run.by_customer) if run.by_customer else None
    address = _proved_address(customer) if customer else ""
    if customer is None or not address or why_suppressed(address):
        return False
    with translation.override(language_of_words(customer.language)), timezone.override(zone_of(customer)):
        shop = Brand.current().name or _("our shop")
        subject = _("%(action)s · order %(order)s") % {"action": LABELS[run.action], "order": run.order}
        write_to_shopper(address, subject, _words(run, shop, says_both))
    return True


def _proved_address(customer: Customer) -> str:
    """The address that answers go to, if it is proved; else the first that is."""
    proved = customer.identities.filter(kind=Kind.EMAIL, verified_at__isnull=False).order_by("pk")
    known = list(proved.values_list("value", flat=True))
    return customer.address if customer.address in known else next(iter(known), "")


def _words(run: ActionRun, shop: str, says_both: bool) -> str:
    if run.status == RunStatus.DONE:
        parts = [_("Hello,"), done_words(run), _way_back(run)]
    else:
        parts = [_asked(run, shop), _what_became(run, says_both)]
    page = settings.SITE_URL + reverse("portal-run", args=[run.order_id, run.pk])
    more = _("Here you see it, and can ask us about it: %(address)s") % {"address": page}
    return "\n\n".join(part for part in [*parts, more, _ticket(run)] if part)


def _asked(run: ActionRun, shop: str) -> str:
    return _("Hello,\n\nyou asked %(shop)s for this: %(action)s, order %(order)s.") % {
        "shop": shop,
        "action": LABELS[run.action],
        "order": run.order,
    }


def _what_became(run: ActionRun, says_both: bool) -> str:
    if run.status != RunStatus.UNDONE:
        return _("We looked at it, and it is not possible. Nothing has changed about your order.")
    if says_both:
        return _("It was done, and undone before we could write to you.")
    return _("It was undone.")


def _ticket(run: ActionRun) -> str:
    """Its number, for who calls or writes; of one that they may read."""
    if not run.by_customer or not run.ticket_id:
        return ""
    if not tickets_of(standing(run.by_customer)).filter(pk=run.ticket_id).exists():
        return ""
    return _("Ticket #%(number)s") % {"number": run.ticket_id}


def _way_back(run: ActionRun) -> str:
    until = back_until(run)
    if until is None or until <= timezone.now():
        return ""
    return _("Not what you meant? You can undo this until %(moment)s.") % {"moment": exact(until)}
