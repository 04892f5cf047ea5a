"""What a member who is signed in follows, in the portal: topics and boards, under each of their names."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.own_mail import OwnMail, Source

from .board import Board
from .community import Community
from .follow import Follow, News, Often
from .profile import profiles_of
from .state import State
from .topic import Topic


def own(customer: Customer) -> list[OwnMail]:
    """None while the community is closed: nothing is mailed then."""
    if not Community.current().is_on:
        return []
    rows = Follow.objects.filter(
        Q(topic=None) | Q(topic__state=State.SHOWN), profile__in=profiles_of(customer)
    )
    rows = rows.select_related("topic", "board").prefetch_related("board__names").order_by("pk")
    centre = HelpCentre.current()
    return [_told(each, centre) for each in rows]


def _told(follow: Follow, centre: HelpCentre) -> OwnMail:
    language = centre.nearest(get_language() or "")
    topic, board, about = follow.topic, follow.board, Often(follow.often).label
    what = {"profile": follow.profile_id, "topic": None, "board": None, "often": follow.often}
    if topic:
        spoken = centre.nearest(topic.language)
        page = reverse("community-topic", args=[spoken, topic.pk, topic.slug])
        return OwnMail(follow.pk, topic.title, str(about), page, what | {"topic": topic.pk})
    assert board is not None  # the table says so
    title = _("Board: %(name)s") % {"name": board.named_in(centre.chain(language)) or board}
    page = reverse("community-board", args=[language, board.slug])
    return OwnMail(follow.pk, title, str(about), page, what | {"board": board.pk})


def end(customer: Customer, mail: OwnMail) -> None:
    """With what was still to be mailed of it."""
    follow = Follow.objects.filter(pk=mail.key).first()
    if not follow:
        return  # the other of two clicks ended it
    begun_there = Q(post__topic__board=follow.board, post__is_first=True)
    waiting = Q(post__topic=follow.topic) if follow.topic else begun_there
    News.objects.filter(waiting, profile=follow.profile).delete()
    follow.delete()


def begin(customer: Customer, what: dict[str, Any]) -> None:
    """Raises LookupError when the name is theirs no more, or the topic or board is gone."""
    if what["profile"] not in [each.pk for each in profiles_of(customer)]:
        raise LookupError
    there = (
        Topic.objects.shown().filter(pk=what["topic"])
        if what["topic"]
        else Board.objects.filter(pk=what["board"])
    )
    if not there.select_for_update().first():
        raise LookupError
    followed = {"profile_id": what["profile"], "topic_id": what["topic"], "board_id": what["board"]}
    Follow.objects.get_or_create(**followed, defaults={"often": what["often"]})


def places() -> list[tuple[str, str]]:
    if not Community.current().is_on:
        return []
    return [(_("Community"), reverse("community"))]


SOURCE = Source(own=own, end=end, begin=begin, places=places)
