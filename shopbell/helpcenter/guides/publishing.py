"""Publishing a guide, taking it back, bringing an older version back, and what is said about it."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from ..category import Category
from ..ownership import give_to_publisher
from ..products import facts_of
from ..stale import settle_published_guide
from .behind import behind_of
from .faults import faults, unset_in
from .guide import Guide, GuideVersion
from .guide_text import products_of_tree
from .writing import held_guide, save_tree


class About(TypedDict, total=False):
    category: Category
    access: str
    slug: str
    owner: Agent | None
    review_on: date | None


@transaction.atomic
def publish_guide(guide: Guide, *, by: Any, seen: int) -> GuideVersion:
    """Make the draft what readers see, and keep it as a version; none is made of what they see already.

    Raises Refused while it has a fault.
    """
    by.require(Permission.HELP_PUBLISH)
    return put_out(held_guide(guide, by, seen), agent_or_none(by))


def put_out(held: Guide, by: Agent | None) -> GuideVersion:
    """Publish a guide that is held, as `publish_guide` does."""
    if held.shown and not held.is_changed:
        return held.shown
    if fault := fault_of(held):
        raise Refused(fault)
    newest = held.versions.first()
    version = held.versions.create(
        number=newest.number + 1 if newest else 1,
        content=held.draft,
        products=facts_of(products_of_tree(held.tree)),
        behind=behind_of(newest, held.tree, held.language),
        author=by,
        at=timezone.now(),
    )
    held.shown, held.reviewer, held.sent_back = version, None, None
    held.publish_at = held.scheduled_by = None
    held.save(update_fields=["shown", "reviewer", "sent_back", "publish_at", "scheduled_by"])
    if version.number == 1:
        give_to_publisher(held, by)
    settle_published_guide(held, by=by)
    return version


def fault_of(guide: Guide, at: datetime | None = None) -> str:
    """The sentence of why its draft cannot be published at `at` (now); empty when it can."""
    unset = unset_in({guide.pk: guide.tree}, at)[guide.pk]
    found = faults(guide.tree, guide.language, access=guide.access, unset=unset)
    return _("The guide has a fault: %(fault)s") % {"fault": found[0].sentence} if found else ""


@transaction.atomic
def withdraw_guide(guide: Guide, *, by: Any) -> None:
    """Take the guide from the readers; its draft stays."""
    by.require(Permission.HELP_PUBLISH)
    Guide.objects.filter(pk=guide.pk).update(shown=None)


@transaction.atomic
def restore_guide(version: GuideVersion, *, by: Agent, seen: int) -> Guide:
    """Bring an older version back as the draft; readers see it once it is published."""
    held = held_guide(version.guide, by, seen)
    return save_tree(held, version.content, [*held.earlier, held.draft], by)


@transaction.atomic
def change_guide(guide: Guide, *, by: Any, **about: Unpack[About]) -> None:
    """Change what is named. Who reads it, and where, counts at once, so those take who may publish."""
    opens = any(name in about and about[name] != getattr(guide, name) for name in ("access", "slug"))
    by.require(Permission.HELP_PUBLISH if opens else Permission.HELP_WRITE)
    if "slug" in about and Guide.objects.filter(slug=about["slug"]).exclude(pk=guide.pk).exists():
        raise Refused(_("Another guide has this address. Choose another."))
    for name, value in about.items():
        setattr(guide, name, value)
    guide.save(update_fields=list(about))


@transaction.atomic
def delete_guide(guide: Guide, *, by: Agent) -> None:
    """Delete a guide with its versions and counts. Raises Refused while readers see it."""
    by.require(Permission.HELP_PUBLISH)
    held = guide.lock()
    if held.shown_id:
        raise Refused(_("Readers see this guide. Take it back first, then delete it."))
    held.delete()
