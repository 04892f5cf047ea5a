"""Doubts about a published text: what it says may not be true any more. Each is a row that names its sign.

`stale_signs.py` says what speaks against a text now. Here that is kept in step with the rows: a new sign makes one, a
sign that is gone settles it, and what somebody called still true is not raised again for the same reason. Publishing
settles whatever was open in that language.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from babel.dates import format_date
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.reader import locale
from shopbell.selling.face import price
from shopbell.shop.policies.policy import PolicyVersion

from .article import Article, LookedAfter
from .article_event import ArticleEvent, tell
from .article_text import ArticleText
from .ask import AskKind, ask_owners, name_of
from .guides.behind import follow
from .guides.guide import Guide
from .stale_policies import LEANING
from .stale_sign import LASTING, Sign, StaleKind
from .stale_signs import Signs, signs_of_articles, signs_of_guides

PORTION = 100
MOMENT = timedelta(
    minutes=10
)  # after a policy begins: longer than the pause between two looks, however late one is
REVIEW_AGAIN = timedelta(days=182)
Things = TypeVar("Things", models.QuerySet[Article], models.QuerySet[Guide])


class StaleFlagQuerySet(models.QuerySet["StaleFlag"]):
    def open(self):
        return self.filter(settled_at=None)

    def visible_to(self, agent: Agent):
        return self.all() if agent.may(Permission.HELP_WRITE) else self.none()


class StaleFlag(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="stale_flags")
    guide = models.ForeignKey(Guide, models.CASCADE, null=True, related_name="stale_flags", db_index=False)
    language = models.CharField(_("language"), max_length=12)
    kind = models.CharField(max_length=10, choices=StaleKind)
    about = models.CharField(
        max_length=200, help_text="what makes this sign another than the next of its kind"
    )
    what = models.JSONField(default=dict, help_text="the values of its sentence")
    since = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_still_true = models.BooleanField(default=False, help_text="somebody said so: not raised again")

    objects = StaleFlagQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "language", "kind", "about"], name="stale_once"),
            models.UniqueConstraint(fields=["guide", "language", "kind", "about"], name="stale_guide_once"),
            models.CheckConstraint(
                condition=models.Q(article=None) ^ models.Q(guide=None), name="stale_of_one"
            ),
        ]
        indexes = [
            models.Index(fields=["article"], name="stale_open", condition=models.Q(settled_at__isnull=True))
        ]

    @property
    def thing(self) -> Article | Guide:
        """What it is a doubt of."""
        found = self.article or self.guide
        assert found  # `stale_of_one`
        return found

    @property
    def words(self) -> str:
        """Why it is in doubt, in the reader's language."""
        what = dict(self.what)
        if "day" in what:
            what["day"] = format_date(date.fromisoformat(what["day"]), locale=locale())
        if self.kind == StaleKind.PRICE:
            what |= {name: price(*what[name]) for name in ("was", "now")}
        if self.kind == StaleKind.STOCK:
            return str(THERE_AGAIN if what["is_there"] else SOLD_OUT) % what
        if "policy" in what:  # what it says is quoted within a sentence, which has a stop of its own
            what |= {name: said.removesuffix(".") for name, said in what.items() if name in OF_POLICY}
            return str(OF_POLICY[_change_of(what)]) % what
        return str(SENTENCES[StaleKind(self.kind)]) % what


