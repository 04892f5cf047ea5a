"""How far a member is trusted, and what follows from it. The level is computed, so the rules below are all there is.

0 new       until `looked_at_first` posts (Settings › Community) were approved
1 known     posts are shown at once
2 regular   after 10 posts that are shown and 14 days, with hardly any refused
3 trusted   after 40 posts, 60 days, and 5 answers that solved it or 25 thanks
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.customers.block import is_customer_blocked

from .community import Community
from .profile import Profile

HOUR = 3600
REGULAR_POSTS, REGULAR_AGE = 10, timedelta(days=14)
TRUSTED_POSTS, TRUSTED_AGE, TRUSTED_SOLVED, TRUSTED_THANKS = 40, timedelta(days=60), 5, 25
REFUSED_SHARE = 10  # one refused in so many keeps somebody from rising


class Trust(IntEnum):
    NEW = 0
    KNOWN = 1
    REGULAR = 2
    TRUSTED = 3


@dataclass(frozen=True)
class Limits:
    """What a member of a level may do."""

    posts_an_hour: int
    votes_an_hour: int
    links: int  # in a post; more of them are looked at first


LIMITS = {
    Trust.NEW: Limits(4, 10, 0),
    Trust.KNOWN: Limits(15, 40, 2),
    Trust.REGULAR: Limits(40, 120, 10),
    Trust.TRUSTED: Limits(80, 240, 30),
}


def trust_of(profile: Profile, community: Community, now: datetime | None = None) -> Trust:
    """How far `profile` is trusted now; the shop's own people wholly."""
    if profile.is_staff:
        return Trust.TRUSTED
    if profile.shown_count < max(community.looked_at_first, profile.refused_count):
        return Trust.NEW
    age = (now or timezone.now()) - profile.created_at
    is_well_liked = profile.refused_count * REFUSED_SHARE <= profile.shown_count
    if not is_well_liked or profile.shown_count < REGULAR_POSTS or age < REGULAR_AGE:
        return Trust.KNOWN
    has_helped = profile.accepted_count >= TRUSTED_SOLVED or profile.thanked_count >= TRUSTED_THANKS
    is_long_here = profile.shown_count >= TRUSTED_POSTS and age >= TRUSTED_AGE
    return Trust.TRUSTED if has_helped and is_long_here else Trust.REGULAR


def refuse_blocked(profile: Profile) -> None:
    """Raises Refused for a shopper whom the shop wants to hear nothing from."""
    if profile.customer_id and is_customer_blocked(profile.customer_id):
        raise Refused(_("You cannot write here at the moment. Please contact us."))


def count_post(profile: Profile, trust: Trust) -> None:
    """Raises TooMany when `profile` has written as often as its level allows within an hour."""
    count_use(f"community-post {profile.pk}", limit=LIMITS[trust].posts_an_hour, seconds=HOUR)


def count_vote(profile: Profile, trust: Trust) -> None:
    count_use(f"community-vote {profile.pk}", limit=LIMITS[trust].votes_an_hour, seconds=HOUR)
