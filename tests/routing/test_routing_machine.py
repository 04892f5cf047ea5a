"""Whatever happens in whatever order: nobody is given what they must not have, and nothing waits that somebody could take."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shopbell.accounts.availability import Availability, choose_availability
from shopbell.accounts.models import Team
from shopbell.core.errors import Refused
from shopbell.routing.answering import accept_offer, decline_offer, expire_offer
from shopbell.routing.assigning import ranking
from shopbell.routing.looking import look, react
from shopbell.routing.models import AgentSkill, Offer, Skill, TeamRouting
from shopbell.routing.pulling import next_ticket
from shopbell.routing.waiting import waiting_tickets
from shopbell.tickets.event import Event
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import set_status
from tests.cast import agent, customer
from tests.channels.chat.conftest import be_there
from tests.routing.arriving import ticket_of

WHO = st.integers(0, 2)
WHICH = st.integers(0, 9)


class Desk(RuleBasedStateMachine):
    """Three agents, the first with French, which is required; chats and mails come, and everybody does as they like."""

    @initialize(mode=st.sampled_from(["push", "direct", "pull"]))
    def open(self, mode):
        self.mode, self.heard = mode, 0
        self.team = Team.objects.create(name="Care")
        TeamRouting.objects.create(team=self.team, mode=mode, accept_seconds=30)
        self.agents = [agent(name, "Agent", self.team) for name in ("Ada", "Bo", "Cy")]
        for each in self.agents:
            each.capacity = 4
            each.save()
            be_there(each)
        french = Skill.objects.create(name="French", language="fr", is_required=True)
        AgentSkill.objects.create(skill=french, agent=self.agents[0], level=2)
        self.customers = [customer("Mina"), customer("Theo")]
        for language in ("en", "fr", "fr", "en", "en"):
            ticket_of(self.customers[0], self.team, "chat", language=language)
        self.settle()

    @rule(
        channel=st.sampled_from(["chat", "email"]),
        language=st.sampled_from(["en", "fr"]),
        whose=st.booleans(),
    )
    def write(self, channel, language, whose):
        ticket_of(self.customers[whose], self.team, channel, language=language)
        self.tell()

    @rule(who=WHO, choice=st.sampled_from(["available", "busy", "away"]))
    def choose(self, who, choice):
        choose_availability(self.agents[who], choice)
        self.settle()

    @rule(which=WHICH)
    def solve(self, which):
        if ticket := self.any_of(Ticket.objects.filter(assignee__isnull=False, status="new"), which):
            set_status(ticket, "solved", by=ticket.assignee)
            self.settle()

    @rule(which=WHICH, answer=st.sampled_from(["accept", "decline", "miss"]))
    def answer(self, which, answer):
        offer = self.any_of(Offer.objects.open().select_related("ticket", "agent"), which)
        if offer is None:
            return
        if answer == "accept":
            accept_offer(offer, by=offer.agent)
        elif answer == "decline":
            decline_offer(offer, by=offer.agent)
        else:
            expire_offer(offer.pk, offer.until + timedelta(seconds=1))
        self.settle()

    @rule(who=WHO)
    def ask(self, who):
        try:
            ticket = next_ticket(self.agents[who])
        except Refused:
            return
        assert ticket.language != "fr" or who == 0
        self.settle()

    def any_of(self, rows, which):
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    def tell(self):
        """What the events lead to, as the jobs do it."""
        while news := list(Event.objects.filter(pk__gt=self.heard).select_related("ticket").order_by("pk")):
            self.heard = news[-1].pk
            for event in news:
                event.ticket.refresh_from_db()
                react(event)

    def settle(self):
        """The jobs that were enqueued, until nothing changes."""
        self.tell()
        look()
        self.tell()

    @invariant()
    def nobody_has_what_they_must_not(self):
        if not hasattr(self, "agents"):
            return
        assert not Ticket.objects.filter(language="fr").filter(assignee__in=self.agents[1:]).exists()
        for each in self.agents:
            offers = Offer.objects.open().filter(agent=each)
            assert len(offers) <= 1
            assert all(each.pk == self.agents[0].pk or offer.ticket.language != "fr" for offer in offers)
            if offers:
                assert Availability.objects.get(agent=each).chosen == "available"
        given = Offer.objects.open().filter(ticket__assignee__isnull=False)
        assert not given.exists()

    @invariant()
    def nothing_waits_that_somebody_could_take(self):
        if not hasattr(self, "agents") or self.mode == "pull":
            return
        self.settle()
        routing = TeamRouting.objects.get()
        for ticket in waiting_tickets().select_related("reason"):
            assert ranking(ticket, routing, timezone.now()) == []


@pytest.mark.django_db
@pytest.mark.requirement("R98")
def test_nothing_waits_that_somebody_could_take_and_nobody_is_given_what_they_must_not_have():
    from django.db import transaction

    class Afresh(Desk):
        def __init__(self):
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        Afresh,
        settings=settings(
            max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
