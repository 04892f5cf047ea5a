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
from shopbell.search.ask import MOST_CHARACTERS
from shopbell.search.help.index import catch_up
from shopbell.shop.models import OrderLine
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket

from .test_community import sign_in
from .watching import by_line, by_vector, line, ours, packed, portions, watched  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R171")]
BY_PAGE = 40
ASKED = ["lamp", "lamp alert", "lamp onerror", "lamp script", "lamp \u202e<img src=x onerror=alert(1)>"]


@pytest.fixture
def category(site):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Returns")
    return category


@by_vector
def test_nothing_that_members_write_in_the_community_runs(watched, ada, returns, category, every):
    Community.objects.create(pk=1, is_on=True, looked_at_first=0, team=returns)
    for at, vector in enumerate(every):
        name = {"name": line(vector, 80), "description": line(vector, 200)}
        Board.objects.create(slug=f"board-{at}").names.create(language="en", **name)
    board = Board.objects.create(slug="lamps")
    board.names.create(language="en", name="Lamps <img src=x onerror=alert(1)>")
    staff = Profile.objects.create(agent=ada, pseudonym="Ada")
    reader, paths = watched(), ["/community/en/", "/community/en/boards/lamps/"]
    authors = {}
    for at, vector in enumerate(every):  # no form lets these in; what was kept once is shown all the same
        customer = Customer.objects.create(name=line(vector))
        authors[vector] = Profile.objects.create(
            customer=customer, pseudonym=line(vector, 30), looks_like=f"vector {at}", shown_count=1
        )
    for some in portions(every, BY_PAGE):
        for vector in some:
            wish = NewTopic(board, "en", line(vector), "Look below.")
            topic = begin_topic(wish, by=staff, client_id=uuid.uuid4())
            Topic.objects.filter(pk=topic.pk).update(author=authors[vector])
        for vector in some:
            post = write_post(topic, f"{vector}\n\nAnd `{vector}`", by=staff, client_id=uuid.uuid4())
            Post.objects.filter(pk=post.pk).update(author=authors[vector])
        paths.append(f"/community/en/topics/{topic.pk}/{topic.slug}/")
    paths += [f"/community/en/members/{authors[every[at]].pk}/" for at in (0, len(ours()))]
    for path in paths:
        reader.look_over(path)

    assert reader.faults == []


@by_vector
def test_nothing_that_stands_in_a_guide_runs(watched, ada, category, every):
    reader = watched()
    for some in portions(every, MOST_CHOICES):
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


@by_vector
def test_nothing_in_the_news_or_said_of_an_incident_runs(watched, ada, category, every):
    part = StatusPart.objects.create(slug="payments")
    part.names.create(language="en", name="Payments <img src=x onerror=alert(1)>")
    reader, paths = watched(), ["/help/en/status/", "/help/en/news/"]
    for vector in every:
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


@by_vector
def test_nothing_that_stands_in_the_portal_runs(watched, site, mina, order, late_parcel, every):
    mina.name = "\u202e" + "<img src=x onerror=alert(1)>"
    mina.save()
    for at, vector in enumerate(every):
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


@by_line
def test_nothing_that_a_search_is_asked_finds_or_suggests_runs(watched, ada, category, every):
    for at, vector in enumerate(every):
        named = Category.objects.create(slug=f"category-{at}")
        named.names.create(language="en", name=line(vector, 80), description=line(vector, 200))
        article = Article.objects.create(category=named, language="en")
        words = {
            "title": f"lamp {line(vector)}"[:150],
            "summary": line(vector),
            "body": f"<p>The lamp {escape(storable(vector))}</p>",
        }
        publish(write_draft(article, "en", words, by=ada), by=ada)
    while catch_up():
        pass
    reader = watched()
    for asked in ASKED + packed(every, MOST_CHARACTERS):
        reader.look_over(f"/help/en/search/?q={quote(asked)}")
    box = reader.page.get_by_role("combobox", name="Search the help centre").first
    for asked in ("lamp", "lamp onerror", "lamp script"):
        box.fill(asked)
        expect(reader.page.get_by_role("option").first).to_be_visible()
        reader.touch("body")
    reader.look_over("/help/en/")
    reader.look_over(f"/help/en/topics/{named.slug}/")

    assert reader.faults == []
