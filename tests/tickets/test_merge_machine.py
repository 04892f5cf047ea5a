"""Merging, splitting and taking back in any order: no message is lost, doubled or reordered, and an undo is exact."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shopbell.channels.delivery import queue_delivery
from shopbell.channels.models import Delivery
from shopbell.core.errors import Refused
from shopbell.tickets.merge import merge_tickets, standing, unmerge_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Merge, Message, Tag, Ticket
from shopbell.tickets.split import split_ticket
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

from .test_merge import picture

some = st.integers(0, 30)


@pytest.mark.django_db
def test_no_order_of_merges_splits_and_undos_loses_doubles_or_reorders_a_message(mina, bo, returns):
    class Desk(RuleBasedStateMachine):
        """The model: which messages each ticket has, and which each merge brought."""

        def __init__(self):
            super().__init__()
            self.around = transaction.atomic()
            self.around.__enter__()
            self.written: dict[int, str] = {}
            self.place: dict[int, int] = {}
            self.brought: dict[int, tuple[int, set[int]]] = {}
            self.tags = [Tag.objects.get_or_create(name=name)[0] for name in "ab"]
            for _ in range(3):
                self.open()

        def teardown(self):
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

        def ticket(self, number: int) -> Ticket:
            ids = sorted(Ticket.objects.values_list("pk", flat=True))
            return Ticket.objects.get(pk=ids[number % len(ids)])

        def note(self, message: Message) -> None:
            self.written[message.pk] = message.text
            self.place[message.pk] = message.ticket_id

        @rule()
        def open(self):
            ticket = create_ticket(customer=mina, channel="email", subject="x", team=returns)
            self.note(receive_message(ticket, f"First of {ticket.pk}", customer=mina, channel="email")[0])

        @rule(number=some)
        def the_customer_writes(self, number):
            ticket = self.ticket(number)
            message, _ = receive_message(ticket, f"Word {len(self.written)}", customer=mina, channel="email")
            assert message.ticket_id == standing(ticket).pk
            self.note(message)

        @rule(number=some)
        def an_agent_answers(self, number):
            ticket = standing(self.ticket(number))
            message, _ = write_reply(ticket, f"Answer {len(self.written)}", by=bo, channel="email")
            queue_delivery(message, channel="email", recipient="mina@shopper.example")
            self.note(message)

        @rule(number=some, tag=st.booleans())
        def tag(self, number, tag):
            tag_ticket(self.ticket(number), self.tags[tag], by=bo)

        @rule(one=some, other=some)
        def merge(self, one, other):
            kept, gone = self.ticket(one), self.ticket(other)
            is_possible = kept != gone and not kept.merged_into and not gone.merged_into
            try:
                merge_tickets(kept, gone, by=bo)
            except Refused:
                assert not is_possible
                return
            assert is_possible
            came = {pk for pk, place in self.place.items() if place == gone.pk}
            self.brought[gone.pk] = (kept.pk, came)
            self.place |= dict.fromkeys(came, kept.pk)

        @rule(one=some, other=some)
        def merge_and_think_better_of_it(self, one, other):
            kept, gone = self.ticket(one), self.ticket(other)
            before = picture()
            try:
                merge_tickets(kept, gone, by=bo)
            except Refused:
                return
            unmerge_ticket(gone, by=bo)
            assert picture() == before

        @precondition(lambda self: self.brought)
        @rule(number=some)
        def take_a_merge_back(self, number):
            gone_id = sorted(self.brought)[number % len(self.brought)]
            kept_id, came = self.brought[gone_id]
            try:
                unmerge_ticket(Ticket.objects.get(pk=gone_id), by=bo)
            except Refused:
                assert kept_id in self.brought
                return
            assert kept_id not in self.brought
            del self.brought[gone_id]
            self.place |= {pk: gone_id for pk in came if self.place[pk] == kept_id}

        @rule(number=some, and_later=st.booleans())
        def split(self, number, and_later):
            pk = sorted(self.written)[number % len(self.written)]
            message = Message.objects.get(pk=pk)
            mates = [each for each, place in self.place.items() if place == message.ticket_id]
            moving = {each for each in mates if each >= pk} if and_later else {pk}
            try:
                new = split_ticket(message, and_later=and_later, by=bo)
            except Refused:
                assert len(moving) == len(mates)
                return
            self.place |= dict.fromkeys(moving, new.pk)

        @invariant()
        def every_message_is_where_it_belongs_once_and_as_it_was_written(self):
            rows = Message.objects.order_by("created_at", "pk").values_list("pk", "text", "ticket_id")
            assert {pk: text for pk, text, _ in rows} == self.written
            assert {pk: ticket_id for pk, _, ticket_id in rows} == self.place
            assert [pk for pk, _, _ in rows] == sorted(self.written)

        @invariant()
        def merges_are_those_of_the_model_and_gone_tickets_are_empty_and_closed(self):
            assert dict(Merge.objects.values_list("gone", "kept")) == {
                gone: kept for gone, (kept, _) in self.brought.items()
            }
            gone = Ticket.objects.filter(pk__in=self.brought)
            assert {ticket.status for ticket in gone} <= {"closed"}
            assert not Message.objects.filter(ticket__in=gone).exists()

        @invariant()
        def the_list_tells_of_the_newest_message(self):
            for ticket in Ticket.objects.standing():
                last = ticket.messages.order_by("pk").last()
                if last:
                    assert (ticket.preview, ticket.last_message_at) == (last.text, last.created_at)

        @invariant()
        def every_answer_keeps_its_delivery(self):
            answers = Message.objects.filter(agent=bo)
            assert Delivery.objects.filter(message__in=answers).count() == answers.count()

    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # each step asks the database: to shrink would take minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
