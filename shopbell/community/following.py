"""Telling those who follow: each new post is noted for each of them, and mailed at once or once a day.

One mail holds all that is due for somebody. It goes out minutes after the post, so that a post that is hidden at once,
or a dozen of them in a heated hour, fill nobody's mailbox. One click in it ends a follow.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.unsubscribe import Mailing, add_mailing, unsubscribe_address, unsubscribe_headers
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.portal.frame import unsubscribe_page

from .board import Board
from .community import Community
from .follow import Follow, News, Often
from .post import Post
from .profile import Profile
from .state import State
from .topic import Topic
from .words import plain_words

AFTER, DAILY_AT = timedelta(minutes=5), 7  # hour of the day, UTC
PEOPLE, POSTS_IN_MAIL, MOST_WORDS = 200, 20, 400
MAILING = "community"


def follow_topic(topic: Topic, *, by: Profile, often: str) -> None:
    """Mail `by` what is written in `topic`, or (empty) no longer. Twice changes nothing."""
    _follow(often, profile=by, topic=topic)


def follow_board(board: Board, *, by: Profile, often: str) -> None:
    """Mail `by` each new topic of `board`, or (empty) none any more. Twice changes nothing."""
    _follow(often, profile=by, board=board)


def _follow(often: str, **what) -> None:
    if often in Often:
        Follow.objects.update_or_create(**what, defaults={"often": often})
    else:
        Follow.objects.filter(**what).delete()


@transaction.atomic
def note_news(post: Post, now: datetime | None = None) -> int:
    """Note `post` for everybody who follows its topic, or its board when it begins one; returns how many.

    It is noted once for good, also when it is hidden and shown again, and never for its own author.
    """
    now = now or timezone.now()
    if not Post.objects.filter(pk=post.pk, told_at=None).update(told_at=now):
        return 0
    wanted = Q(topic=post.topic_id) | (Q(board=post.topic.board_id) if post.is_first else Q(pk__in=[]))
    follows = Follow.objects.filter(wanted, created_at__lt=post.created_at).exclude(profile=post.author_id)
    due: dict[int, datetime] = {}
    for profile_id, often in follows.values_list("profile_id", "often"):
        at = now + AFTER if often == Often.AT_ONCE else _next_morning(now)
        due[profile_id] = min(at, due.get(profile_id, at))
    made = [News(profile_id=who, post=post, due_at=at) for who, at in due.items()]
    News.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _next_morning(now: datetime) -> datetime:
    today = now.replace(hour=DAILY_AT, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def mail_news(now: datetime) -> int:
    """Mail to everybody for whom something is due; returns how many mails there were."""
    due = News.objects.filter(due_at__lte=now).order_by("due_at").values_list("profile_id", flat=True)
    return sum(_mail(profile_id, now) for profile_id in dict.fromkeys(due[: PEOPLE * POSTS_IN_MAIL]))


@transaction.atomic
def _mail(profile_id: int, now: datetime) -> bool:
    """One mail with what is due for a profile; the notes of it go in the same transaction. What one mail has no room
    for is due for the next."""
    profile = Profile.objects.select_for_update(of=("self",)).select_related("customer").get(pk=profile_id)
    due = News.objects.filter(profile=profile, due_at__lte=now)
    posts = Post.objects.filter(pk__in=due.values("post_id"), state=State.SHOWN, topic__state=State.SHOWN)
    shown = list(posts.select_related("topic", "author").order_by("pk")[: POSTS_IN_MAIL + 1])
    customer = profile.person
    if not shown or customer is None or not _may_be_mailed(customer):
        due.delete()
        return False
    shown, more = shown[:POSTS_IN_MAIL], shown[POSTS_IN_MAIL:]
    (due.filter(post__lte=shown[-1]) if more else due).delete()
    with translation.override(translation.get_language()):
        language = HelpCentre.current().nearest(customer.language)
        speak(language)
        text = _letter(shown, language, unsubscribe_address(MAILING, str(profile.pk)))
        subject = (
            shown[0].topic.title if len({each.topic_id for each in shown}) == 1 else _("New in the community")
        )
        write_to_shopper(customer.address, subject, text, unsubscribe_headers(MAILING, str(profile.pk)))
    return True


def _may_be_mailed(customer: Customer) -> bool:
    if not Community.current().is_on or is_customer_blocked(customer.pk):
        return False
    return bool(customer.address) and not why_suppressed(customer.address)


def _letter(posts: list[Post], language: str, leave: str) -> str:
    parts = []
    for post in posts:
        author = post.author.pseudonym if post.author else _("Deleted member")
        said = plain_words(post.html)
        said = said if len(said) <= MOST_WORDS else f"{said[:MOST_WORDS].rsplit(' ', 1)[0]}…"
        link = settings.SITE_URL + reverse("community-post", args=[language, post.pk])
        parts.append(f"{post.topic.title}\n{author}:\n\n{said}\n\n{link}")
    foot = _("You follow this in the community of %(shop)s. One click ends all of it: %(link)s") % {
        "shop": Brand.current().name or "Shopbell",
        "link": leave,
    }
    return "\n\n—\n\n".join([*parts, foot])


def leave(profile_id: str) -> None:
    """End all that somebody follows. Twice changes nothing."""
    Follow.objects.filter(profile_id=int(profile_id)).delete()
    News.objects.filter(profile_id=int(profile_id)).delete()


def install() -> None:
    words = gettext_lazy("Mails about what you follow in the community")
    add_mailing(Mailing(MAILING, words, leave, page=unsubscribe_page))
