"""The lead's page of first contacts, the tickets behind its figures, and the file."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from shopbell.promises.contact_counts import contacts_for, counts_of
from shopbell.promises.contact_policy import ContactPolicy
from shopbell.promises.models import FirstContact
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console import behind

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R118")]


@pytest.fixture
def refund(db):
    return ContactReason.objects.create(name="Refund, please", stage="after")


@pytest.fixture
def double_charge(mina, advice):
    return create_ticket(customer=mina, channel="email", subject="I paid twice", team=advice)


@pytest.fixture
def judged(late_parcel, wrong_size, double_charge, refund):
    now = timezone.now()
    for ticket, outcome, because in [
        (late_parcel, "yes", ""), (wrong_size, "no", "answers"), (double_charge, "open", ""),
    ]:  # fmt: skip
        FirstContact.objects.create(
            ticket=ticket, solved_at=now, outcome=outcome, because=because, channel="email", team=ticket.team, need=refund
        )  # fmt: skip


def test_the_page_says_the_share_of_what_is_known_and_leads_to_the_tickets(desk, root, judged):
    page = desk(root).get("/desk/first-contact/").content.decode()
    assert "1 of 2 solved at first contact" in page and "Refund, please" in page
    assert '<bdi dir="ltr">+1</bdi>' in page  # its sign stands before it from right to left too

    behind = desk(root).get("/desk/first-contact/tickets/", {"outcome": "no"}).content.decode()
    assert "1 ticket<" in behind and "more than one answer" in behind and "Where is my parcel?" not in behind


def test_the_list_behind_a_share_is_of_what_the_share_is_of(desk, root, judged, monkeypatch):
    page = desk(root).get("/desk/first-contact/").content.decode()
    cell = page.split('title="1 of 2 solved at first contact"')[0].rsplit('href="', 1)[1].split('"')[0]

    for most in (behind.MOST_COUNTED, 0):  # by its rows, and by the figure of many
        monkeypatch.setattr(behind, "MOST_COUNTED", most)
        found = desk(root).get(unescape(cell)).content.decode()
        assert "2 tickets<" in found and "Where is my parcel?" in found and "I paid twice" not in found


def test_behind_a_week_outside_of_the_page_stand_all_its_tickets_in_pages(desk, root, judged, monkeypatch):
    monkeypatch.setattr(behind, "MOST_COUNTED", 0)
    monkeypatch.setattr(behind, "PER_PAGE", 2)
    long_ago = timezone.localtime() - timedelta(weeks=30)
    FirstContact.objects.update(solved_at=long_ago)
    week = long_ago.date() - timedelta(days=long_ago.weekday())

    page = desk(root).get("/desk/first-contact/tickets/", {"weeks": 4, "week": f"{week}"}).content.decode()

    assert "3 tickets<" in page and "1 / 2" in page


def test_each_figure_is_as_many_tickets_as_it_says(root, judged, late_parcel):
    counts = counts_of(contacts_for(root, None), 4, timezone.now())
    [line] = counts.lines
    assert (line.total.yes, line.total.no, line.total.open, line.total.percent) == (1, 1, 1, 50)

    delete_ticket(late_parcel, by=root)
    assert counts_of(contacts_for(root, None), 4, timezone.now()).total.percent == 0


def test_the_file_holds_a_line_for_each_need_channel_and_week(desk, root, judged):
    lines = desk(root).get("/desk/first-contact/file/", {"weeks": "4"}).content.decode().splitlines()

    assert lines[0].startswith("Contact reason,Channel,Week from,") and len(lines) == 1 + 4
    assert lines[-1].endswith(",1,1,1")


def test_no_name_in_the_file_is_taken_for_a_formula(desk, root, judged, refund):
    ContactReason.objects.filter(pk=refund.pk).update(name="=HYPERLINK(1)")

    lines = desk(root).get("/desk/first-contact/file/").content.decode().splitlines()

    assert lines[1].startswith("'=HYPERLINK(1),")


@pytest.mark.parametrize(
    "query", ["weeks=x", "week=9999-12-31", "need=99999999999999999999", "need=%00&page=7"]
)
def test_made_up_addresses_show_other_rows_or_none(desk, root, judged, query):
    assert desk(root).get(f"/desk/first-contact/tickets/?{query}").status_code == 200
    assert desk(root).get(f"/desk/first-contact/?{query}").status_code == 200


def test_an_empty_desk_says_so(desk, ada):
    assert "Nothing to count yet" in desk(ada).get("/desk/first-contact/").content.decode()


def test_a_lead_counts_the_tickets_of_their_teams_alone(ada, judged, late_parcel, double_charge):
    own = set(contacts_for(ada, list(ada.team_ids)).values_list("ticket", flat=True))

    assert late_parcel.pk in own and double_charge.pk not in own


def test_for_how_many_days_it_must_rest_is_a_setting(desk, root):
    for days in ("0", "61"):
        refused = desk(root).post("/desk/settings/first-contact/", {"days": days})
        assert refused.status_code == 422
        assert "Write a number of days from 1 to 60." in refused.content.decode()
    assert desk(root).post("/desk/settings/first-contact/", {"days": "14"}).status_code == 302

    assert ContactPolicy.current().days == 14
    assert "within 14 days" in desk(root).get("/desk/first-contact/").content.decode()
