"""The wait of who needs what not everybody can: the agents of a routed team, by skill, level, language and right."""

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.availability import choose_availability
from shopbell.promises.agent_lines import LOOK_AT_LINES
from shopbell.promises.tasks import look_at_lines_of
from shopbell.promises.waiting_line import react, stand_of, stand_of_newcomer, wait_shown
from shopbell.routing.models import AgentSkill, CapacityPolicy, Offer, ReasonSkill, Skill, SkillWish
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import write_reply
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket, create_ticket
from tests.channels.chat.conftest import be_there

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R112")]


@pytest.fixture
def german(routed, ada, bo):
    """Both are there, and Ada alone may answer in German."""
    routed("direct")
    be_there(ada)
    be_there(bo)
    skill = Skill.objects.create(name="German", language="de", is_required=True)
    AgentSkill.objects.create(agent=ada, skill=skill, level=2)
    return skill


@pytest.fixture
def chat(mina, returns):
    def begin(language="en", **more):
        return create_ticket(
            customer=mina, channel="chat", subject="?", by=mina, team=returns, language=language, **more
        )

    return begin


def stand(ticket):
    return stand_of(ticket, timezone.now())


def talk(ticket, agent):
    assign_ticket(ticket, agent, by=agent)
    write_reply(ticket, "Here I am.", by=agent, channel="chat")
    ticket.refresh_from_db()


def test_those_alone_count_who_speak_the_language(german, chat, ada, bo):
    for _ in range(3):
        talk(chat(), ada)

    assert stand(chat("de-AT")).foretold()[2]  # Ada's hands are full
    assert not stand(chat()).foretold()[2]  # Bo's are not


def test_those_who_need_it_stand_before_one_another_and_no_others_do(german, chat, bo):
    first = chat("de")
    assign_ticket(chat(), bo, by=bo)  # whoever was given to Bo is in Ada's way no more

    assert stand(first).place == 1
    assert stand(chat("de")).place == 2
    assert stand(chat()).place == 4  # Ada would take all of them


def test_a_newcomer_hears_of_their_own_language(german, chat, ada, returns):
    for _ in range(3):
        talk(chat(), ada)

    assert stand_of_newcomer(returns.pk, "de").foretold()[2]
    assert not stand_of_newcomer(returns.pk, "en").foretold()[2]


def test_with_nobody_there_who_can_no_wait_is_made_up(german, chat, ada):
    ada.availability.delete()

    assert stand(chat("de")).foretold() is None
    assert stand(chat()).foretold() is not None


def test_the_level_that_a_reason_needs_counts_where_the_skill_is_required(german, chat, ada):
    reason = ContactReason.objects.create(name="Customs")
    ReasonSkill.objects.create(skill=german, reason=reason, level=3)

    assert stand(chat(reason=reason)).foretold() is None
    AgentSkill.objects.filter(agent=ada).update(level=3)
    assert stand(chat(reason=reason)).foretold() is not None


def test_a_skill_that_it_was_transferred_to_counts_too(german, chat, ada):
    ticket = chat()
    SkillWish.objects.create(ticket=ticket, skill=german, level=3)

    assert stand(ticket).foretold() is None


def test_who_may_not_answer_is_no_help(german, chat, ada):
    ada.role.permissions = ["ticket.read_all"]
    ada.role.save()

    assert stand(chat("de")).foretold() is None


def test_where_nobody_is_found_by_what_they_can_anybody_answers(german, chat, routed, ada):
    routed("off")
    ada.availability.delete()

    assert stand(chat("de")).foretold() is not None


def test_chats_of_another_queue_fill_them_too(german, chat, ada, mina, root):
    for _ in range(3):
        other = create_ticket(customer=mina, channel="chat", subject="?", by=mina)
        talk(other, ada)

    assert stand(chat("de")).foretold()[2]
    CapacityPolicy.objects.create(pk=1, weights={"chat": 10})
    assert not stand(chat("de")).foretold()[2]