SOLD_OUT = _("The product %(product)s was there when this was published, and is sold out now.")
THERE_AGAIN = _("The product %(product)s was sold out when this was published, and is there again.")
OF_POLICY = {
    "new": _(
        "The policy “%(policy)s” has come since this was published: “%(new)s”. Does the text still hold?"
    ),
    "now": _(
        "The policy “%(policy)s” says “%(now)s” now; when this was published it said “%(was)s”. Does the text still "
        "hold?"
    ),
    "was": _("The policy “%(policy)s” counts no more; when this was published it said “%(was)s”."),
    "": _(
        "The policy “%(policy)s” has other conditions or terms than when this was published. Does the text still hold?"
    ),
}
SENTENCES = {
    StaleKind.POLICY: _(
        "Readers see “%(now)s” for the shop's value %(name)s, which was “%(was)s” when this was published. Do the "
        "words around it still hold?"
    ),
    StaleKind.POLICY_GONE: _("The shop has no value %(name)s any more; “%(was)s” is what stands here."),
    StaleKind.PICTURE: _("The picture %(name)s is of %(year)s."),
    StaleKind.REPLACED: _("The text first written shows another picture than %(name)s now."),
    StaleKind.VOTES: _("Useful to %(recent)s of the last %(count)s who voted, before to %(before)s of %(all)s."),
    StaleKind.BEHIND: _("The text first written has said more since."),
    StaleKind.REVIEW: _("It was to be looked over by %(day)s."),
    StaleKind.QUOTE: _("A customer does not agree to be quoted (any more): “%(words)s”."),
    StaleKind.ERASED: _("It quotes a customer who asked to be erased. Say it in your own words."),
    StaleKind.TICKETS: _("%(tickets)s of %(reads)s who read it in four weeks wrote to us afterwards."),
    StaleKind.REASONS: _(
        "Tickets about it keep coming: %(now)s in four weeks, %(before)s in the four before. Meanwhile it was read or "
        "offered %(seen)s times."
    ),
    StaleKind.PRICE: _("The product %(product)s cost %(was)s when this was published, and costs %(now)s now."),
    StaleKind.NAME: _("The product %(was)s is called %(now)s now."),
    StaleKind.PRODUCT: _("The shop has no product %(product)s any more."),
    StaleKind.ARTICLE: _("The article “%(title)s” that it leads to has said something else since. Does it still fit?"),
    StaleKind.WITHDRAWN: _("The article “%(title)s” that it leads to is not published any more."),
}  # fmt: skip


def _change_of(what: dict[str, Any]) -> str:
    """What happened to a policy, by the first that its sign tells."""
    return next((name for name in OF_POLICY if name in what), "")


def look_over(now: datetime) -> int:
    """Bring the flags of every article and guide in step, by portions. Returns how many are new. Safe to run twice at
    once."""
    new = 0
    for kind in (Article, Guide):
        ids = list(kind._default_manager.order_by("pk").values_list("pk", flat=True))
        new += sum(look_over_these(kind, ids[at : at + PORTION], now) for at in range(0, len(ids), PORTION))
    return new


def look_after_policies(now: datetime) -> int:
    """The same at once of guides, and of articles that lean on a policy, when one has begun or ended a moment ago."""
    since = now - MOMENT
    begun = Q(effective_from__gt=since) | Q(created_at__gt=since) | Q(effective_until__gt=since)
    if not PolicyVersion.objects.filter(begun, effective_from__lte=now).exists():
        return 0
    leaning = ArticleText.objects.filter(LEANING).order_by("article_id")
    ids = list(leaning.values_list("article_id", flat=True).distinct())
    guides = list(Guide.objects.published().order_by("pk").values_list("pk", flat=True))
    return sum(
        look_over_these(kind, keys[at : at + PORTION], now)
        for kind, keys in ((Article, ids), (Guide, guides))
        for at in range(0, len(keys), PORTION)
    )


@transaction.atomic
def look_over_these(kind: type[Article] | type[Guide], ids: Iterable[int], now: datetime) -> int:
    """The same of these. One that somebody holds waits for the next look."""
    name = name_of(kind)
    things, signs = _signs_of(kind, ids, now)
    known = StaleFlag.objects.filter(**{f"{name}__in": things}).exclude(kind__in=LASTING)
    before = {(getattr(flag, f"{name}_id"), flag.language, flag.kind, flag.about): flag for flag in known}
    gone = [flag.pk for key, flag in before.items() if key not in signs and flag.settled_at is None]
    StaleFlag.objects.filter(pk__in=gone).update(settled_at=now, settled_by=None)
    again = [
        key for key, flag in before.items() if key in signs and flag.settled_at and not flag.is_still_true
    ]
    StaleFlag.objects.filter(pk__in=[before[key].pk for key in again]).update(settled_at=None, since=now)
    fresh = [key for key in signs if key not in before]
    StaleFlag.objects.bulk_create(_flag(name, key, signs[key], now) for key in fresh)
    if kind is Article:
        tell(ArticleEvent.DOUBTED, sorted({key[:2] for key in again + fresh}))
    return len(fresh) + len(again)


