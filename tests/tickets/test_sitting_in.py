"""A lead sits in, whispers, takes over: the colleague always knows, the customer never."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.core.errors import Refused
from shopbell.live.looking import look, look_away
from shopbell.live.person import Person, hearable
from shopbell.live.sitting import KEPT, get_up, keep_sitters, sitters
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.mention import read_mentions
from shopbell.tickets.models import Draft, Mention, SittingIn
from shopbell.tickets.sitting_in import sit_in, stop_sitting_in
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.take_over import take_over_ticket
from shopbell.tickets.undo import undo_event
from shopbell.tickets.whisper import whisper

FRAGMENT = {"headers": {"HX-Request": "true"}}


def now():
    return timezone.now()


def page_of(browser, ticket, part=""):
    return browser.get(f"/desk/tickets/{ticket.pk}/{part}").content.decode()


@pytest.fixture
def watched(wrong_size, ada):
    """Bo's ticket, with Ada sitting in."""
    look("one", [(ada.pk, wrong_size.pk)], now())
    sit_in(wrong_size, by=ada)
    return wrong_size


def test_the_colleague_sees_who_sits_in_and_the_timeline_keeps_it(desk, bo, ada, watched):
    assert "Ada sits in" in page_of(desk(bo), watched, "looking/")

    sit_in(watched, by=ada)

    event = watched.events.get(verb="sat_in")
    assert (event.agent, event.data["to"]) == (ada, "Bo Lind")


def test_who_sits_in_reads_what_the_colleague_is_writing(desk, bo, ada, watched):
    keep_draft(watched, "reply", Words("Dear Theo, of cour"), by=bo, version=0)

    assert "Dear Theo, of cour" in page_of(desk(ada), watched, "bench/")

    stop_sitting_in(watched, by=ada)
    assert "Dear Theo" not in page_of(desk(ada), watched, "bench/")
    assert "Ada sits in" not in page_of(desk(bo), watched, "looking/")


def test_nobody_reads_along_who_is_not_shown(desk, bo, ada, watched):
    keep_draft(watched, "reply", Words("Dear Theo"), by=bo, version=0)

    look_away("one", ada.pk, [watched.pk])

    assert sitters(watched.pk, now()) == []
    assert "Dear Theo" not in page_of(desk(ada), watched, "bench/")
    assert "Dear Theo" not in page_of(desk(ada), watched)


def test_a_gap_in_the_line_ends_nothing_and_a_long_one_does(ada, watched):
    look_away("one", ada.pk, [watched.pk])
    keep_sitters(now())
    look("two", [(ada.pk, watched.pk)], now())
    assert sitters(watched.pk, now()) == [ada]

    look_away("two", ada.pk, [watched.pk])
    keep_sitters(now() + KEPT + timedelta(seconds=1))
    assert not SittingIn.objects.exists()


def test_who_stays_for_hours_sits_in_for_hours(ada, watched):
    later = now() + timedelta(hours=2)
    look("one", [(ada.pk, watched.pk)], later)
    keep_sitters(later)

    assert sitters(watched.pk, later) == [ada]


def test_going_on_to_another_ticket_ends_it(ada, watched):
    get_up(ada.pk, [watched.pk], now())
    assert sitters(watched.pk, now()) == [ada]  # another screen of hers still shows it

    look_away("one", ada.pk, [watched.pk])
    get_up(ada.pk, [watched.pk], now())
    assert not SittingIn.objects.exists()


def test_there_must_be_a_colleague_to_sit_in_with(ada, late_parcel, wrong_size):
    for ticket, agent, sentence in [
        (late_parcel, ada, "Nobody has this ticket"),
        (wrong_size, wrong_size.assignee, "This ticket is yours"),
    ]:
        for verb in (sit_in, take_over_ticket, lambda each, by: whisper(each, "Psst", by=by)):
            with pytest.raises(Refused, match=sentence):
                verb(ticket, by=agent)


def test_only_who_may_sit_in_hears_that_something_is_written(bo, ada, watched):
    topics = [f"sitting-{watched.pk}"]

    assert hearable(Person(ada.pk, is_agent=True), topics) == set(topics)
    assert hearable(Person(bo.pk, is_agent=True), topics) == set()


def test_a_whisper_is_marked_and_waits_unread_for_the_colleague(desk, ada, bo, wrong_size):
    note = whisper(wrong_size, "Offer a free return.", by=ada)

    page = page_of(desk(bo), wrong_size)
    assert "note-whisper" in page and "whispers to you" in page and "Offer a free return." in page
    assert "whispers to Bo Lind" in page_of(desk(ada), wrong_size)
    assert Mention.objects.get(message=note).agent == bo
    assert "Offer" not in page_of(desk(bo), wrong_size, "looking/")
    read_mentions(wrong_size, bo, note.pk)
    assert not Mention.objects.filter(seen_at=None).exists()


