"""What was read, whether a ticket followed, and what the figures make of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.helpcenter.article_read import ArticleRead, ReadBefore, ReadDay, note_ticket, settle_readings
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.figures import figures
from shopbell.helpcenter.stale import StaleFlag, look_over
from shopbell.helpcenter.visit import VisitKey, visit_of
from shopbell.helpcenter.vote import cast_vote
from shopbell.helpcenter.wishes import is_named
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket, create_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R54")]
BROWSER = {"user-agent": "Mozilla/5.0 Firefox/140.0"}
FORM = {"name": "Mina", "email": "mina@shopper.example", "text": "Where is it?", "client_id": "6a6c1f6e-7a0a-4f0f-9a52-1de1f8f3a001"}  # fmt: skip


@pytest.fixture
def shopper():
    """A browser at a public address."""
    return Client(REMOTE_ADDR="9.9.9.9", headers=BROWSER)


def read(browser, text, **kwargs):
    address = f"/help/{text.language}/articles/{text.article_id}/{text.slug}/"
    assert browser.get(address, **kwargs).status_code == 200


def ago(days):
    """What was read today was read so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    ArticleRead.objects.update(day=day)
    VisitKey.objects.update(day=day)


def settle(days=4):
    return settle_readings(timezone.now() + timedelta(days=days))


