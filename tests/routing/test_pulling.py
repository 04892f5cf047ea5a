"""Asking for the next ticket: the most pressing one that the agent can answer, and never the same for two."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.promises.models import TicketClocks
from shopbell.routing.assigning import route_ticket
from shopbell.routing.assignment_reason import lines_of
from shopbell.routing.models import AgentSkill, AssignmentReason, CapacityPolicy, ReasonSkill, Skill, Wish
from shopbell.routing.need import Requirements
from shopbell.routing.promise import is_at_risk, risk
from shopbell.routing.pulling import next_ticket, queues_to_pull
from shopbell.routing.score import Candidate, Need, refusal_of
from shopbell.routing.waiting import in_order, waiting_tickets
from shopbell.tickets.complexity import choose_complexity
from shopbell.tickets.models import ContactReason, Ticket
from tests.routing.arriving import ticket_of
from tests.two_connections import Other


def wait(ticket, **since):
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=timezone.now() - timedelta(**since))
    return ticket


@pytest.mark.django_db
@pytest.mark.requirement("R98", "R104")
def test_the_live_one_comes_first_then_the_longest_wait(mina, returns, routed, bo):
    routed("pull")
    night, newer = wait(ticket_of(mina, returns), hours=9), wait(ticket_of(mina, returns), hours=1)
    chat = ticket_of(mina, returns, "chat")
    assert route_ticket(chat.pk) is None  # nobody is given any

    assert [next_ticket(bo) for _ in range(3)] == [chat, night, newer]

    assert Ticket.objects.filter(assignee=bo).count() == 3
    assert (
        lines_of(AssignmentReason.objects.first().parts, "Mina")[0].text == "They asked for the next ticket"
    )
    with pytest.raises(Refused, match="Nothing waits"):
        next_ticket(bo)


@pytest.mark.django_db
@pytest.mark.requirement("R104")
def test_the_promise_that_breaks_first_comes_before_a_longer_wait(mina, returns, routed, bo):
    routed("pull")
    waits_longer = wait(ticket_of(mina, returns), hours=9)
    soon, sooner = ticket_of(mina, returns), ticket_of(mina, returns)
    for ticket, hours in ((soon, 3), (sooner, 2)):
        due_at = timezone.now() + timedelta(hours=hours)
        due = {"due_at": due_at, "warn_at": due_at, "goal": "first_reply"}
        TicketClocks.objects.update_or_create(ticket=ticket, defaults={"state": {}, "event_id": 0, **due})
    TicketClocks.objects.filter(ticket=waits_longer).delete()

    assert [next_ticket(bo) for _ in range(3)] == [sooner, soon, waits_longer]


@pytest.mark.django_db
def test_a_promise_is_at_risk_from_the_moment_its_clock_says_so(mina, returns):
    chat, now = wait(ticket_of(mina, returns, "chat"), hours=1), timezone.now()
    for warn_at, is_near in ((now, True), (now + timedelta(seconds=1), False)):
        TicketClocks.objects.update_or_create(
            ticket=chat, defaults={"state": {}, "event_id": 0, "warn_at": warn_at}
        )
        assert is_at_risk(Ticket.objects.get(pk=chat.pk), 33, now) == is_near


@pytest.mark.django_db
def test_a_team_that_is_not_routed_has_nothing_to_ask_for(mina, returns, routed, bo, cy):
    ticket_of(mina, returns)
    with pytest.raises(Refused, match="Nothing waits"):
        next_ticket(bo)

    routed("pull")
    with pytest.raises(Refused, match="Nothing waits"):
        next_ticket(cy)  # of another team


@pytest.mark.django_db
def test_what_requires_a_skill_is_left_to_who_has_it(mina, returns, routed, bo, ada):
    routed("pull")
    french = Skill.objects.create(name="French", language="fr", is_required=True)
    AgentSkill.objects.create(skill=french, agent=ada, level=1)
    for_ada, for_all = wait(ticket_of(mina, returns, language="fr"), hours=2), ticket_of(mina, returns)

    assert next_ticket(bo) == for_all
    assert next_ticket(ada) == for_ada


@pytest.mark.django_db
def test_what_the_agent_cannot_answer_hides_nothing_behind_it(mina, returns, routed, bo, monkeypatch):
    monkeypatch.setattr("shopbell.routing.pulling.MOST_LOOKED_AT", 2)
    routed("pull")
    for name, more in {"French": {"language": "fr"}, "Chats": {"channels": ["chat"]}, "Shoes": {}}.items():
        Skill.objects.create(name=name, is_required=True, **more)
    reason = ContactReason.objects.get(name="Return")
    detail = ContactReason.objects.create(name="Too small", stage=reason.stage, parent=reason)
    ReasonSkill.objects.create(skill=Skill.objects.get(name="Shoes"), reason=reason, level=2)
    for more in ({"language": "fr"}, {"language": "fr-CA"}, {"channel": "chat"}, {"reason": detail}):
        wait(ticket_of(mina, returns, **more), hours=2)
    for_bo = ticket_of(mina, returns, language="de")

    assert next_ticket(bo) == for_bo


@pytest.mark.django_db
@pytest.mark.parametrize(
    "levels", [{}, {"French": 1}, {"Shoes": 1}, {"Shoes": 2, "Chats": 3}, {"Portuguese": 1}]
)
def test_the_database_knows_the_same_of_the_skills_that_are_required(mina, returns, bo, levels):
    languages = {"French": "fr", "Portuguese": "pt-BR"}
    for name in ("French", "Portuguese", "Chats", "Shoes"):
        channels = ["chat"] if name == "Chats" else []
        Skill.objects.create(name=name, language=languages.get(name, ""), channels=channels, is_required=True)
    reason = ContactReason.objects.get(name="Return")
    details = [ContactReason.objects.create(name=n, stage=reason.stage, parent=reason) for n in "ab"]
    shoes, french = Skill.objects.get(name="Shoes"), Skill.objects.get(name="French")
    ReasonSkill.objects.create(skill=shoes, reason=reason, level=2)
    ReasonSkill.objects.create(skill=french, reason=details[1], level=2)
    reasons = [None, reason, *details]
    spoken = ["", "fr", "FR_ca", "frr", "pt", "pt-BR"]
    made = [
        ticket_of(mina, returns, channel, language=language, reason=why)
        for channel in ("chat", "email") for language in spoken for why in reasons
    ]  # fmt: skip
    has = {Skill.objects.get(name=name).pk: level for name, level in levels.items()}
    asked = Requirements()
    lacking = {
        ticket.pk
        for ticket in made
        if refusal_of(Need(asked.wanted(ticket)), Candidate(bo.pk, levels=has), is_own_wish=True)
    }

    assert set(Ticket.objects.filter(asked.beyond(has)).values_list("pk", flat=True)) == lacking


@pytest.mark.django_db
def test_who_may_not_answer_tickets_of_no_team_is_not_shown_them(mina, returns, routed, bo):
    routed("pull")
    routed("pull", team=None)
    bo.role.permissions = ["ticket:reply", "ticket:assign", "ticket:read_team", "ticket:read_unassigned"]
    bo.role.save()

    assert queues_to_pull(Agent.objects.get(pk=bo.pk)) == [returns.pk]


@pytest.mark.django_db
@pytest.mark.requirement("R100")
def test_what_was_asked_of_somebody_who_is_there_is_theirs_until_it_is_at_risk(
    mina, returns, routed, bo, ada_is_there
):
    routed("pull")
    asked = wait(ticket_of(mina, returns, "chat"), seconds=5)
    Wish.objects.create(ticket=asked, agent=ada_is_there)
    with pytest.raises(Refused):
        next_ticket(bo)

    other = wait(ticket_of(mina, returns, "chat"), seconds=30)
    assert next_ticket(ada_is_there) == asked  # before what waits longer
    wished = wait(ticket_of(mina, returns, "chat"), seconds=50)
    Wish.objects.create(ticket=wished, agent=ada_is_there)
    assert next_ticket(bo) == wished
    assert next_ticket(bo) == other


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_moment_get_two_tickets_and_wait_for_nobody(mina, returns, routed, bo, ada):
    routed("pull")
    first, second = wait(ticket_of(mina, returns), hours=2), wait(ticket_of(mina, returns), hours=1)

    with transaction.atomic():
        assert next_ticket(bo) == first
        assert Other(next_ticket, ada).outcome() == second  # while ours is not committed

    assert set(Ticket.objects.values_list("assignee__name", flat=True)) == {"Bo Lind", "Ada Moreau"}


@pytest.mark.django_db(transaction=True)
def test_two_who_look_for_somebody_at_once_do_not_fill_one_agent_twice(mina, returns, routed, bo_is_there):
    routed("direct")
    bo_is_there.capacity = 1
    bo_is_there.save()
    tickets = [ticket_of(mina, returns) for _ in range(4)]

    others = [Other(route_ticket, ticket.pk) for ticket in tickets]
    outcomes = [other.outcome() for other in others]

    assert [isinstance(each, AssignmentReason) for each in outcomes].count(True) == 1
    assert Ticket.objects.filter(assignee=bo_is_there).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["chat", "email"])
@pytest.mark.parametrize("since", [{"seconds": 44}, {"seconds": 46}, {"hours": 17.9}, {"hours": 18.1}])
@pytest.mark.parametrize("warn", ["none", "no moment", -1, 0, 1])
def test_the_database_knows_the_same_risk(mina, returns, channel, since, warn):
    ticket, now = wait(ticket_of(mina, returns, channel), **since), timezone.now()
    TicketClocks.objects.filter(ticket=ticket).delete()
    if warn != "none":
        warn_at = None if warn == "no moment" else now + timedelta(seconds=warn)
        TicketClocks.objects.create(ticket=ticket, state={}, event_id=0, warn_at=warn_at)

    asked = Ticket.objects.filter(risk(["chat"], now))

    weight = 33 if channel == "chat" else 0
    assert asked.exists() == is_at_risk(Ticket.objects.get(pk=ticket.pk), weight, now)


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1, 3, 7, 99])
def test_a_complex_ticket_stands_a_tenth_of_its_time_earlier(mina, returns, most):
    now = timezone.now()
    first, second, third = (wait(ticket_of(mina, returns), hours=1) for _ in range(3))
    for ticket, hours in ((first, 3.5), (second, 3.8), (third, 5)):
        kept = {"state": {}, "event_id": 0, "due_at": now + timedelta(hours=hours)}
        TicketClocks.objects.update_or_create(ticket=ticket, defaults=kept)
    choose_complexity(second, "complex", by=None)
    choose_complexity(third, "complex", by=None)

    expected = [second.pk, first.pk, third.pk]
    assert list(in_order(waiting_tickets(), CapacityPolicy.current(), most)) == expected[:most]


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1, 3, 7, 99])
def test_the_order_is_one_over_all_that_waits_however_it_is_read(mina, returns, most):
    now = timezone.now()
    for number, channel in enumerate(["email", "chat"] * 6):
        ticket = wait(ticket_of(mina, returns, channel), hours=number * 5 % 7)
        due_at = now + timedelta(hours=number * 7 % 5) if number % 3 else None
        kept = {"state": {}, "event_id": 0, "due_at": due_at}
        TicketClocks.objects.update_or_create(ticket=ticket, defaults=kept)
    TicketClocks.objects.filter(due_at=None).first().delete()

    def urgency(ticket):
        clocks = TicketClocks.objects.filter(ticket=ticket).first()
        due_at = clocks and clocks.due_at
        is_live = ticket.channel == "chat" and ticket.waiting_since is not None
        return (not is_live, due_at is None, due_at or now, ticket.waiting_since, ticket.pk)

    expected = [ticket.pk for ticket in sorted(waiting_tickets(), key=urgency)]
    assert list(in_order(waiting_tickets(), CapacityPolicy.current(), most)) == expected[:most]


@pytest.mark.django_db
@pytest.mark.requirement("R104")
def test_queues_are_one_across_channels_by_promise_and_who_waits_at_their_screen_comes_first(
    mina, returns, routed, bo
):
    routed("pull")
    chat, talk, mail, form = (ticket_of(mina, returns, kind) for kind in ("chat", "chat", "email", "form"))
    Ticket.objects.filter(pk=talk.pk).update(waiting_since=None)  # nobody waits in it any more
    now = timezone.now()
    for ticket, minutes in ((chat, 30), (talk, 20), (mail, 1), (form, 10)):
        kept = {"state": {}, "event_id": 0, "due_at": now + timedelta(minutes=minutes)}
        TicketClocks.objects.update_or_create(ticket=ticket, defaults=kept)

    assert [next_ticket(bo) for _ in range(4)] == [chat, mail, form, talk]
