"""The demo shop's community: three boards, and what its shoppers and its people said there (`topic_script.py`).

All of it is written in one go and without jobs: nothing is mailed, and a question becomes a ticket when its time comes.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopbell.community.board import Board, BoardName
from shopbell.community.community import Community
from shopbell.community.decision import Decision
from shopbell.community.post import Post, Report, Vote
from shopbell.community.profile import Profile
from shopbell.community.pseudonym import skeleton
from shopbell.community.state import State
from shopbell.community.topic import Topic
from shopbell.community.words import html_of
from shopbell.customers.models import Customer
from shopbell.shop.models import Product

from .guide_readers import read_topics
from .staff import Staff
from .topic_script import Begun, Said, begun_topics


@dataclass(frozen=True)
class NewBoard:
    icon: str
    names: dict[str, tuple[str, str]]  # by language, with a line about it


BOARDS = {
    "rooms": NewBoard(
        icon="armchair",
        names={
            "en": ("Rooms and light", "Furniture, lamps, rugs and curtains: what goes where."),
            "de": ("Räume und Licht", "Möbel, Lampen, Teppiche und Vorhänge: was wohin passt."),
            "ar": ("الغرف والإضاءة", "الأثاث والمصابيح والسجاد والستائر: ما يناسب كل مكان."),
        },
    ),
    "kitchen": NewBoard(
        icon="cooking-pot",
        names={
            "en": ("Kitchen and table", "Pans, knives, cups, and what is cooked with them."),
            "de": ("Küche und Tisch", "Pfannen, Messer, Tassen und was man damit anstellt."),
            "ar": ("المطبخ والمائدة", "المقالي والسكاكين والأكواب وما يُطهى بها."),
        },
    ),
    "care": NewBoard(
        icon="wrench",
        names={
            "en": ("Care and mending", "Stains, rust, wobbles: how things last longer."),
            "de": ("Pflegen und Reparieren", "Flecken, Rost, Wackeln: wie die Dinge länger halten."),
            "ar": ("العناية والإصلاح", "البقع والصدأ والاهتزاز: كيف تعيش الأشياء أطول."),
        },
    ),
}
RULES = """Be kind: behind every name is somebody who lives with these things.
No order numbers, addresses or telephone numbers here: everybody reads them. Write to us instead.
Links are welcome where they help, and none that sell something."""
RULES_IN = {
    "rules_de": """Seien Sie freundlich: Hinter jedem Namen steht jemand, der mit diesen Dingen lebt.
Keine Bestellnummern, Adressen oder Telefonnummern hier: Alle lesen sie. Schreiben Sie stattdessen uns.
Links sind willkommen, wo sie helfen, und keiner, der etwas verkauft.""",
    "rules_ar": """كونوا لطفاء: وراء كل اسم إنسان يعيش مع هذه الأشياء.
