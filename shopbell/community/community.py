"""The community as a whole: whether it is open, when a silent topic becomes a ticket, and whose. One row.

It is closed until the shop opens it: an empty forum tells a shopper that nobody is there, which is worse than none.
"""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_HOURS = 720
LONGEST = {"welcome": 120, "rules": 4_000}  # what is said in each language, and how long it may be


class Community(models.Model):
    is_on = models.BooleanField(_("the community is open to the public"), default=False)
    is_open_to_all = models.BooleanField(_("everyone may join"), default=True)
    welcome = models.CharField(_("greeting"), max_length=LONGEST["welcome"], blank=True)
    rules = models.TextField(_("house rules"), max_length=LONGEST["rules"], blank=True)
    texts = models.JSONField(
        default=dict, blank=True, help_text="both in other languages: welcome_de, rules_de"
    )
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

    def said(self, name: str, language: str) -> str:
        """`name` (welcome, rules) for a reader of `language`; what is for all where that has none of its own."""
        return self.texts.get(f"{name}_{language}") or getattr(self, name)

    @classmethod
    def current(cls) -> "Community":
        return cls.objects.select_related("team").filter(pk=1).first() or cls(pk=1)


def mark_of(rules: str) -> str:
    """Tells these house rules from others: agreed to are the ones that somebody was shown."""
    return hashlib.sha256(rules.encode()).hexdigest()[:16]