def test_a_visit_reads_an_article_once_a_day_and_other_browsers_are_others(shopper, write):
    text = write("How to pay")
    read(shopper, text)
    read(shopper, text)
    read(Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Safari"}), text)

    assert ArticleRead.objects.count() == 2 and not shopper.cookies
    assert not any("9.9.9.9" in visit for visit in ArticleRead.objects.values_list("visit", flat=True))


def test_programs_what_is_fetched_ahead_and_agents_are_no_readers(desk, bo, write):
    text = write("How to pay")
    read(Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Googlebot/2.1"}), text)
    read(Client(REMOTE_ADDR="9.9.9.9", headers=BROWSER | {"sec-purpose": "prefetch;prerender"}), text)
    read(desk(bo), text, headers=BROWSER)

    assert not ArticleRead.objects.exists() and not ReadDay.objects.exists()


def test_a_ticket_of_the_same_browser_follows_what_it_read(shopper, write, contact_inbox):
    paid, back = write("How to pay"), write("How to send it back")
    read(shopper, paid)
    read(Client(REMOTE_ADDR="1.1.1.1", headers=BROWSER), back)
    ago(2)

    shopper.post(f"/contact/{contact_inbox.public_key}/", FORM)

    assert list(ReadBefore.objects.values_list("ticket", "article")) == [
        (Ticket.objects.get().pk, paid.article_id)
    ]
    settle()
    sums = ReadDay.objects.order_by("article_id").values_list("article_id", "reads", "followed")
    assert list(sums) == [(paid.article_id, 1, 1), (back.article_id, 1, 0)]


def test_a_ticket_after_the_stated_days_does_not_follow(shopper, write, contact_inbox, centre):
    centre.follow_days = 1
    centre.save()
    read(shopper, write("How to pay"))
    ago(2)

    shopper.post(f"/contact/{contact_inbox.public_key}/", FORM)

    assert not ReadBefore.objects.exists() and ArticleRead.objects.get().is_followed is False


def test_the_same_form_twice_is_counted_once(shopper, write, contact_inbox):
    read(shopper, write("How to pay"))
    for _ in range(2):
        shopper.post(f"/contact/{contact_inbox.public_key}/", FORM)

    assert ReadBefore.objects.count() == 1


def test_a_settled_day_keeps_sums_and_nothing_by_which_a_visit_is_known(shopper, write):
    read(shopper, write("How to pay"))

    assert settle(days=3) == 0 and VisitKey.objects.exists()
    assert settle(days=4) == 1 and settle(days=4) == 0
    assert ReadDay.objects.get().reads == 1
    assert not ArticleRead.objects.exists() and not VisitKey.objects.exists()


def test_readers_from_no_public_address_are_counted_apart(client, write, desk, bo):
    text = write("How to pay")
    for _ in range(3):
        read(client, text, headers=BROWSER)

    day = ReadDay.objects.get()
    assert (day.reads, day.unknown) == (0, 3)
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert "3 readings are left out" in page and "No reading is settled yet." in page


def test_the_hash_of_a_visit_changes_with_the_day(rf):
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", headers=BROWSER)
    today = visit_of(request)
    VisitKey.objects.update(day=timezone.localdate() - timedelta(days=1))

    assert visit_of(request) != today


def counted(text, reads, followed, days=5):
    day = timezone.localdate() - timedelta(days=days)
    ReadDay.objects.create(
        article=text.article, language=text.language, day=day, reads=reads, followed=followed
    )


def test_the_figures_say_what_share_no_ticket_followed_and_state_how_it_is_counted(write, desk, bo):
    good, bad = write("How to pay"), write("How to send it back")
    counted(good, 90, 1)
    counted(bad, 10, 4)
    counted(bad, 50, 50, days=40)
    cast_vote(bad.article.versions.get(), "reader", is_useful=False)

    found = figures(4)
    assert (found.total.reads, found.total.followed, found.total.spared) == (100, 5, 95)
    assert [(line.what.title, line.spared, line.votes.no) for line in found.lines] == [
        ("How to send it back", 60, 1), ("How to pay", 99, 0),
    ]  # fmt: skip
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert "95%" in page and "the true share is lower" in page and "in the 3 days after" in page
    rows = desk(bo).get("/desk/help/figures/file/").content.decode().splitlines()
    assert f"Article,{bad.article_id},How to send it back,10,4,0,1" in rows
    assert figures(13).total.followed == 55


def test_weeks_end_with_the_last_day_that_is_settled_and_begin_with_the_first_reading(write, desk, bo):
    text = write("How to pay")
    counted(text, 90, 1, days=5)
    counted(text, 8, 2, days=11)
    counted(text, 10, 4, days=12)
    counted(text, 50, 50, days=40)

    found = figures(4)
    today = timezone.localdate()
    assert [(week.until, week.size, week.part) for week in found.weeks] == [
        (today - timedelta(days=12), 10, 4), (today - timedelta(days=5), 98, 3),
    ]  # fmt: skip
    assert (found.best_week, found.most_reads) == (98, 108) and len(figures(13).weeks) == 6
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert (
        "The same as a table" in page and page.count('class="bar-risk"') == 4
    )  # legend, two weeks, one article


def test_without_a_reading_there_are_no_weeks(write):
    write("How to pay")

    assert (figures(4).weeks, figures(4).best_week, figures(4).most_reads) == ([], 0, 0)


def test_figures_are_written_as_the_reader_writes_numbers(write, desk, bo):
    counted(write("How to pay"), 12_480, 4_321)

    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert "8,159 of 12,480 readings" in page and ">4,321</td>" in page
    bo.language = "de"
    bo.save()
    assert ">12.480</td>" in desk(bo).get("/desk/help/figures/").content.decode()


@pytest.mark.requirement("R56")
def test_what_to_write_next_comes_from_tickets_without_an_article_and_articles_before_tickets(
    write, desk, bo, mina, returns
):
    reason = ContactReason.objects.create(stage="after", name="Wobbly lampshade")
    named = ContactReason.objects.create(stage="after", name="Pay by invoice")
    carried = ContactReason.objects.create(stage="after", name="Crooked shelf")
    write("Put it straight").article.reasons.add(carried)
    for each in (reason, named, carried):
        for _ in range(5):
            create_ticket(customer=mina, channel="form", subject="?", reason=each, team=returns)
    counted(write("How to pay by invoice"), 400, 4)
    counted(write("How to send it back"), 40, 20)

    page = desk(bo).get("/desk/help/figures/").content.decode()

    assert "Wobbly lampshade" in page and "5 tickets, and no article of this name" in page
    assert "/desk/help/new/?title=Wobbly+lampshade" in page and "› Pay by invoice" not in page
    assert "› Crooked shelf" not in page
    assert "20 of 40 readings were followed by a ticket" in page


def test_tickets_that_an_agent_may_not_read_are_no_sign_for_them(write, desk, cy, mina, returns):
    write("How to pay")
    reason = ContactReason.objects.create(stage="after", name="Wobbly lampshade")
    for _ in range(9):
        create_ticket(customer=mina, channel="form", subject="?", reason=reason, team=returns)

    assert "Wobbly lampshade" not in desk(cy).get("/desk/help/figures/").content.decode()


@pytest.mark.parametrize(
    ("name", "is_found"), [("Send it back", True), ("Sending a sofa", False), ("Wobbly lampshade", False)]
)
def test_an_article_is_named_like_a_reason_when_half_of_its_words_stand_in_its_head(name, is_found):
    assert is_named(name, [{"how", "to", "send", "something", "back"}]) == is_found


@pytest.mark.requirement("R48")
def test_an_article_after_which_people_keep_writing_is_in_doubt(write):
    counted(write("How to pay"), 1000, 20)
    bad = write("How to send it back")
    counted(bad, 60, 24)

    look_over(timezone.now())

    flag = StaleFlag.objects.get()
    assert flag.article == bad.article and flag.words.startswith("24 of 60 who read it")


def test_a_ticket_is_noted_twice_without_a_trace(shopper, write, rf, late_parcel):
    read(shopper, write("How to pay"))
    request = rf.post("/", REMOTE_ADDR="9.9.9.9", headers=BROWSER)

    note_ticket(request, late_parcel.pk)
    note_ticket(request, late_parcel.pk)

    assert ReadBefore.objects.get().ticket == late_parcel and HelpCentre.current().follow_days == 3


def test_tickets_and_votes_of_a_time_are_found_by_their_moment(write, desk, bo):
    """By their day each of a million would be looked at: no index knows it."""
    with CaptureQueriesContext(connection) as asked:
        desk(bo).get("/desk/help/figures/")

    by_day = [
        each["sql"] for each in asked if re.search(r"_at\" AT TIME ZONE|\"at\" AT TIME ZONE", each["sql"])
    ]
    assert by_day == []
