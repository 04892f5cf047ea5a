"""What the demo shop told its shoppers: waits in the chat, promises by mail, and its usual times."""

import random
from datetime import datetime, timedelta

from django.db.models import F, Max
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.promises.models import Promise, WaitForecast
from shopbell.promises.promise import Outcome, notice_at, warning_at
from shopbell.promises.promise_words import promise_sentence
from shopbell.promises.usual_reply import measure
from shopbell.promises.wait import shown
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import Ticket
from shopbell.waiting.models import Medium, Question

HELD = 0.87  # of the ranges, about as many as in simulation
A_DAY = timedelta(days=1)
TOLD = [timedelta(hours=2, minutes=45), timedelta(minutes=-20)]  # from now: at risk in a while, and owed
LONG_AGO = timedelta(hours=2, minutes=15)  # since they were told, until it passed or until now
MOMENT = timedelta(minutes=1)


def tell_waits(chance: random.Random, now: datetime) -> None:
    answered = Ticket.objects.exclude(first_replied_at=None).order_by("pk")
    WaitForecast.objects.bulk_create(_forecast(ticket, chance) for ticket in answered.filter(channel="chat"))
    Promise.objects.bulk_create(_promise(ticket) for ticket in answered.filter(channel__in=["email", "form"]))
    measure(now)


def promise_answers(agent: Agent, now: datetime) -> None:
    """Two were told by when they hear back, of whom no goal is due before that; who waits for us comes first."""
    asked = Ticket.objects.unsolved().filter(channel__in=["email", "form"], spam=None)
    waiting = asked.order_by(F("waiting_since").desc(nulls_last=True), "-updated_at").annotate(
        goal_at=F("clocks__due_at"), newest_at=Max("events__created_at")
    )
    told: list[int] = []
    for ahead in TOLD:
        for ticket in waiting.exclude(pk__in=told):
            due_at = min(now + ahead, ticket.goal_at - MOMENT) if ticket.goal_at else now + ahead
            long_ago = min(LONG_AGO, due_at - now) if due_at > now else LONG_AGO
            made_at = max(min(now, due_at) - long_ago, ticket.newest_at + MOMENT)
            is_at_risk = ahead > MOMENT and warning_at(made_at, due_at) <= now
            if made_at < min(now, due_at) and not is_at_risk:
                _tell(ticket, ticket.assignee or agent, made_at, due_at, now)
                told.append(ticket.pk)
                break


def _tell(ticket: Ticket, agent: Agent, made_at: datetime, due_at: datetime, now: datetime) -> None:
    """In the words of the desk, as if the agent had done it then."""
    if not ticket.assignee:
        assign_ticket(ticket, agent, by=agent, at=made_at)
    with override(language_for(ticket, mail_inbox_of(ticket))):
        words = promise_sentence(due_at, ticket)
    message, _is_new = write_reply(ticket, words, by=agent, channel="email", at=made_at, is_answer=False)
    is_late = due_at <= now
    Promise.objects.create(
        ticket=ticket, message=message, agent=agent, made_at=made_at, due_at=due_at,
        risk_at=warning_at(made_at, due_at), warn_at=None if is_late else warning_at(made_at, due_at),
        tell_at=notice_at(made_at, due_at), outcome=Outcome.BROKEN if is_late else Outcome.OPEN, is_owed=is_late,
    )  # fmt: skip
    until = due_at.isoformat()
    record(ticket, Verb.PROMISED, by=agent, message=message, at=made_at, until=until)
    if is_late:
        record(ticket, Verb.PROMISE_OWED, at=due_at, until=until)


def ask_and_show() -> None:
    """What the demo shop asks those who wait, and has them read."""
    Question.objects.create(
        text="What may we help you with first?",
        choices="An order\nA product\nSomething else",
        translations={
            "de": "Wobei dürfen wir Ihnen zuerst helfen?\nEine Bestellung\nEin Produkt\nEtwas anderes",
            "ar": "بماذا نبدأ مساعدتكم؟\nطلب\nمنتج\nشيء آخر",
        },
    )
    Question.objects.create(
        text="What have you tried already?",
        translations={"de": "Was haben Sie schon versucht?", "ar": "ما الذي جرّبتموه حتى الآن؟"},
        position=1,
    )
    Medium.objects.create(
        kind="text", title="While the kettle boils", text="Our makers tell how their pieces come about.",
        translations={
            "de": "Während das Wasser kocht\n\nUnsere Werkstätten erzählen, wie ihre Stücke entstehen.",
            "ar": "ريثما يغلي الماء\n\nيحكي حرفيونا كيف تولد قطعهم.",
        },
    )  # fmt: skip


def _forecast(ticket: Ticket, chance: random.Random) -> WaitForecast:
    """A range about the wait that came, or beside it."""
    assert ticket.first_replied_at
    wait = (ticket.first_replied_at - ticket.created_at).total_seconds()
    middle = wait * chance.uniform(0.7, 1.4) if chance.random() < HELD else wait * chance.choice([0.2, 4])
    range_ = shown(middle * 0.5, max(60, middle * 2))
    place = chance.choice([1, 1, 1, 2, 2, 3])
    return WaitForecast(
        ticket=ticket, team_id=ticket.team_id, place=place, low_minutes=range_.low, high_minutes=range_.high,
        middle_seconds=max(1.0, middle), spread=0.5, is_queued=place > 1, is_first=True,
        shown_at=ticket.created_at, answered_at=ticket.first_replied_at,
    )  # fmt: skip


def _promise(ticket: Ticket) -> Promise:
    """By the next day, as the goal for mail has it."""
    assert ticket.first_replied_at
    due_at = ticket.created_at + A_DAY
    outcome = Outcome.KEPT if ticket.first_replied_at <= due_at else Outcome.BROKEN
    return Promise(
        ticket=ticket, made_at=ticket.created_at, due_at=due_at, tell_at=notice_at(ticket.created_at, due_at),
        outcome=outcome, ended_at=ticket.first_replied_at,
    )  # fmt: skip