def test_a_look_asks_as_much_however_many_wait(german, chat, django_assert_max_num_queries):
    for number in range(20):
        chat("de" if number % 2 else "en")
    last = chat("de")

    with django_assert_max_num_queries(17):
        assert stand(last).foretold()


@pytest.mark.parametrize("mode", ["push", "direct", "pull"])
def test_who_let_it_pass_is_no_free_hand_and_no_wait_is_shorter_than_their_rest(
    mode, german, chat, ada, routed
):
    routed(mode)
    ticket, other = chat("de"), chat("de")
    assert not stand(ticket).foretold()[2]
    passed = {"ticket": ticket, "agent": ada, "until": timezone.now(), "answered_at": timezone.now()}
    if mode == "direct":
        assign_ticket(ticket, ada, by=ada)
        assign_ticket(ticket, None, by=ada)
    else:
        Offer.objects.create(**passed, answer="late")

    _model, shown, is_queued = stand(ticket).foretold()

    assert is_queued == (mode != "pull")
    assert (shown.low >= 4) == (mode == "direct")  # five minutes, of which a moment is gone
    assert not stand(other).foretold()[2]  # it is of that chat alone


@pytest.mark.parametrize("why", ["another waits", "passed twice"])
def test_no_wait_is_shorter_than_a_rest_that_holds_though_offers_are_made(why, german, chat, ada, routed):
    routed("push")
    ticket = chat("de")
    passed = {"ticket": ticket, "agent": ada, "until": timezone.now(), "answered_at": timezone.now()}
    Offer.objects.create(**passed, answer="late")
    Ticket.objects.update(waiting_since=timezone.now())
    assert stand(ticket).foretold()[1].low < 4
    if why == "passed twice":
        Offer.objects.create(**passed, answer="declined")
    else:
        chat("de")
        Ticket.objects.update(waiting_since=timezone.now())

    assert stand(ticket).foretold()[1].low >= 4


@pytest.fixture
def rung(monkeypatch):
    topics: list[str] = []
    monkeypatch.setattr("shopbell.promises.waiting_line.publish", lambda *each: topics.extend(each))
    return topics


def test_who_is_given_to_another_agent_makes_room_for_who_needs_somebody_else(german, chat, bo, rung):
    first, second = chat(), chat("de")
    assert wait_shown(second)[0] == 2

    react(assign_ticket(first, bo, by=bo))

    assert rung == [f"ticket-{second.pk}"]
    assert wait_shown(second)[0] == 1


def say(agent, choice) -> None:
    """The agent says so; the job that follows from it."""
    choose_availability(agent, choice)
    job = ProcrastinateJob.objects.filter(task_name=LOOK_AT_LINES).latest("pk")
    look_at_lines_of(**job.args)


def test_whoever_comes_or_goes_waits_for_no_look_at_the_lines_and_needs_none_where_nobody_waits(
    chat, bo, rung
):
    choose_availability(bo, "away")
    assert not ProcrastinateJob.objects.filter(task_name=LOOK_AT_LINES).exists()

    chat("de")
    choose_availability(bo, "available")
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name=LOOK_AT_LINES)] == [
        {"agent_id": bo.pk}
    ]
    assert rung == []


def test_who_one_agent_alone_can_answer_hears_when_they_come_or_go(german, chat, ada, bo, rung):
    needs_nobody, needs_ada = chat(), chat("de")
    for each in (needs_nobody, needs_ada):
        wait_shown(each)

    say(bo, "away")
    say(bo, "available")
    assert rung == []  # Ada is there all the while

    say(ada, "away")
    assert rung == [f"ticket-{needs_ada.pk}"]
    assert wait_shown(needs_ada)[1] is None
    say(ada, "available")
    assert rung == [f"ticket-{needs_ada.pk}"] * 2


def test_in_a_line_that_everybody_answers_it_matters_to_nobody_who_has_whom(
    german, chat, routed, ada, bo, rung
):
    routed("off")
    first, second = chat(), chat()
    wait_shown(second)

    react(assign_ticket(first, bo, by=bo))

    assert rung == []
