"""A guide: where it stands and who may read it, its tree as it is written, and all that was published.

Readers see the version that `shown` names; without one it is not published. The draft keeps what it was before each of
its last changes, so that a change can be taken back.
"""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..addressed import Addressed
from ..article import Access, LookedAfter, ReadableQuerySet
from ..category import Category
from .tree import Tree


class GuideQuerySet(ReadableQuerySet):
    def published(self):
        return self.filter(shown__isnull=False).select_related("shown")

    def with_doubts(self):
        """Each with its open flags as `doubts`."""
        flags = apps.get_model("helpcenter", "StaleFlag").objects.open()
        return self.prefetch_related(models.Prefetch("stale_flags", flags, to_attr="doubts"))


class Guide(LookedAfter, Addressed):
    slug = models.SlugField(_("in the address"), max_length=80, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="guides", verbose_name=_("category"))
    language = models.CharField(_("written first in"), max_length=12, help_text="must be complete")
    access = models.CharField(_("who may read it"), max_length=12, choices=Access, default=Access.PUBLIC)
    position = models.PositiveIntegerField(_("position"), default=0)
    draft = models.JSONField(default=dict, help_text="the tree as it is written")
    earlier = models.JSONField(
        default=list, help_text="what the draft was before its last changes, the newest last"
    )
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("asked for a review"),
    )  # fmt: skip
    sent_back = models.ForeignKey(
        "helpcenter.Ask", models.SET_NULL, null=True, related_name="+",
        help_text="what is to be changed before it is looked over anew",
    )  # fmt: skip
    publish_at = models.DateTimeField(_("publish at"), null=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    shown = models.ForeignKey(
        "helpcenter.GuideVersion", models.SET_NULL, null=True, related_name="+", help_text="what readers see"
    )

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["publish_at"], name="guide_due", condition=models.Q(publish_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.tree.title.get(self.language) or self.slug

    @property
    def tree(self) -> Tree:
        return Tree.model_validate(self.draft)

    @property
    def is_changed(self) -> bool:
        """Whether the draft says something that readers do not see."""
        return not self.shown or self.shown.content != self.draft

    def lock(self) -> "Guide":
        """The same guide, held until the transaction ends: who writes takes turns."""
        return Guide.objects.select_for_update().get(pk=self.pk)


class GuideVersion(models.Model):
    """A tree that was published once; never changed, but for what its translations lag behind (`behind.py`)."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    products = models.JSONField(default=dict, help_text="what the products in it were when it was published")
    behind = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="what translations were made of",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="guide_version_once")]

    def __str__(self) -> str:
        return f"{self.tree.title.get(self.guide.language, self.guide.slug)} ({self.number})"

    @property
    def tree(self) -> Tree:
        return Tree.model_validate(self.content)


class GuideCount(models.Model):
    """How often a choice was taken on a day, 0 for the guide being begun. Nothing of who took it."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="counts")
    day = models.DateField()
    choice = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "day", "choice"], name="guide_count_once")]
