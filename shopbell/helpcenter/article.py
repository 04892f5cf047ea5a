"""An article of the help centre: where it stands, who may read it, and who sees to it.

What it says lies beside it: `ArticleText` is what readers see, one row a language; `ArticleDraft` what somebody is
writing; `ArticleVersion` all that was ever published. So an article is published in a language when it has the row.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .category import Category


class Access(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    CUSTOMERS = "customers", _("Customers who are signed in")
    AGENTS = "agents", _("Agents only")


class ReadableQuerySet(models.QuerySet):
    """Rows that have an `access`: articles, guides."""

    def readable_by(self, *, is_customer: bool = False, is_agent: bool = False):
        """Those whose access includes the reader. An agent reads all."""
        if is_agent:
            return self
        open_to = [Access.PUBLIC, Access.CUSTOMERS] if is_customer else [Access.PUBLIC]
        return self.filter(access__in=open_to)


class LookedAfter(models.Model):
    """What somebody sees to, and looks over again on a day: articles, guides."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("owner")
    )
    review_on = models.DateField(_("to be looked over on"), null=True, blank=True)

    class Meta:
        abstract = True


class Article(LookedAfter):
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    language = models.CharField(
        _("written first in"), max_length=12, help_text="the translations follow this one"
    )
    access = models.CharField(_("who may read it"), max_length=12, choices=Access, default=Access.PUBLIC)
    reasons = models.ManyToManyField(
        "tickets.ContactReason", blank=True, related_name="articles", verbose_name=_("contact reasons")
    )
    policies = models.ManyToManyField(
        "shop.Policy", blank=True, related_name="+", verbose_name=_("policies behind it")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReadableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def lock(self) -> "Article":
        """The same article, held until the transaction ends: writing and publishing take turns."""
        return Article.objects.select_for_update().get(pk=self.pk)
