"""Writing what somebody decided: a new version of a rule, or a new rule in its place, and its line in the history."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.core.settings_history import note_change
from shopbell.shop.policies.area import Area
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.place import PAGE, place_new
from shopbell.shop.policies.policy import Policy


@transaction.atomic
def save_policy(
    policy: Policy | None, area: Area, draft: Draft, *, title: str, is_public: bool, by: Any,
    known: int | None = None, unchanged_since: datetime | None = None,
) -> Policy:  # fmt: skip
    """The rule as it is written now. Raises Refused for what is none, and when it changed since: since the version that
    is known to whoever writes, or since a moment."""
    if policy is not None:
        policy = Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)
        newest = policy.newest
        is_another = newest is not None and known is not None and newest.number != known
        is_newer = newest is not None and unchanged_since is not None and newest.created_at > unchanged_since
        if is_another or is_newer:
            raise Refused(
                _t("Somebody changed this rule meanwhile. Load the page again, and change it there.")
            )
    policy = policy or Policy(action=area.name, slug=_slug(title))
    if title != str(policy):  # the title of a rule that every desk has is translated, and kept in English
        policy.title = title
    policy.is_public = is_public
    return write(policy, draft, by=by)


@transaction.atomic
def write(policy: Policy, draft: Draft, *, by: Any) -> Policy:
    draft.by = by
    policy.draft = draft
    with note_change(PAGE, policy, by=by):
        if policy.pk is None:
            place_new(policy)
        policy.save()
    return policy


def _slug(title: str) -> str:
    """A name for programs that nobody has."""
    name = slugify(title)[:60] or "rule"
    taken = set(Policy.objects.filter(slug__startswith=name).values_list("slug", flat=True))
    return next(each for each in (name, *(f"{name}-{n}" for n in range(2, 1_000))) if each not in taken)
