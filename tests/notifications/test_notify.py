"""Who is told of what: through the verbs of the desk and the reactions that follow from them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell import reactions
from shopbell.accounts.availability import choose_availability, mark_seen
from shopbell.accounts.models import Team
from shopbell.channels.delivery import State, finish
from shopbell.channels.email.models import SideConversation
from shopbell.channels.models import Delivery
from shopbell.customers.block import block_customer
from shopbell.live.looking import look
from shopbell.notifications.choices import Choices
from shopbell.notifications.decision import Why
from shopbell.notifications.kind import Kind, Way
from shopbell.notifications.models import Notification
from shopbell.notifications.sentence import sentence
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.bulk import start_run
from shopbell.tickets.bulk_work import work_on
from shopbell.tickets.checklist import add_task, change_task
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.follower import follow_ticket
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.note import write_note
from shopbell.tickets.shift import hand_over
from shopbell.tickets.snooze import snooze_ticket, wake_due_tickets, wake_ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from shopbell.tickets.take_over import take_over_ticket
from shopbell.tickets.ticket import Ticket, create_ticket
from shopbell.tickets.transfer import Words, transfer_ticket
from shopbell.tickets.whisper import whisper
from tests import cast

pytestmark = pytest.mark.django_db


def react() -> None:
    """What the jobs would do: for every event, and everything twice."""
    for event in [*Event.objects.order_by("pk"), *Event.objects.order_by("pk")]:
        reactions.notify.react(
            Event.objects.select_related("ticket", "message", "agent", "customer").get(pk=event.pk)
        )


def told(agent, console=Why.SENT) -> list[str]:
    """The kinds of what was told to the agent in the console, in order."""
    rows = Notification.objects.filter(agent=agent, console=console).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_call_by_name_is_told_once_and_as_nothing_else(late_parcel, ada, bo):
    follow_ticket(late_parcel, ada, by=ada)

    write_note(late_parcel, "@Ada please look", by=bo)
    react()

    assert told(ada) == [Kind.MENTION] and told(bo) == []


def test_the_job_that_follows_from_an_event_tells(late_parcel, ada, bo):
    event = assign_ticket(late_parcel, bo, by=ada)

    reactions.react(late_parcel.pk, event.pk)

    assert told(bo) == [Kind.ASSIGNED]


def test_a_mail_that_concerns_nobody_yet_asks_two_questions(late_parcel, django_assert_num_queries):
    events = list(reactions.EVENTS.filter(ticket=late_parcel))

    with django_assert_num_queries(2):
        for event in events:
            reactions.notify.react(event)


def test_fifty_agents_are_told_with_as_few_questions_as_one(mina, subscribe):
    counts = []
    for size in (1, 50):
        team = Team.objects.create(name=f"Team of {size}")
        for number in range(size):
            subscribe(cast.agent(f"{team.pk}-{number} Agent", "Agent", team))
        event = move_to_team(create_ticket(customer=mina, channel="email"), team)
        with CaptureQueriesContext(connection) as asked:
            reactions.notify.react(reactions.EVENTS.get(pk=event.pk))
        rows = Notification.objects.filter(event=event)
        assert {row.console for row in rows} == {Why.SENT} and len(rows) == size
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_who_gets_a_ticket_is_not_told_of_what_came_before(late_parcel, mina, ada, bo):
    assign_ticket(late_parcel, ada, by=ada)
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    assign_ticket(late_parcel, bo, by=ada)
    follow_ticket(late_parcel, bo, by=bo)
    react()

    assert told(ada) == [Kind.ANSWER] and told(bo) == [Kind.ASSIGNED]


def test_a_whisper_is_told_at_once_and_as_nothing_else(wrong_size, ada, bo):
    whisper(wrong_size, "Offer a free return.", by=ada)
    react()

    notification = Notification.objects.filter(agent=bo).latest("pk")
    assert [kind for kind in told(bo) if kind != Kind.ANSWER] == [Kind.MENTION] and told(ada) == []
    assert sentence(notification) == "Ada Moreau whispered to you"


def test_who_loses_a_ticket_to_a_lead_is_told(wrong_size, ada, bo):
    take_over_ticket(wrong_size, by=ada)
    react()

    assert [kind for kind in told(bo) if kind != Kind.ANSWER] == [Kind.MENTION] and told(ada) == []


def test_who_is_given_a_ticket_is_told_and_who_takes_one_is_not(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    react()
    assign_ticket(late_parcel, ada, by=ada)
    react()

    assert told(bo) == [Kind.ASSIGNED] and told(ada) == []


def test_what_a_customer_writes_is_told_to_the_assignee_and_the_followers(wrong_size, theo, ada, bo):
    Notification.objects.all().delete()
    follow_ticket(wrong_size, ada, by=ada)

    receive_message(wrong_size, "Hello?", customer=theo, channel="chat")
    react()

    assert told(ada)[-1:] == [Kind.ANSWER] and told(bo)[-1:] == [Kind.ANSWER]
    assert Notification.objects.filter(agent=ada, kind=Kind.ANSWER).latest("pk").ticket == wrong_size


def test_what_is_spam_is_no_news(wrong_size, theo, ada, bo):
    block_customer(theo, by=ada)
    mark_spam(wrong_size, by=ada)
    receive_message(wrong_size, "Buy now!", customer=theo, channel="chat")
    react()

    assert told(bo) == []


def test_a_transfer_is_told_as_one_thing(late_parcel, ada, bo):
    transfer_ticket(late_parcel, Words("Lost at the carrier."), by=ada, agent=bo)
    react()

    assert told(bo) == [Kind.TRANSFER]


def test_a_transfer_to_a_team_is_told_to_its_members(late_parcel, ada, advice, cy):
    transfer_ticket(late_parcel, Words("She wants advice."), by=ada, team=advice)
    react()

    assert told(cy) == [Kind.TRANSFER]


def test_a_move_is_told_to_the_team(late_parcel, ada, advice, cy):
    move_to_team(late_parcel, advice, by=ada)
    react()

    assert told(cy) == [Kind.TEAM] and told(ada) == []


def test_a_new_ticket_is_told_to_those_of_its_team_who_asked_for_it(mina, returns, advice, ada, bo, cy):
    for agent in (bo, cy):
        Choices.objects.create(agent=agent, kinds={"new": {"ways": ["console"], "tone": ""}})
    create_ticket(customer=mina, channel="email", team=returns)
    react()

    assert (told(bo), told(ada), told(cy)) == ([Kind.NEW], [], [])


def test_an_end_of_shift_is_told_once_however_many_tickets_it_hands_over(late_parcel, wrong_size, ada, bo):
    assign_ticket(late_parcel, bo, by=bo)
    hand_over(bo, {late_parcel.pk: Words("A"), wrong_size.pk: Words("B")}, by=bo, to=ada)
    react()

    row = Notification.objects.get(agent=ada, kind=Kind.TRANSFER)
    assert row.ticket is None and row.group.startswith("batch-")


def test_of_many_tickets_the_first_that_may_be_read_is_told(late_parcel, wrong_size, ada, bo, cy):
    assign_ticket(late_parcel, bo, by=bo)
    hand_over(bo, {late_parcel.pk: Words("A"), wrong_size.pk: Words("B")}, by=bo, to=cy)
    first = Event.objects.filter(verb=Verb.TRANSFERRED).order_by("pk")[0].ticket
    assign_ticket(first, ada, by=ada)
    react()

    row = Notification.objects.get(agent=cy, kind=Kind.TRANSFER)
    assert row.console == Why.SENT and row.event.ticket != first


def test_a_bulk_run_is_told_once_however_many_tickets_it_moves(mina, returns, advice, ada, cy):
    tickets = [create_ticket(customer=mina, channel="email", team=returns) for _ in range(30)]
    run = start_run(
        Ticket.objects.filter(pk__in=[each.pk for each in tickets]), "team", str(advice.pk), by=ada
    )
    while run.items.filter(state="waiting").exists():
        work_on(run.pk)
    react()

    row = Notification.objects.get(agent=cy)
    assert (row.kind, row.group, row.ticket) == (Kind.TEAM, f"run-{run.pk}-team", None)


def test_a_ticket_that_comes_back_from_its_snooze_is_told_and_one_woken_by_hand_is_not(late_parcel, ada, bo):
    for wake in (
        lambda: wake_ticket(late_parcel, by=ada),
        lambda: wake_due_tickets(timezone.now() + timedelta(days=2)),
    ):
        snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=1), by=bo)
        wake()
    react()

    assert told(bo) == [Kind.BACK]


def test_a_reply_that_could_not_be_delivered_is_told_to_its_author(late_parcel, ada, bo):
    message, _ = write_reply(late_parcel, "Sorry!", by=bo, channel="email")
    delivery = Delivery.objects.create(
        message=message, channel="email", recipient="mina@shopper.example", state=State.SENDING
    )
    finish(delivery, State.FAILED, error="550")
    react()

    assert told(bo) == [Kind.UNSENT]


def test_an_answer_of_a_carrier_is_told_to_who_asked(late_parcel, ada, bo):
    side = SideConversation.objects.create(
        ticket=late_parcel, subject="Parcel", recipients=["a@b.example"], agent=bo
    )
    record(late_parcel, Verb.SIDE_ANSWERED, side_id=side.pk, subject="Parcel")
    react()

    assert told(bo) == [Kind.SIDE] and told(ada) == []


def test_a_task_is_told_when_it_is_given_and_not_when_its_words_change(late_parcel, ada, bo):
    task = add_task(late_parcel, "Call Mina", assignee=bo, by=ada)
    change_task(task, text="Call Mina today", assignee=bo, due_on=None, by=ada)
    react()

    assert told(bo) == [Kind.TASK]


def test_followers_hear_what_colleagues_do(late_parcel, ada, bo):
    follow_ticket(late_parcel, ada, by=ada)

    write_reply(late_parcel, "It is on its way.", by=bo, channel="email")
    set_status(late_parcel, "solved", by=bo)
    react()

    assert told(ada) == [Kind.FOLLOWED, Kind.FOLLOWED] and told(bo) == []


def test_a_follower_who_may_not_read_the_ticket_any_more_is_told_nothing_and_the_ledger_knows_why(
    late_parcel, mina, advice, cy, ada
):
    move_to_team(late_parcel, advice, by=ada)
    follow_ticket(late_parcel, cy, by=cy)
    move_to_team(late_parcel, ada.teams.get(), by=ada)
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    react()

    row = Notification.objects.get(agent=cy, kind=Kind.ANSWER)
    assert {row.console, row.sound, row.push, row.mail} == {Why.FORBIDDEN}
    assert not Notification.objects.shown_to(cy).exists()


def test_what_is_old_is_no_news(late_parcel, ada, bo):
    record(late_parcel, Verb.ASSIGNED, by=ada, to_id=bo.pk, at=timezone.now() - timedelta(days=3))
    react()

    assert told(bo) == []


def test_somebody_who_left_is_told_nothing(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    bo.is_active = False
    bo.save()
    react()

    assert told(bo) == []


def decided(agent) -> Notification:
    react()
    return Notification.objects.filter(agent=agent).latest("pk")


def test_choices_availability_screens_and_looks_decide(late_parcel, ada, bo, subscribe):
    subscribe(bo)
    mark_seen(bo.pk, timezone.now())

    assign_ticket(late_parcel, bo, by=ada)
    assert decided(bo).whys == [
        (Way.CONSOLE, Why.SENT), (Way.SOUND, Why.SENT), (Way.PUSH, Why.SENT), (Way.MAIL, Why.WAITS)
    ]  # fmt: skip

    look("p", [(bo.pk, late_parcel.pk)], timezone.now())
    write_note(late_parcel, "@Bo", by=ada)
    assert (decided(bo).sound, decided(bo).push) == (Why.LOOKING, Why.LOOKING)

    choose_availability(bo, "busy")
    write_note(late_parcel, "@Bo again", by=ada)
    assert (decided(bo).sound, decided(bo).push, decided(bo).console) == (Why.BUSY, Why.BUSY, Why.SENT)

    Choices.objects.create(agent=bo, has_quiet_hours=True, working_days=[(timezone.now().weekday() + 3) % 7])
    write_note(late_parcel, "@Bo once more", by=ada)
    assert decided(bo).push == Why.QUIET and decided(bo).quiet_until > timezone.now()


def test_what_was_told_of_a_merged_ticket_goes_with_it_and_comes_back(late_parcel, wrong_size, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    react()
    row = Notification.objects.get(agent=bo, kind=Kind.ASSIGNED)

    merge_tickets(wrong_size, late_parcel, by=ada, across_customers=True)
    row.refresh_from_db()
    assert row.ticket == wrong_size

    unmerge_ticket(late_parcel, by=ada)
    row.refresh_from_db()
    assert row.ticket == late_parcel
