"""The community as a whole: whether it is open, when a silent topic becomes a ticket, and whose. One row.

It is closed until the shop opens it: an empty forum tells a shopper that nobody is there, which is worse than none.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_HOURS = 720


class Community(models.Model):
    is_on = models.BooleanField(_("the community is open to the public"), default=False)
    is_open_to_all = models.BooleanField(_("everyone may join"), default=True)
    welcome = models.CharField(_("greeting"), max_length=120, blank=True)
    rules = models.TextField(_("house rules"), max_length=4_000, blank=True)
    looked_at_first = models.PositiveSmallIntegerField(_("first posts that are looked at"), default=2)
    ticket_after_hours = models.PositiveSmallIntegerField(
        _("hours without an answer until a ticket is made"), null=True, blank=True, default=24
    )
    asks_products_at_once = models.BooleanField(
        _("a question about a product becomes a ticket at once"), default=True
    )
    team = models.ForeignKey(
        "accounts.Team", models.SET_NULL, null=True, blank=True, verbose_name=_("team"), related_name="+"
    )

    @classmethod
    def current(cls) -> "Community":
        return cls.objects.select_related("team").filter(pk=1).first() or cls(pk=1)
