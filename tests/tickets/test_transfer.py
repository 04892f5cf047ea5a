"""Transfer with a brief: the next person knows what was tried and promised, so the customer need not explain again."""

import pytest
from django.db import connection

from shopbell.core.errors import Refused
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.transfer import (
    Brief,
    Words,
    acknowledge_brief,
    pinned_brief,
    take_back_transfers,
    transfer_ticket,
)

FRAGMENT = {"headers": {"HX-Request": "true"}}
WORDS = Words("The carrier lost it.", "Called the carrier twice.", "A new one by Friday.")


@pytest.mark.requirement("R103")
def test_the_receiver_sees_what_was_tried_and_promised_until_they_have_read_it(
    desk, late_parcel, ada, bo, cy, advice
):
    transfer_ticket(late_parcel, WORDS, team=advice, agent=cy, by=ada)
    late_parcel.refresh_from_db()
    assert (late_parcel.team, late_parcel.assignee) == (advice, cy)

    browser = desk(cy)
    page = browser.get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    pinned = page[page.index('class="brief"') : page.index('id="messages"')]
    assert all(words in pinned for words in (WORDS.text, WORDS.tried, WORDS.promised, "Ada Moreau"))
    folded = "<summary>The brief that stands above the messages</summary>"
    assert folded in page

    brief = pinned_brief(late_parcel)
    browser.post(f"/desk/tickets/{late_parcel.pk}/briefs/{brief.pk}/read/", **FRAGMENT)
    browser.post(f"/desk/tickets/{late_parcel.pk}/briefs/{brief.pk}/read/", **FRAGMENT)
    page = browser.get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert 'class="brief"' not in page and folded not in page and WORDS.text in page
    assert late_parcel.events.filter(verb="brief_read", agent=cy).count() == 1


def test_the_brief_is_a_note_of_the_timeline_and_its_own_event(late_parcel, ada, bo):
    transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)

    note = late_parcel.messages.get(kind="note")
    assert (
        note.text
        == "The carrier lost it.\n\nTried: Called the carrier twice.\n\nPromised: A new one by Friday."
    )
    event = late_parcel.events.get(verb="transferred")
    assert (event.agent, event.data["to_id"]) == (ada, bo.pk)
    assert [each.verb for each in event.effects.order_by("pk")] == ["assigned"]


def test_without_a_brief_or_a_receiver_nothing_moves(late_parcel, wrong_size, ada, bo, returns):
    for sentence, words, to in [
        ("Write a brief", Words(" \n "), {"agent": bo}),
        ("Choose a team or an agent", WORDS, {}),
        ("It is there already", WORDS, {"team": returns}),
    ]:
        with pytest.raises(Refused, match=sentence):
            transfer_ticket(late_parcel, words, by=ada, **to)
    bo.is_active = False
    bo.save()
    with pytest.raises(Refused, match="can no longer sign in"):
        transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)
    solve_ticket(wrong_size)
    with pytest.raises(Refused, match="nothing to hand over"):
        transfer_ticket(wrong_size, WORDS, agent=ada, by=ada)

    assert not late_parcel.messages.filter(kind="note").exists() and not late_parcel.briefs.exists()


def test_to_a_team_alone_means_to_its_queue(wrong_size, bo, advice, cy):
    brief = transfer_ticket(wrong_size, WORDS, team=advice, by=bo)

    wrong_size.refresh_from_db()
    assert (wrong_size.team, wrong_size.assignee) == (advice, None)
    assert brief.is_for(cy) and not brief.is_for(bo)


def test_a_later_transfer_carries_its_own_brief(late_parcel, ada, bo, cy):
    transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)
    transfer_ticket(late_parcel, Words("Now yours."), agent=cy, by=bo)

    assert pinned_brief(late_parcel).text == "Now yours."


def test_who_transferred_takes_it_back_while_nobody_has_read_the_brief(desk, wrong_size, bo, advice, returns):
    brief = transfer_ticket(wrong_size, WORDS, team=advice, by=bo)

    answer = desk(bo).post(f"/desk/transfers/{brief.batch}/undo/", **FRAGMENT)

    assert answer.status_code == 204 and "1 ticket is back." in answer.headers["HX-Trigger"]
    wrong_size.refresh_from_db()
    assert (wrong_size.team, wrong_size.assignee, pinned_brief(wrong_size)) == (returns, bo, None)
    assert desk(bo).post(f"/desk/transfers/{brief.batch}/undo/", **FRAGMENT).status_code == 422


def test_it_is_too_late_to_take_back_what_was_read_or_passed_on(late_parcel, wrong_size, ada, bo, cy):
    was_read = transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)
    acknowledge_brief(was_read, by=bo)
    passed_on = transfer_ticket(wrong_size, WORDS, agent=cy, by=ada)
    assign_ticket(wrong_size, bo, by=cy)

    with pytest.raises(Refused, match="too late"):
        take_back_transfers([was_read, passed_on], by=ada)

    late_parcel.refresh_from_db()
    wrong_size.refresh_from_db()
    assert (late_parcel.assignee, wrong_size.assignee) == (bo, bo)


def test_nobody_takes_back_the_transfer_of_another(desk, late_parcel, ada, bo):
    brief = transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)

    assert desk(bo).post(f"/desk/transfers/{brief.batch}/undo/", **FRAGMENT).status_code == 404


def test_the_dialog_transfers_and_offers_the_way_back(desk, late_parcel, ada, bo):
    browser, address = desk(ada), f"/desk/tickets/{late_parcel.pk}/transfer/"
    assert "Bo Lind" in browser.get(address, **FRAGMENT).content.decode()
    assert "What was promised" in browser.get(address).content.decode()

    refused = browser.post(address, {"agent": bo.pk, "brief": ""}, **FRAGMENT)
    assert refused.status_code == 422 and "Write a brief" in refused.content.decode()

    answer = browser.post(address, {"agent": bo.pk, "brief": "Lost."}, **FRAGMENT)
    assert f"/desk/transfers/{pinned_brief(late_parcel).batch}/undo/" in answer.headers["HX-Trigger"]
    assert "close-dialog" in answer.headers["HX-Trigger"]


def test_a_desk_of_the_version_before_writes_briefs_while_an_upgrade_goes_on(late_parcel, ada, bo):
    brief = transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)
    known = [
        field.column for field in Brief._meta.fields if field.column not in ("id", "to_what", "ended_at")
    ]
    columns = ", ".join(known)

    with connection.cursor() as cursor:  # it knows nothing of the newest column
        cursor.execute("update tickets_brief set ended_at = now()")
        cursor.execute(f"insert into tickets_brief ({columns}) select {columns} from tickets_brief")

    assert Brief.objects.exclude(pk=brief.pk).get().to_what == ""
