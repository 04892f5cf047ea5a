"""The end of a shift: all open tickets go on in one go, each with a brief, and come back in one."""

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability, mark_seen
from shopbell.accounts.models import Role
from shopbell.core.errors import Refused
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.shift import hand_over, open_tickets_of
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.transfer import Words, pinned_brief, take_back_transfers


@pytest.fixture
def hands(late_parcel, wrong_size, bo):
    """Bo has two open tickets."""
    assign_ticket(late_parcel, bo)
    return [late_parcel, wrong_size]


def assignees(tickets):
    for ticket in tickets:
        ticket.refresh_from_db()
    return [ticket.assignee for ticket in tickets]


def test_open_tickets_go_to_a_colleague_with_a_brief_each_and_come_back_together(hands, bo, ada):
    briefs = hand_over(bo, {ticket.pk: Words(f"About {ticket}") for ticket in hands}, to=ada, by=bo)

    assert assignees(hands) == [ada, ada]
    assert [pinned_brief(ticket).text for ticket in hands] == [f"About {ticket}" for ticket in hands]
    assert len({brief.batch for brief in briefs}) == 1

    assert take_back_transfers(briefs, by=bo) == 2
    assert assignees(hands) == [bo, bo]


def test_one_without_a_brief_keeps_all_where_they_are(hands, bo, ada):
    with pytest.raises(Refused, match="Write a brief"):
        hand_over(bo, {hands[0].pk: Words("Lost."), hands[1].pk: Words("")}, to=ada, by=bo)

    assert assignees(hands) == [bo, bo]


def test_only_the_agent_s_own_open_tickets_go(hands, bo, ada, cy, theo):
    solve_ticket(hands[0])
    assert list(open_tickets_of(bo, seen_by=bo)) == [hands[1]]

    with pytest.raises(Refused, match="None of these tickets"):
        hand_over(ada, {ticket.pk: Words("x") for ticket in hands}, to=cy, by=ada)
    assert assignees(hands) == [bo, bo]
    with pytest.raises(Refused, match="Choose the tickets"):
        hand_over(bo, {}, to=ada, by=bo)


def test_the_page_hands_over_what_is_chosen(desk, hands, bo, ada):
    browser = desk(bo)
    page = browser.get("/desk/handover/").content.decode()
    assert "Where is my parcel?" in page and "The shirt is too small" in page

    words = {"agent": ada.pk, "tickets": [ticket.pk for ticket in hands], "brief": ""}
    refused = browser.post("/desk/handover/", words)
    assert refused.status_code == 422 and "Write a brief" in refused.content.decode()

    words |= {"brief": "Good night.", f"brief-{hands[0].pk}": "Ask the carrier."}
    done = browser.post("/desk/handover/", words).content.decode()
    assert "2 tickets were handed over to Ada Moreau." in done and "You have no open ticket" in done
    assert [pinned_brief(ticket).text for ticket in hands] == ["Ask the carrier.", "Good night."]
    batch = pinned_brief(hands[0]).batch

    back = browser.post(f"/desk/transfers/{batch}/undo/", follow=True).content.decode()
    assert "2 tickets are back." in back
    assert assignees(hands) == [bo, bo]


def test_who_is_there_is_offered_before_who_is_not(desk, hands, bo, ada, cy, root):
    mark_seen(cy.pk, timezone.now())
    choose_availability(root, "away")
    mark_seen(root.pk, timezone.now())

    page = desk(bo).get("/desk/handover/").content.decode()

    here, away, offline = (
        page.index(f'<optgroup label="{each}">') for each in ("Available", "Away", "Offline")
    )
    assert here < page.index(">Cy Adeyemi</option>") < away < page.index(f">{root}</option>")
    assert away < offline < page.index(">Ada Moreau</option>")


def test_a_lead_hands_over_for_who_went_without_and_takes_it_back(desk, hands, ada, bo, returns):
    browser = desk(ada)
    page = browser.get(f"/desk/handover/?of={bo.pk}").content.decode()
    assert "Hand over the tickets of Bo Lind" in page and "Where is my parcel?" in page
    assert ">Ada Moreau</option>" in page and ">Bo Lind</option>" not in page

    form = {"tickets": [ticket.pk for ticket in hands], "team": returns.pk, "brief": "Bo fell ill."}
    browser.post(f"/desk/handover/?of={bo.pk}", form)

    assert assignees(hands) == [None, None]
    brief = pinned_brief(hands[0])
    assert (brief.agent, brief.text) == (ada, "Bo fell ill.")
    browser.post(f"/desk/transfers/{brief.batch}/undo/")
    assert assignees(hands) == [bo, bo]


def test_an_agent_hands_over_for_nobody_else_and_a_lead_only_what_they_may_see(desk, hands, ada, bo, advice):
    assert desk(bo).get(f"/desk/handover/?of={ada.pk}").status_code == 403
    assert desk(ada).get("/desk/handover/?of=999999").status_code == 404

    ada.role = Role.objects.create(
        name="Coach", permissions=["ticket:read_team", "ticket:assign", "ticket:sit_in"]
    )
    ada.save()
    move_to_team(hands[0], advice)
    browser = desk(ada)
    assert "Where is my parcel?" not in browser.get(f"/desk/handover/?of={bo.pk}").content.decode()
    form = {"tickets": [hands[0].pk], "agent": ada.pk, "brief": "Mine."}
    browser.post(f"/desk/handover/?of={bo.pk}", form)
    assert assignees(hands) == [bo, bo]


def test_tickets_that_are_gone_meanwhile_are_said_to_be_gone(desk, hands, bo, ada):
    for ticket in hands:
        solve_ticket(ticket, by=ada)

    form = {"tickets": [ticket.pk for ticket in hands], "agent": ada.pk, "brief": "Over to you."}
    answer = desk(bo).post("/desk/handover/", form)

    assert answer.status_code == 422
    assert "None of these tickets is open any more." in answer.content.decode()
