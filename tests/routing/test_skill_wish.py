"""Transfer to a skill: the ticket waits for somebody who has it, is given to them with that reason, and they know all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.promises.promise import make_promise
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.looking import react
from shopbell.routing.models import AgentSkill, AssignmentReason, Offer, Skill, SkillWish
from shopbell.routing.pulling import next_ticket
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.destination import DESTINATIONS, Chosen
from shopbell.tickets.message import write_reply
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.transfer import Words, pinned_brief, take_back_transfers, transfer_ticket
from tests.channels.chat.conftest import be_there

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R103")]
FRAGMENT = {"headers": {"HX-Request": "true"}}
WORDS = Words("She writes in French.", promised="A call tomorrow.")


@pytest.fixture
def french(ada, bo):
    skill = Skill.objects.create(name="French")
    AgentSkill.objects.create(agent=ada, skill=skill, level=3)
    AgentSkill.objects.create(agent=bo, skill=skill, level=1)
    return skill


@pytest.fixture
def order(mina):
    return Order.objects.create(customer=mina, external_id="1", number="20311", currency="EUR")


def to_skill(ticket, skill, level, by, **more):
    [destination] = [each for each in DESTINATIONS if each.name == "skill"]
    return transfer_ticket(ticket, WORDS, by=by, chosen=Chosen(destination, f"{skill.pk}-{level}"), **more)


def tell_all(ticket):
    for event in ticket.events.select_related("ticket").order_by("pk"):
        react(event)
    ticket.refresh_from_db()


def test_it_is_given_to_who_has_the_skill_with_that_reason(routed, late_parcel, ada, bo, root, french):
    routed("direct")
    be_there(ada)
    be_there(bo)
    brief = to_skill(late_parcel, french, 2, root)
    tell_all(late_parcel)

    assert late_parcel.assignee == ada
    said = [line.text for line in lines_of(AssignmentReason.objects.get().parts, "Mina")]
    assert "Needs French 2, as it was transferred; they have 3" in said
    assert brief.to_what == "French · Does it well" and not brief.is_for(bo)


def test_it_waits_while_nobody_who_has_it_is_there(routed, late_parcel, bo, root, french):
    routed("direct")
    be_there(bo)
    to_skill(late_parcel, french, 2, root)
    tell_all(late_parcel)
    assert late_parcel.assignee is None
    with pytest.raises(Refused, match="Nothing waits that you can answer"):
        next_ticket(bo)

    AgentSkill.objects.filter(agent=bo).update(level=2)
    assert next_ticket(bo) == late_parcel


def test_who_was_asked_before_is_asked_no_more(routed, late_parcel, ada, bo, root, french):
    routed("push")
    be_there(bo)
    tell_all(late_parcel)
    assert Offer.objects.open().get().agent == bo
    be_there(ada)
    to_skill(late_parcel, french, 2, root)
    react(late_parcel.events.select_related("ticket").get(verb="transferred"))

    assert Offer.objects.open().get().agent == ada


def test_what_nobody_of_the_team_can_do_is_refused(late_parcel, cy, root, french, advice):
    AgentSkill.objects.all().delete()
    AgentSkill.objects.create(agent=cy, skill=french, level=2)

    with pytest.raises(Refused, match="Nobody in Returns has this: French"):
        to_skill(late_parcel, french, 2, root)
    assert to_skill(late_parcel, french, 2, root, team=advice).to_team == advice


def test_the_need_ends_when_it_is_solved_transferred_on_or_taken_back(late_parcel, ada, root, french, advice):
    to_skill(late_parcel, french, 2, root)
    transfer_ticket(late_parcel, WORDS, team=advice, by=root)
    assert not SkillWish.objects.exists()

    brief = to_skill(late_parcel, french, 1, root, team=late_parcel.briefs.first().before_team)
    take_back_transfers([brief], by=root)
    assert not SkillWish.objects.exists()

    to_skill(late_parcel, french, 1, root, team=brief.to_team)
    react(solve_ticket(late_parcel, by=root))
    assert not SkillWish.objects.exists()


def test_a_transfer_taken_back_brings_back_the_skill_and_the_brief_that_stood_before(
    late_parcel, ada, root, french, advice
):
    first = to_skill(late_parcel, french, 2, root)
    second = transfer_ticket(late_parcel, WORDS, team=advice, by=root)
    take_back_transfers([second], by=root)

    wish = SkillWish.objects.get()
    assert (wish.ticket, wish.skill, wish.level) == (late_parcel, french, 2)
    assert pinned_brief(late_parcel) == first
    take_back_transfers([first], by=root)
    assert not SkillWish.objects.exists() and pinned_brief(late_parcel) is None


def test_a_transfer_taken_back_needs_no_skill_that_nobody_has_any_more(late_parcel, root, french, advice):
    to_skill(late_parcel, french, 3, root)
    second = transfer_ticket(late_parcel, WORDS, team=advice, by=root)
    AgentSkill.objects.filter(level=3).delete()

    assert take_back_transfers([second], by=root) == 1
    assert not SkillWish.objects.exists()


def test_the_dialog_offers_skills_with_who_has_them_and_who_is_in(desk, late_parcel, ada, bo, french):
    be_there(ada)
    browser, address = desk(bo), f"/desk/tickets/{late_parcel.pk}/transfer/"

    dialog = browser.get(address, **FRAGMENT).content.decode()
    assert "French · Can help out" in dialog and "available: Ada Moreau" in dialog
    assert "Bo Lind (offline)" in dialog and "French · Expert" in dialog

    sent = {"skill": f"{french.pk}-3", "brief": "In French, please."}
    answer = browser.post(address, sent, **FRAGMENT)
    assert "Transferred." in answer.headers["HX-Trigger"]
    assert SkillWish.objects.get().level == 3 and pinned_brief(late_parcel).to_what == "French · Expert"
    both = browser.post(address, sent | {"agent": ada.pk}, **FRAGMENT)
    assert both.status_code == 422
    assert browser.post(address, sent | {"skill": "9999-3"}, **FRAGMENT).status_code == 422


@pytest.mark.parametrize("level, said", [(1, "Transferred."), (3, "Nobody who can do it is here now")])
def test_who_transfers_is_told_when_nobody_who_can_do_it_is_in(desk, late_parcel, bo, french, level, said):
    be_there(bo)
    sent = {"skill": f"{french.pk}-{level}", "brief": "In French, please."}

    answer = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/transfer/", sent, **FRAGMENT)
    told = answer.headers["HX-Trigger"]
    assert said in told and ("is here now" in told) == (level == 3)


@pytest.mark.parametrize("way", ["transfer", "taken back", "offered", "asked for", "by hand", "channel"])
def test_whichever_way_it_comes_the_next_agent_reads_first_what_was_asked_done_and_promised(
    desk, late_parcel, bo, ada, root, routed, french, order, way
):
    assign_ticket(late_parcel, ada, by=ada)
    link_order(late_parcel, order, by=ada)
    write_reply(late_parcel, "I have asked the carrier.", by=ada, channel="email", is_answer=False)
    make_promise(late_parcel, timezone.now() + timedelta(days=1), by=ada)
    be_there(bo)
    if way == "transfer":
        transfer_ticket(late_parcel, WORDS, agent=bo, by=ada)
    elif way == "by hand":
        assign_ticket(late_parcel, bo, by=root)
    elif way == "channel":
        late_parcel.channel = "chat"
        late_parcel.save()
        assign_ticket(late_parcel, bo, by=root)
    else:
        routed({"taken back": "direct", "offered": "push", "asked for": "pull"}[way])
        assign_ticket(late_parcel, None, by=root)
        if way == "asked for":
            next_ticket(bo)
        else:
            tell_all(late_parcel)

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    first = page[page.index('id="briefing"') : page.index('id="messages"')]
    for words in (
        "Ada Moreau answered",
        "I have asked the carrier.",
        "The customer hears back by",
        str(order),
    ):
        assert words in first
    assert late_parcel.messages.order_by("pk").first().text[:20] in first

    write_reply(late_parcel, "Hello, I am Bo.", by=bo, channel="email")
    assert (way == "transfer") == (
        'id="briefing"' in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    )
