"""Telling a story: the turns of its dialogue become messages, notes and steps at believable moments.

What would happen after `now` has not happened yet, and that alone makes today's open queue.
"""

import random
from datetime import datetime, timedelta

from shopbell.channels.chat.models import Visitor
from shopbell.channels.inbox import Inbox
from shopbell.tickets.models import ContactReason, Tag, Ticket
from shopbell.tickets.status import Status

from .arrivals import at_work, is_manned, pause
from .letters import as_answer, as_mail
from .past import Past
from .script import ENDS, Turn
from .staff import Staff
from .stories import Story
from .words import fill_words, words_of

ROUTING = "routing"
LEFT_LYING = "Return"  # mails about it wait longer than chats do, as Wall › Equal treatment finds


class Teller:
    """Holds what all stories share: the people, the inboxes, the tags, and the past they are written into."""

    def __init__(self, past: Past, staff: Staff, inboxes: dict[str, Inbox], tags: dict[str, Tag],
                 visitors: dict[int, Visitor], book, chance: random.Random, now: datetime):  # fmt: skip
        self.past, self.staff, self.inboxes, self.tags, self.visitors = past, staff, inboxes, tags, visitors
        self.book, self.chance, self.now = book, chance, now
        self.reasons = {reason.name: reason for reason in ContactReason.objects.select_related("team")}

    def tell(self, story: Story) -> Ticket:
        return _Telling(self, story).run()


class _Telling:
    def __init__(self, teller: Teller, story: Story):
        self.teller, self.story, self.past, self.chance = teller, story, teller.past, teller.chance
        self.reason = teller.reasons[story.script.reason]
        assert self.reason.team is not None  # `hire` gave every reason its team
        self.team = self.reason.team
        self.channel = _channel(story, self.chance)
        self.inbox = teller.inboxes[self.channel]
        self.agent = teller.staff.who_answers(self.team.name, story.script.language, self.chance)
        self.words = words_of(story, teller.book, self.agent.first_name, self.chance)
        self.at = story.at
        self.answers = self.ways = self.way = 0

    def run(self) -> Ticket:
        ticket = self.ticket = self._open()
        for turn in self.story.script.turns:
            if not self._wait(turn.who):
                break
            if self._falls_silent(turn.who):
                self._close_later()
                break
            text = fill_words(self._choose(turn), self.words)
            getattr(self, f"_{turn.who}")(text)
        return ticket

    def _choose(self, turn: Turn) -> str:
        """One way to say it. The second answer belongs to the second question: ways of equal number go together."""
        if turn.who in "ca":
            if len(turn.ways) != self.ways:
                self.way = self.chance.randrange(len(turn.ways))
            self.ways = len(turn.ways)
            return turn.ways[self.way]
        return self.chance.choice(turn.ways)

    def _open(self) -> Ticket:
        subject = fill_words(self.chance.choice(self.story.script.subjects), self.words)
        ticket = self.past.open(
            customer=self.story.customer, channel=self.channel, inbox=self.inbox, subject=subject, team=self.team,
            reason=self.reason, language=self.story.script.language, at=self.at,
        )  # fmt: skip
        if self.channel == "chat":
            visitor = self.teller.visitors[self.story.customer.pk]
            self.past.begin_chat(ticket, self.inbox, visitor, "/demo-shop/", self.at)
        self._is_begun = False
        return ticket

    def _wait(self, who: str) -> bool:
        """Let time pass before the next turn; False when it would be after now."""
        if not self._is_begun:
            return True
        pace = "chat" if self.channel == "chat" else "email"
        rest = pause(pace, who, self.chance, is_first=self.answers == 0)
        if (pace, who, self.answers) == ("email", "a", 0) and str(self.reason) == LEFT_LYING:
            rest *= 4
        at = self.at + rest
        if who in "ant" and pace == "email":
            at = at_work(at, self.chance)
        if who == "end":
            at = self.at + timedelta(seconds=self.chance.randint(5, 240))
        self.at = at
        return at <= self.teller.now

    def _falls_silent(self, who: str) -> bool:
        """Now and then a customer does not come back after an answer."""
        return who == "c" and self.answers > 0 and self.chance.random() < 0.08

    def _close_later(self) -> None:
        """What nobody wrote in for days is solved."""
        days = self.chance.uniform(3, 8)
        self.at = at_work(
            self.at + timedelta(days=days if self.channel != "chat" else days / 40), self.chance
        )
        if self.at <= self.teller.now:
            self.past.set_status(self.ticket, Status.SOLVED, by=self.agent, at=self.at)

    def _c(self, text: str) -> None:
        is_first, self._is_begun = not self._is_begun, True
        channel = "email" if self.channel == "form" and not is_first else self.channel
        if channel == "email":
            text = as_mail(
                text, self.story.customer, self.story.script.language, self.chance, is_first=is_first
            )
        message = self.past.receive(self.ticket, text, channel=channel, at=self.at)
        self._link_named(text if not is_first else f"{self.ticket.subject}\n{text}")
        if is_first and channel != "chat":
            self.past.acknowledge(message, at=self.at)
        if is_first and self.channel == "chat":
            self.past.assign(self.ticket, self.agent, by=ROUTING, at=self.at)

    def _link_named(self, text: str) -> None:
        order = self.story.order
        if (
            order
            and order.number in text
            and not any(link.ticket is self.ticket for link in self.past.links[-1:])
        ):
            self.past.link(self.ticket, order, cause=self._received(), at=self.at)

    def _received(self):
        return next(e for e in reversed(self.past.events) if e.ticket is self.ticket and e.verb == "received")

    def _a(self, text: str) -> None:
        self._take_up()
        if self.channel != "chat":
            text = as_answer(text, self.story.customer, self.story.script.language, self.agent, self.chance)
        self.past.reply(self.ticket, text, by=self.agent, at=self.at)
        self.answers += 1
        self._tag()
        if self.channel != "chat" and self.chance.random() < 0.55:
            self.past.set_status(self.ticket, Status.PENDING, by=self.agent, at=self.at)

    def _n(self, text: str) -> None:
        self._take_up()
        self.past.note(self.ticket, text, by=self.agent, at=self.at)

    def _t(self, team: str) -> None:
        self._take_up()
        self.past.move(self.ticket, self.teller.staff.teams[team], by=self.agent, at=self.at)
        self.past.assign(self.ticket, None, by=self.agent, at=self.at)
        self.agent = self.teller.staff.who_answers(team, self.story.script.language, self.chance)
        self.words["agent"] = self.agent.first_name

    def _end(self, word: str) -> None:
        if self.answers:
            self.past.set_status(self.ticket, ENDS[word], by=self.agent, at=self.at)
            if word != "solved":
                self._close_later()

    def _take_up(self) -> None:
        self.past.assign(self.ticket, self.agent, by=self.agent, at=self.at)

    def _tag(self) -> None:
        if self.answers == 1:
            for name in self.story.script.tags:
                self.past.tag(self.ticket, self.teller.tags[name], by=self.agent, at=self.at)


def _channel(story: Story, chance: random.Random) -> str:
    """How this customer writes: chats only while somebody is there, mail only from those with an address."""
    possible = [channel for channel in story.script.channels if channel != "chat" or is_manned(story.at)]
    if story.channel:
        return story.channel
    if not story.customer.address:
        return "chat"
    weights = [{"chat": 5, "email": 4, "form": 2}[channel] for channel in possible]
    return chance.choices(possible, weights)[0] if possible else "form"
