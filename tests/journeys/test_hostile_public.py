"""What shoppers and writers of the shop may type anywhere in public runs nowhere, and turns no words beside it round."""

# ruff: noqa: F811 (the fixture is used by its name)

import uuid
from html import escape
from urllib.parse import quote

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.announcements.incident import Kind as Trouble
from shopbell.announcements.models import Announcement, StatusPart
from shopbell.announcements.publishing import About, Said, begin_incident
from shopbell.community.models import Board, Community, Post, Profile, Topic
from shopbell.community.writing import NewTopic, begin_topic, write_post
from shopbell.core.html import clean
from shopbell.core.storable import storable, storable_name
from shopbell.customers.models import Customer
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.body import clean_body
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import MOST_CHOICES, Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step
from shopbell.helpcenter.publishing import publish
from shopbell.search.help.index import catch_up
from shopbell.shop.models import OrderLine
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket, one_line

from .test_community import sign_in
from .watching import NAUGHTY, ours, watched  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R171")]
EVERY = ours() + NAUGHTY
BY_PAGE = 40
PORTIONS = [EVERY[at : at + BY_PAGE] for at in range(0, len(EVERY), BY_PAGE)]


def line(vector: str, most: int = 150) -> str:
    return one_line(storable(vector))[:most] or "-"


@pytest.fixture
def category(site):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Returns")
    return category


def test_nothing_that_members_write_in_the_community_runs(watched, ada, returns, category):
    Community.objects.create(pk=1, is_on=True, looked_at_first=0, team=returns)
    board = Board.objects.create(slug="lamps")
    board.names.create(language="en", name="Lamps <img src=x onerror=alert(1)>")
    staff = Profile.objects.create(agent=ada, pseudonym="Ada")
    reader, paths = watched(), ["/community/en/", "/community/en/boards/lamps/"]
    authors = []
    for at, vector in enumerate(EVERY):  # no form lets these in; what was kept once is shown all the same
        customer = Customer.objects.create(name=line(vector))
        authors.append(
            Profile.objects.create(
                customer=customer, pseudonym=line(vector, 30), looks_like=f"vector {at}", shown_count=1
            )
        )
    for some in PORTIONS:
        for vector in some:
            wish = NewTopic(board, "en", line(vector), "Look below.")
            topic = begin_topic(wish, by=staff, client_id=uuid.uuid4())
            Topic.objects.filter(pk=topic.pk).update(author=authors[EVERY.index(vector)])
        for vector in some:
            post = write_post(topic, f"{vector}\n\nAnd `{vector}`", by=staff, client_id=uuid.uuid4())
            Post.objects.filter(pk=post.pk).update(author=authors[EVERY.index(vector)])
        paths.append(f"/community/en/topics/{topic.pk}/{topic.slug}/")
    paths += [f"/community/en/members/{authors[at].pk}/" for at in (0, len(ours()))]
    for path in paths:
        reader.look_over(path)

    assert reader.faults == []


def test_nothing_that_stands_in_a_guide_runs(watched, ada, category):
    reader, size = watched(), MOST_CHOICES
    for begin in range(0, len(EVERY), size):
        some = EVERY[begin : begin + size]
        guide = begin_guide("en", line(some[0]), category, by=ada)
        rows = [(0, line(vector), Kind.ANSWER) for vector in some]
        said = {
            "title": line(some[-1]),
            "text": "\n\n".join(each for each in some if "<var" not in each),
            "choices": rows,
        }
        write_step(guide, 1, "en", said, by=ada, seen=guide.revision)
        guide.refresh_from_db()
        choice = guide.tree.steps[0].choices[-1]
        for each in guide.tree.steps[0].choices:
            write_step(
                guide, each.to, "en", {"title": "An end", "text": "Words."}, by=ada, seen=guide.revision
            )
            guide.refresh_from_db()
        publish_guide(guide, by=ada, seen=guide.revision)
        reader.look_over(f"/help/en/guides/{guide.slug}/")
    reader.look_over(f"/help/en/guides/{guide.slug}/{choice.id}/")
    reader.look_over("/help/en/")

    assert reader.faults == []


def test_nothing_in_the_news_or_said_of_an_incident_runs(watched, ada, category):
    part = StatusPart.objects.create(slug="payments")
    part.names.create(language="en", name="Payments <img src=x onerror=alert(1)>")
    reader, paths = watched(), ["/help/en/status/", "/help/en/news/"]
    for vector in EVERY:
        about = About(Trouble.OUTAGE, {"en": line(vector, 120)}, [part])
        incident = begin_incident(about, Said({"en": vector.strip() or "-"}), by=ada)
        news = Announcement.objects.create(publish_at=timezone.now())
        body = clean_body(storable(f"<p>Before</p>{vector}<p>After</p>"))
        news.texts.create(language="en", title=line(vector), summary=line(vector), body=body)
    paths.append(f"/help/en/status/{incident.pk}/")
    paths.append(f"/help/en/news/{news.pk}/{news.texts.get().slug}/")
    for path in paths:
        reader.look_over(path)

    assert reader.faults == []


def test_nothing_that_stands_in_the_portal_runs(watched, site, mina, order, late_parcel):
    mina.name = "\u202e" + "<img src=x onerror=alert(1)>"
    mina.save()
    for at, vector in enumerate(EVERY):
        create_ticket(customer=mina, subject=line(vector, 200), channel="email")
        message, _ = receive_message(
            late_parcel, storable(vector), customer=mina, channel="email", html=clean(vector)
        )
        name = storable_name(line(vector, 120))
        keep_attachment([b"plain"], name=name, content_type="text/plain", message=message)
        OrderLine.objects.create(
            order=order, external_id=f"vector {at}", name=line(vector), options={"colour": line(vector, 40)}, price_cents=1
        )  # fmt: skip
    shopper = watched()
    sign_in(shopper.page, mina, site)
    question, bought = f"/portal/questions/{late_parcel.pk}/", f"/portal/orders/{order.pk}/"
    for path in ("/portal/", "/portal/questions/", question, "/portal/orders/", bought):
        shopper.look_over(path)

    assert shopper.faults == []


def test_nothing_that_a_search_finds_or_suggests_runs(watched, ada, category):
    for vector in EVERY:
        article = Article.objects.create(category=category, language="en")
        words = {
            "title": f"lamp {line(vector)}"[:150],
            "summary": line(vector),
            "body": f"<p>The lamp {escape(storable(vector))}</p>",
        }
        publish(write_draft(article, "en", words, by=ada), by=ada)
    while catch_up():
        pass
    reader = watched()
    for asked in (
        "lamp",
        "lamp alert",
        "lamp onerror",
        "lamp script",
        "lamp \u202e<img src=x onerror=alert(1)>",
    ):
        reader.look_over(f"/help/en/search/?q={quote(asked)}")
    box = reader.page.get_by_role("combobox", name="Search the help centre").first
    for asked in ("lamp", "lamp onerror", "lamp script"):
        box.fill(asked)
        expect(reader.page.get_by_role("option").first).to_be_visible()
        reader.touch("body")

    assert reader.faults == []
