"""What the demo shop told its shoppers: waits in the chat, promises by mail, and its usual times."""

import random
from datetime import datetime, timedelta

from shopbell.promises.models import Promise, WaitForecast
from shopbell.promises.promise import Outcome, notice_at
from shopbell.promises.usual_reply import measure
from shopbell.promises.wait import shown
from shopbell.tickets.models import Ticket
from shopbell.waiting.models import Medium, Question

HELD = 0.87  # of the ranges, about as many as in simulation
A_DAY = timedelta(days=1)


def tell_waits(chance: random.Random, now: datetime) -> None:
    answered = Ticket.objects.exclude(first_replied_at=None).order_by("pk")
    WaitForecast.objects.bulk_create(_forecast(ticket, chance) for ticket in answered.filter(channel="chat"))
    Promise.objects.bulk_create(_promise(ticket) for ticket in answered.filter(channel__in=["email", "form"]))
    measure(now)


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
        outcome=outcome, ended_at=min(ticket.first_replied_at, due_at),
    )  # fmt: skip
