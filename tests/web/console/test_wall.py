"""The wall of a lead: what it counts, whom it shows it to, and what a drag does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.accounts.availability import choose_availability, mark_seen
from shopbell.accounts.models import Membership, Role
from shopbell.channels.inbox import set_inbox
from shopbell.live.looking import look
from shopbell.live.person import Person, hearable
from shopbell.promises.models import TicketClocks
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console.risk import at_risk
from shopbell.web.console.wall import wall_of
from tests.cast import agent, customer

FRAGMENT = {"headers": {"HX-Request": "true"}}


def now():
    return timezone.now()


def figures(line):
    return (line.figures.open, line.figures.first_reply, line.figures.unassigned, line.figures.chats)


def waiting(person, channel, waited, team=None):
    """A ticket of `person` on `channel` whose customer waits since `waited` ago."""
    at = now() - waited
    ticket = create_ticket(customer=person, channel=channel, subject=f"{channel} {waited}", team=team, at=at)
    receive_message(ticket, "Hello?", customer=person, channel=channel, at=at)
    return ticket


def test_each_queue_is_counted_by_team_and_by_inbox(ada, advice, late_parcel, wrong_size, care, shop_chat):
    set_inbox(late_parcel, care)
    set_inbox(wrong_size, shop_chat)

    wall = wall_of(ada, now())

    assert [(line.of.name, figures(line)) for line in wall.teams] == [("Returns", (2, 2, 1, 1))]
    assert [(line.of.name, figures(line)) for line in wall.inboxes] == [
        ("Shop chat", (1, 1, 0, 1)),
        ("Care", (1, 1, 1, 0)),
    ]
    assert wall.teams[0].figures.waiting_since == late_parcel.waiting_since
    assert (wall.total.open, wall.total.unassigned) == (2, 1)


def test_what_rests_or_was_answered_is_not_counted_as_if_it_waited(ada, bo, late_parcel, wrong_size):
    snooze_ticket(late_parcel, until=now() + timedelta(days=1), by=ada)
    write_reply(wrong_size, "Of course.", by=bo, channel="chat")

    line = wall_of(ada, now()).teams[0]

    assert (figures(line), line.figures.waiting_since) == ((1, 0, 0, 1), None)


def test_a_lead_sees_the_teams_they_lead_and_an_admin_all_and_what_is_of_none(ada, root, advice, theo, cy):
    waiting(theo, "email", timedelta(hours=1), advice)
    waiting(theo, "email", timedelta(hours=1))

    mine, whole = wall_of(ada, now()), wall_of(root, now())

    assert [(line.of.name, line.figures.open) for line in mine.teams] == [("Returns", 0)]
    assert [worker.agent for worker in mine.workers] == [] and mine.absent == 1
    assert [(str(line.of), line.figures.open) for line in whole.teams] == [
        ("Product advice", 1),
        ("Returns", 0),
        ("None", 1),
    ]
    assert whole.absent == 3


def test_who_leads_no_team_is_told_where_that_is_said(desk, ada):
    Membership.objects.update(is_lead=False)

    assert "You lead no team yet" in desk(ada).get("/desk/wall/").content.decode()


def test_who_is_there_with_how_much_they_carry_and_what_they_look_at(ada, bo, late_parcel, wrong_size):
    mark_seen(bo.pk, now())
    choose_availability(bo, "busy")
    look("one", [(bo.pk, late_parcel.pk)], now())
    look("two", [(bo.pk, late_parcel.pk)], now())
    bo.capacity = 1
    bo.save()

    (worker,) = wall_of(ada, now()).workers

    assert (worker.agent, worker.state, worker.load, worker.chats, worker.is_full) == (bo, "busy", 1, 1, True)
    assert worker.looking == [late_parcel]
    assert worker.waiting_since == wrong_size.waiting_since


def test_who_went_with_open_tickets_is_shown_with_the_way_to_hand_them_over(desk, ada, bo, wrong_size):
    address = f"/desk/handover/?of={bo.pk}"
    assert address in desk(ada).get("/desk/wall/now/").content.decode()

    mark_seen(bo.pk, now())
    assert address not in desk(ada).get("/desk/wall/now/").content.decode()


def test_what_somebody_looks_at_is_shown_only_to_those_who_may_see_it(ada, bo, advice, theo):
    other = waiting(theo, "email", timedelta(hours=1), advice)
    mark_seen(bo.pk, now())
    look("one", [(bo.pk, other.pk)], now())
    narrow = Role.objects.create(name="Narrow lead", permissions=["wall:read", "ticket:read_team"])
    ada.role = narrow
    ada.save()

    assert wall_of(type(ada).objects.get(pk=ada.pk), now()).workers[0].looking == []


def test_a_short_wait_in_a_chat_presses_more_than_a_long_one_by_mail(theo, mina, db):
    mail = waiting(theo, "email", timedelta(hours=20))
    chat = waiting(theo, "chat", timedelta(minutes=5))
    late = waiting(mina, "email", timedelta(days=2))
    waiting(mina, "email", timedelta(hours=3))
    waiting(mina, "chat", timedelta(seconds=10))

    assert at_risk(Ticket.objects.all(), now(), most=9) == [late, chat, mail]
    assert at_risk(Ticket.objects.all(), now(), most=1) == [late]


def test_a_ticket_stands_in_one_list_only(ada, theo, returns):
    risk = waiting(theo, "email", timedelta(days=2), returns)
    fresh = waiting(theo, "email", timedelta(hours=1), returns)

    wall = wall_of(ada, now())

    assert (wall.risks, wall.unassigned) == ([risk], [fresh])


def test_a_wall_is_asked_in_as_many_questions_whatever_there_is(desk, root, returns, advice, care, bo):
    def questions():
        browser = desk(root)
        browser.get("/desk/wall/now/")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/desk/wall/now/")
        assert page.status_code == 200
        return len(asked)

    set_inbox(waiting(customer("First Shopper"), "email", timedelta(days=3), returns), care)
    mark_seen(bo.pk, now())
    few = questions()
    for number in range(12):
        person = agent(f"Agent{number} Lind", "Agent", returns if number % 2 else advice)
        mark_seen(person.pk, now())
        ticket = waiting(
            customer(f"Shopper{number} X"), "chat" if number % 3 else "email", timedelta(days=number), returns
        )
        Ticket.objects.filter(pk=ticket.pk).update(assignee=person)
        waiting(customer(f"Other{number} X"), "email", timedelta(minutes=number), advice)
        look("one", [(person.pk, ticket.pk)], now())

    assert questions() == few <= 14


def test_a_ticket_is_given_to_an_agent_and_comes_back_by_undo(desk, ada, bo, late_parcel):
    browser = desk(ada)

    answer = browser.post("/desk/wall/assign/", {"ticket": late_parcel.pk, "agent": bo.pk}, **FRAGMENT)

    late_parcel.refresh_from_db()
    assert late_parcel.assignee == bo
    event = late_parcel.events.get(verb="assigned")
    assert event.agent == ada
    way_back = f"/desk/wall/undo/{event.pk}/"
    assert way_back in answer.headers["HX-Trigger"] and "Bo Lind" in answer.headers["HX-Trigger"]

    browser.post(way_back, **FRAGMENT)
    browser.post(way_back, **FRAGMENT)
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None


def test_in_the_queue_of_a_team_a_ticket_is_nobody_s_and_undo_brings_both_back(
    desk, root, bo, wrong_size, advice, returns
):
    browser = desk(root)

    browser.post("/desk/wall/assign/", {"ticket": wrong_size.pk, "team": advice.pk}, **FRAGMENT)

    wrong_size.refresh_from_db()
    assert (wrong_size.team, wrong_size.assignee) == (advice, None)
    moved = wrong_size.events.get(verb="moved")
    assert moved.effects.get().verb == "unassigned"
    browser.post(f"/desk/wall/undo/{moved.pk}/", **FRAGMENT)
    wrong_size.refresh_from_db()
    assert (wrong_size.team, wrong_size.assignee) == (returns, bo)


def test_back_to_its_own_queue(desk, ada, wrong_size, returns):
    desk(ada).post("/desk/wall/assign/", {"ticket": wrong_size.pk, "team": returns.pk}, **FRAGMENT)

    wrong_size.refresh_from_db()
    assert wrong_size.assignee is None
    assert not wrong_size.events.filter(verb="moved").exists()


def test_the_same_again_leaves_no_trace(desk, ada, bo, wrong_size):
    answer = desk(ada).post("/desk/wall/assign/", {"ticket": wrong_size.pk, "agent": bo.pk}, **FRAGMENT)

    assert "already" in answer.headers["HX-Trigger"] and "undo" not in answer.headers["HX-Trigger"]
    assert not wrong_size.events.filter(verb="assigned").exists()


@pytest.mark.parametrize(
    "what", [{"agent": "cy"}, {"team": "advice"}, {"team": "9" * 30}, {}, {"agent": "x"}]
)
def test_only_who_stands_on_the_wall_can_be_given_a_ticket(desk, ada, cy, advice, late_parcel, what):
    known = {"cy": cy.pk, "advice": advice.pk}
    form = {name: known.get(value, value) for name, value in what.items()}

    answer = desk(ada).post("/desk/wall/assign/", {"ticket": late_parcel.pk, **form}, **FRAGMENT)

    assert answer.status_code == 404
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None and late_parcel.team.name == "Returns"


def test_an_agent_has_no_wall_and_a_lead_who_may_not_assign_only_looks(desk, ada, bo, late_parcel):
    browser = desk(bo)
    assert browser.get("/desk/wall/").status_code == 403
    assert 'href="/desk/wall/"' not in browser.get("/desk/views/mine/").content.decode()
    assert browser.post("/desk/wall/assign/", {"ticket": late_parcel.pk, "agent": bo.pk}).status_code == 403

    ada.role = Role.objects.create(name="Watcher", permissions=["wall:read", "ticket:read_all"])
    ada.save()
    browser = desk(ada)
    page = browser.get("/desk/wall/").content.decode()
    assert "Where is my parcel?" in page
    assert "data-drag" not in page and "wall-assign" not in page
    assert browser.post("/desk/wall/assign/", {"ticket": late_parcel.pk, "agent": bo.pk}).status_code == 403


def test_without_scripts_the_menu_of_a_ticket_leads_back_to_the_wall(desk, ada, bo, cy, late_parcel):
    browser = desk(ada)
    menu = browser.get(f"/desk/wall/tickets/{late_parcel.pk}/").content.decode()
    assert "Bo Lind" in menu and "Cy Adeyemi" not in menu

    answer = browser.post("/desk/wall/assign/", {"ticket": late_parcel.pk, "agent": bo.pk}, follow=True)

    assert answer.request["PATH_INFO"] == "/desk/wall/"
    assert "Ada Moreau assigned this ticket to Bo Lind." in answer.content.decode()


def test_a_hostile_subject_stays_words(desk, ada, mina, returns):
    evil = '"><script>alert(1)</script>'
    ticket = create_ticket(customer=mina, channel="email", subject=evil, team=returns)
    receive_message(ticket, "x", customer=mina, channel="email")

    page = desk(ada).get("/desk/wall/now/").content.decode()

    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_who_looks_at_what_is_heard_by_those_who_have_a_wall(ada, bo, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert hearable(Person(ada.pk, is_agent=True), ["wall", "queue"]) == {"wall", "queue"}
        assert hearable(Person(bo.pk, is_agent=True), ["wall", "queue"]) == {"queue"}
    assert hearable(Person(1, is_agent=False), ["wall"]) == set()


def test_large_figures_for_a_monitor(desk, ada):
    assert 'class="wall is-monitor"' in desk(ada).get("/desk/wall/?monitor=1").content.decode()
    assert "is-monitor" not in desk(ada).get("/desk/wall/").content.decode()


def test_a_wait_whose_promise_is_late_is_shown_so_in_its_queue_and_with_its_agent(desk, root, returns, bo):
    ticket = waiting(customer("First Shopper"), "email", timedelta(hours=3), returns)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=bo)
    page = desk(root).get("/desk/wall/now/").content.decode()
    assert "1 late" not in page and 'class="badge badge-broken"' not in page

    an_hour_ago = now() - timedelta(hours=1)
    late = {"goal": "first_reply", "due_at": an_hour_ago, "warn_at": an_hour_ago}
    TicketClocks.objects.update_or_create(ticket=ticket, defaults=late)

    page = desk(root).get("/desk/wall/now/").content.decode()
    assert page.count("1 late") == 2  # of the team and of Bo
    assert page.count('class="badge badge-broken"') == 4  # those, of all, and the ticket at risk