لا أرقام طلبات ولا عناوين ولا أرقام هواتف هنا: فالجميع يقرؤها. اكتبوا إلينا بدلًا من ذلك.
الروابط مرحّب بها حيث تفيد، ولا مكان لرابط يبيع شيئًا.""",
}
NO_ADS = "Advertising is not welcome here."
UNKIND = "This is not kind."


def open_community(people: list[Customer], staff: Staff, chance: random.Random, now: datetime) -> None:
    Community.objects.create(
        pk=1, is_on=True, rules=RULES, texts=RULES_IN, team=staff.teams["Product advice"]
    )
    boards = {slug: _board(slug) for slug in BOARDS}
    products = {product.external_id: product for product in Product.objects.filter(source="built_in")}
    told = _Told(_members(people, now) | _agents(staff, now), chance, now)
    for begun in begun_topics():
        told.tell(begun, boards[begun.board], products.get(begun.product))
    told.save(staff)
    read_topics()


def _board(slug: str) -> Board:
    new = BOARDS[slug]
    board = Board.objects.create(slug=slug, icon=new.icon, position=list(BOARDS).index(slug) + 1)
    BoardName.objects.bulk_create(
        BoardName(board=board, language=code, name=name, description=about)
        for code, (name, about) in new.names.items()
    )
    return board


def _members(people: list[Customer], now: datetime) -> dict[str, Profile]:
    """Everybody who is named in the topics, as a customer of that language where there is one."""
    free, found = list(people), {}
    for begun in begun_topics():
        for said in begun.said:
            if said.is_agent or said.name in found:
                continue
            who = next((each for each in free if each.language == begun.language), free[0])
            free.remove(who)
            found[said.name] = Profile(
                customer=who,
                pseudonym=said.name,
                looks_like=skeleton(said.name),
                created_at=now - timedelta(days=begun.days_ago, hours=1),
            )
    return found


def _agents(staff: Staff, now: datetime) -> dict[str, Profile]:
    """By their first names, with the @ of the script."""
    return {
        f"@{agent.first_name}": Profile(
            agent=agent, pseudonym=agent.first_name, created_at=now - timedelta(days=90)
        )
        for agent in staff.agents
    }


class _Told:
    """The rows as they become more, and the counts that the verbs would have kept."""

    def __init__(self, profiles: dict[str, Profile], chance: random.Random, now: datetime):
        self.profiles, self.chance, self.now = profiles, chance, now
        self.topics: list[Topic] = []
        self.posts: list[Post] = []
        self.best: list[tuple[Topic, Post]] = []
        self.votes: list[Vote] = []
        self.reports: list[Report] = []

    def tell(self, begun: Begun, board: Board, product: Product | None) -> None:
        at = self.now - timedelta(days=begun.days_ago)
        topic = Topic(
            board=board, kind=begun.kind, language=begun.language, title=begun.title, product=product,
            author=self._who(begun.said[0]), state=State.SHOWN, created_at=at,
        )  # fmt: skip
        self.topics.append(topic)
        mine = [
            self._post(topic, said, at)
            for said, at in zip(begun.said, self._times(at, len(begun.said)), strict=True)
        ]
        mine[0].is_first = True
        topic.answer_count = sum(post.state == State.SHOWN for post in mine[1:])
        topic.last_post_at = max(post.created_at for post in mine if post.state == State.SHOWN)

    def _times(self, begun: datetime, count: int) -> list[datetime]:
        """When each post was written: hours apart, and none in the future."""
        gaps = [self.chance.uniform(0.5, 14) for _ in range(count)]
        share = min(1, (self.now - begun) / timedelta(hours=1) / (sum(gaps) + 1))
        found = [begun]
        for gap in gaps[1:]:
            found.append(found[-1] + timedelta(hours=gap * share))
        return found

    def _who(self, said: Said) -> Profile:
        return self.profiles[f"@{said.name}" if said.is_agent else said.name]

    def _post(self, topic: Topic, said: Said, at: datetime) -> Post:
        post = Post(
            topic=topic, author=self._who(said), text=said.text, html=html_of(said.text), created_at=at,
            state=said.state, why=said.why, vote_count=said.thanks,
            client_id=uuid.UUID(int=self.chance.getrandbits(128), version=4),
        )  # fmt: skip
        self.posts.append(post)
        others = [each for each in self.profiles.values() if each not in (post.author, topic.author)]
        thankful = self.chance.sample(others, said.thanks)
        self.votes += [Vote(post=post, profile=each, created_at=at) for each in thankful]
        if said.is_best:
            self.best.append((topic, post))
        if said.is_reported:
            self.reports.append(Report(post=post, profile=topic.author, words=UNKIND, created_at=at))
        return post

    def save(self, staff: Staff) -> None:
        """Write all of it, the profiles with the counts that the verbs would have kept."""
        self._count()
        Profile.objects.bulk_create(self.profiles.values())
        Topic.objects.bulk_create(self.topics)
        self.posts.sort(key=lambda post: post.created_at)
        Post.objects.bulk_create(self.posts)
        for topic, post in self.best:
            topic.accepted = post
        Topic.objects.bulk_update([topic for topic, _post in self.best], ["accepted"])
        Vote.objects.bulk_create(self.votes)
        Report.objects.bulk_create(self.reports)
        hidden = [post for post in self.posts if post.state == State.HIDDEN]
        moderator = staff.leads["Product advice"]
        Decision.objects.bulk_create(
            Decision(post=post, what=Decision.What.HIDDEN, before=State.SHOWN, reason=NO_ADS, agent=moderator)
            for post in hidden
        )

    def _count(self) -> None:
        for post in self.posts:
            if author := post.author:
                author.shown_count += post.state == State.SHOWN
                author.refused_count += post.state == State.HIDDEN
                author.thanked_count += post.vote_count
        for topic, post in self.best:
            if post.author and post.author is not topic.author:
                post.author.accepted_count += 1