def test_a_whisper_is_written_once_however_often_it_is_sent(desk, ada, bo, wrong_size):
    form = {"text": "Offer a free return.", "client_id": str(uuid.uuid4())}
    browser = desk(ada)

    answers = [browser.post(f"/desk/tickets/{wrong_size.pk}/whispers/", form, **FRAGMENT) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert wrong_size.messages.filter(kind="note").count() == 1
    assert wrong_size.events.filter(verb="whispered").count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_an_empty_or_endless_whisper_is_refused(ada, wrong_size, text):
    with pytest.raises(Refused):
        whisper(wrong_size, text, by=ada)
    assert not wrong_size.messages.filter(kind="note").exists()


def test_a_hostile_whisper_stays_words(desk, ada, bo, wrong_size):
    whisper(wrong_size, "<img src=x onerror=alert(1)>", by=ada)

    page = page_of(desk(bo), wrong_size)
    assert "<img src=x" not in page and "&lt;img src=x" in page


@pytest.mark.requirement("R103")
def test_taking_over_tells_the_colleague_and_can_be_undone(desk, ada, bo, watched):
    keep_draft(watched, "reply", Words("Dear Theo"), by=bo, version=0)

    event = take_over_ticket(watched, "I know this one.", by=ada)

    watched.refresh_from_db()
    assert watched.assignee == ada
    note = watched.messages.get(kind="note")
    assert (note.text, note.whisper.agent) == ("I know this one.", bo)
    assert Mention.objects.get(agent=bo).seen_at is None
    page = page_of(desk(bo), watched)
    assert "Ada Moreau took this ticket over from Bo Lind." in page
    assert not SittingIn.objects.exists()
    assert Draft.objects.get().agent == bo  # what somebody wrote stays theirs

    undo_event(event, by=ada)
    watched.refresh_from_db()
    assert watched.assignee == bo


def test_a_line_is_not_needed_and_a_solved_ticket_is_left_alone(ada, bo, wrong_size):
    take_over_ticket(wrong_size, by=ada)
    assert wrong_size.messages.get(kind="note").text == "I take this ticket over."

    assign_ticket(wrong_size, bo, by=ada)
    solve_ticket(wrong_size, by=bo)
    with pytest.raises(Refused, match="is solved"):
        take_over_ticket(wrong_size, by=ada)


def test_the_dialog_asks_and_the_answer_offers_the_way_back(desk, ada, wrong_size):
    browser = desk(ada)
    assert "Bo Lind is told at once" in page_of(browser, wrong_size, "take-over/")

    answer = browser.post(f"/desk/tickets/{wrong_size.pk}/take-over/", {"line": "Mine."}, **FRAGMENT)

    assert "close-dialog" in answer.headers["HX-Trigger"] and "undo" in answer.headers["HX-Trigger"]
    assert "Ada Moreau" in answer.content.decode()


def test_an_agent_may_do_none_of_it(desk, bo, ada, wrong_size):
    assign_ticket(wrong_size, ada, by=ada)
    browser = desk(bo)

    for part, form in [("sit-in/", {}), ("whispers/", {"text": "x"}), ("take-over/", {"line": "x"})]:
        assert browser.post(f"/desk/tickets/{wrong_size.pk}/{part}", form).status_code == 403
    assert browser.get(f"/desk/tickets/{wrong_size.pk}/bench/").status_code == 403
    page = page_of(browser, wrong_size)
    assert 'id="bench"' not in page
    assert "Sit in" not in page_of(browser, wrong_size, "more/")
    assign_ticket(wrong_size, bo, by=ada)
    assert "Sit in" in page_of(desk(ada), wrong_size, "more/")


def test_who_may_sit_in_but_not_assign_is_offered_no_taking_over(desk, ada, watched):
    ada.role = Role.objects.create(name="Coach", permissions=["ticket:read_all", "ticket:sit_in"])
    ada.save()
    browser = desk(ada)

    assert "Take over" not in page_of(browser, watched, "bench/")
    assert "Take over" not in page_of(browser, watched, "more/")
    assert browser.post(f"/desk/tickets/{watched.pk}/take-over/", {}).status_code == 403


def test_without_scripts_a_lead_goes_from_the_wall_to_the_ticket(desk, ada, bo, wrong_size):
    look("one", [(bo.pk, wrong_size.pk)], now())
    from shopbell.accounts.availability import mark_seen

    mark_seen(bo.pk, now())
    browser = desk(ada)
    assert f"/desk/tickets/{wrong_size.pk}/sit-in/" in browser.get("/desk/wall/").content.decode()

    answer = browser.post(f"/desk/tickets/{wrong_size.pk}/sit-in/", {"sit": "yes"})

    assert answer.headers["Location"] == f"/desk/tickets/{wrong_size.pk}/"
    assert SittingIn.objects.get().agent == ada


@pytest.mark.parametrize("part", ["sit-in/", "whispers/", "take-over/", "bench/"])
def test_a_ticket_of_others_is_not_there_for_a_coach_of_another_team(desk, ada, cy, wrong_size, part):
    cy.role = Role.objects.create(
        name="Coach", permissions=["ticket:read_team", "ticket:sit_in", "ticket:assign"]
    )
    cy.save()
    browser = desk(cy)

    answers = {browser.get(f"/desk/tickets/{wrong_size.pk}/{part}").status_code}
    answers.add(browser.post(f"/desk/tickets/{wrong_size.pk}/{part}", {"text": "x"}).status_code)

    assert answers <= {404, 405}
    assert not wrong_size.messages.filter(kind="note").exists()