def _signs_of(
    kind: type[Article] | type[Guide], ids: Iterable[int], now: datetime
) -> tuple[list[int], Signs]:
    """Those of `ids` that nobody holds, held, and every sign against them."""
    if kind is Article:
        articles = list(_held(Article.objects.all(), ids))
        return [each.pk for each in articles], signs_of_articles(articles, now)
    guides = list(_held(Guide.objects.select_related("shown"), ids))
    return [each.pk for each in guides], signs_of_guides(guides, now)


def _held(things: Things, ids: Iterable[int]) -> Things:
    return things.filter(pk__in=list(ids)).select_for_update(skip_locked=True, of=("self",)).order_by("pk")


def raise_doubt(article: Article, language: str, kind: StaleKind, about: str) -> None:
    """Mark what an article says, or its draft, for a reason of `LASTING`."""
    _flag, is_new = StaleFlag.objects.get_or_create(
        article=article, language=language, kind=kind, about=about, defaults={"what": {}}
    )
    if is_new:
        tell(ArticleEvent.DOUBTED, [(article.pk, language)])


def _flag(name: str, key: tuple[int, str, str, str], sign: Sign, now: datetime) -> StaleFlag:
    thing_id, language, kind, about = key
    return StaleFlag(
        language=language, kind=kind, about=about, what=sign.what, since=now, **{f"{name}_id": thing_id}
    )


@transaction.atomic
def call_still_true(flag: StaleFlag, *, by: Agent) -> None:
    """Settle a doubt: what the text says holds. A review that was due is due again in half a year.

    Raises Refused for a quote that its customer does not agree to.
    """
    by.require(Permission.HELP_WRITE)
    if flag.kind == StaleKind.QUOTE:
        raise Refused(_t("Take the quote out and publish the text: nobody but the customer can agree to it."))
    thing = flag.thing.lock()
    settle(StaleFlag.objects.filter(pk=flag.pk), by=by, is_still_true=True)
    if flag.kind == StaleKind.BEHIND and isinstance(thing, Guide):
        follow(thing, flag.language)
    if flag.kind == StaleKind.REVIEW:
        _review_again(thing)


def settle_published(article: Article, language: str, *, by: Agent | None) -> None:
    """Settle what was open against the text that a newer one takes the place of.

    Who published had it before their eyes, so it is not raised again, but for translations behind and quotes. A review
    that was due is due again in half a year.
    """
    open_there = StaleFlag.objects.open().filter(article=article, language=language)
    settle(open_there.filter(kind__in=[StaleKind.BEHIND, StaleKind.QUOTE]), by=by)
    settle(open_there, by=by, is_still_true=True)
    if language == article.language:
        _looked_over(article)


def settle_published_guide(guide: Guide, *, by: Agent | None) -> None:
    """The same of a guide, which is published in all its languages at once."""
    settle(StaleFlag.objects.filter(guide=guide), by=by, is_still_true=True)
    _looked_over(guide)


def _looked_over(thing: LookedAfter) -> None:
    if thing.review_on and thing.review_on <= timezone.localdate():
        _review_again(thing)


def _review_again(thing: LookedAfter) -> None:
    thing.review_on = timezone.localdate() + REVIEW_AGAIN
    thing.save(update_fields=["review_on"])


def settle(flags: StaleFlagQuerySet, *, by: Agent | None, is_still_true: bool = False) -> None:
    flags.open().update(settled_at=timezone.now(), settled_by=by, is_still_true=is_still_true)


def own_count(agent: Agent) -> int:
    """How many articles and guides of the agent's are in doubt: the number on the rail."""
    own = StaleFlag.objects.visible_to(agent).open().filter(Q(article__owner=agent) | Q(guide__owner=agent))
    return own.values("article", "guide").distinct().order_by().count()


@transaction.atomic
def tell_owners(now: datetime) -> int:
    """Ask the owners of what is in doubt to see to it; of a review that is due they hear by itself."""
    open_flags = StaleFlag.objects.open().exclude(kind=StaleKind.REVIEW)
    articles = Article.objects.filter(pk__in=open_flags.filter(article__isnull=False).values("article"))
    guides = Guide.objects.filter(pk__in=open_flags.filter(guide__isnull=False).values("guide"))
    return sum(ask_owners(things, AskKind.STALE, now) for things in (articles, guides))
