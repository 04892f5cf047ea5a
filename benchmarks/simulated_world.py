"""A whole desk made up by simpy: chats, mails and forms, and agents with shifts, skills, languages and full hands.

Who gets what is decided by the product's own scorer, in its own order, by its own promises; the waits that shoppers in
a chat are shown are foretold by its own estimator. Beside it a naive desk meets the same customers: each channel in the
order in which they came, given to anybody who may have it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import simpy

from benchmarks.simulated_desk import HOUR, Foretelling
from benchmarks.simulated_tickets import DEVICE, DEVICES, Scenario, Shift, Ticket, tickets_of
from shopbell.promises.own_line import Group, Helper
from shopbell.routing.assignment_reason import LONG_MINUTES
from shopbell.routing.score import FULL, Candidate, Need, able, rank

CAPACITY = 20
UNSKILLED = 1.5  # as long, for who lacks the skill
BESIDE = 0.5  # longer is a mail for each chat that goes on beside it
LOOK_SECONDS = 60
DRAIN_HOURS = 36  # after the last customer came


@dataclass(frozen=True)
class Given:
    """That somebody was given a ticket, and how they stood then: for who checks it afterwards."""

    at: float
    agent: int
    ticket: Ticket
    is_there: bool
    chats: int  # this one among them
    open: int


@dataclass
class Agent:
    number: int
    shift: Shift
    mine: list[Ticket] = field(default_factory=list)  # and not done
    given_at: list[float] = field(default_factory=list)  # in the last hour
    is_writing: bool = False

    @property
    def chats(self) -> int:
        return sum(each.weight > 0 for each in self.mine)

    def candidate(self, now: float) -> Candidate:
        self.given_at = lately = [at for at in self.given_at if at > now - LONG_MINUTES * 60]
        return Candidate(
            self.number,
            is_available=self.shift.is_there(now),
            levels=self.shift.skills,
            load=sum(each.weight for each in self.mine),
            open=len(self.mine),
            capacity=CAPACITY,
            given_lately=len(lately),
            idle_minutes=(now - lately[-1]) / 60 if lately else LONG_MINUTES,
        )


class World:
    def __init__(self, scenario: Scenario, seed: int, *, is_naive: bool = False):
        self.scenario, self.is_naive = scenario, is_naive
        self.env = simpy.Environment()
        self.random = random.Random(seed)
        self.tickets = tickets_of(scenario, seed)
        self.agents = [Agent(number, shift) for number, shift in enumerate(scenario.shifts)]
        self.kinds = {(each.wanted, each.weight) for each in self.tickets}
        self.queue: list[Ticket] = []
        self.told: Foretelling[Ticket] = Foretelling()
        self.given: list[Given] = []
        self.known: dict[tuple, frozenset[int]] = {}  # who could take what, of those who are there
        self.taken_back = 0
        self.env.process(self._arrive())
        self.env.process(self._look_each_minute())

    def run(self) -> "World":
        self.env.run(until=(self.scenario.days * 24 + DRAIN_HOURS) * HOUR)
        return self

    # --- coming and leaving -----------------------------------------------------------------------

    def _arrive(self) -> Iterator[simpy.Event]:
        for ticket in self.tickets:
            yield self.env.timeout(ticket.came - self.env.now)
            self.queue.append(ticket)
            if ticket.channel == "chat":
                self.told.come(ticket)
                self._tell(ticket)
                self.env.process(self._lose_patience(ticket))
            self._look()

    def _lose_patience(self, ticket: Ticket) -> Iterator[simpy.Event]:
        yield self.env.timeout(ticket.patience)
        if ticket.is_waiting:
            ticket.leave(self.env.now)
            if ticket in self.queue:
                self.queue.remove(ticket)
            self._waits_no_more(ticket)
            self._done(ticket)

    def _waits_no_more(self, ticket: Ticket) -> None:
        for other in self.told.gone(ticket):
            self._tell(other)

    def _tell(self, ticket: Ticket) -> None:
        """Show the wait in the line of those who are there and could take it, as `promises/waiting_line.py` does."""
        there = [each for each in self.agents if each.shift.is_there(self.env.now)]
        present = frozenset(each.number for each in there)
        ahead = [
            Group(1, self._able(other, present), other.agent if other.agent in present else None)
            for other in self.told.ahead_of(ticket)
        ]
        helpers = [
            Helper(
                each.number,
                FULL // ticket.weight,
                sum(one.weight > 0 and not one.is_waiting for one in each.mine),
            )
            for each in there
        ]
        self.told.tell(ticket, self.env.now, ahead, self._able(ticket, present), helpers)

    def _able(self, ticket: Ticket, present: frozenset[int]) -> frozenset[int]:
        key = ticket.wanted, present
        if key not in self.known:
            candidates = [self.agents[number].candidate(self.env.now) for number in present]
            self.known[key] = able(Need(ticket.wanted), candidates)
        return self.known[key]

    # --- finding somebody -------------------------------------------------------------------------

    def _look_each_minute(self) -> Iterator[simpy.Event]:
        while True:
            yield self.env.timeout(LOOK_SECONDS)
            self._take_back()
            self._look()
            for agent in self.agents:
                self._write(agent)

    def _take_back(self) -> None:
        """What is at risk of who is away, as `routing/taking_back.py` asks the database for it; a naive desk never."""
        now = self.env.now
        for agent in self.agents:
            if self.is_naive or agent.shift.is_there(now):
                continue
            for ticket in [each for each in agent.mine if each.is_waiting and each.is_at_risk(now)]:
                agent.mine.remove(ticket)
                ticket.agent = None
                self.queue.append(ticket)
                self.taken_back += 1

    def _look(self) -> None:
        """Try what waits, the most pressing first; a need for which nobody was found not twice (`routing/queue.py`)."""
        hopeless: set[tuple] = set()
        for ticket in self._in_order():
            kind = ticket.wanted, ticket.weight
            if kind not in hopeless and not self._give(ticket, ticket.needed(self.env.now)):
                hopeless.add(kind)
            if len(hopeless) == len(self.kinds):
                return

    def _in_order(self) -> list[Ticket]:
        if not self.is_naive:
            return sorted(self.queue, key=lambda each: each.urgency)
        lines = {each.channel: 0 for each in self.queue}
        places = {}
        for ticket in self.queue:  # in turn from the line of each channel
            places[ticket.number] = lines[ticket.channel]
            lines[ticket.channel] += 1
        return sorted(self.queue, key=lambda each: (places[each.number], each.number))

    def _give(self, ticket: Ticket, need: Need) -> bool:
        fit = rank(need, [each.candidate(self.env.now) for each in self.agents])
        if not fit:
            return False
        best = self.random.choice(fit) if self.is_naive else fit[0]
        agent = self.agents[best.candidate.agent]
        self.queue.remove(ticket)
        ticket.agent = agent.number
        agent.mine.append(ticket)
        agent.given_at.append(self.env.now)
        is_there = agent.shift.is_there(self.env.now)
        self.given.append(Given(self.env.now, agent.number, ticket, is_there, agent.chats, len(agent.mine)))
        if ticket.channel == "chat":
            self.env.process(self._talk(ticket, agent))
        else:
            self._write(agent)
        return True

    # --- working ----------------------------------------------------------------------------------

    def _talk(self, ticket: Ticket, agent: Agent) -> Iterator[simpy.Event]:
        yield self.env.timeout(ticket.pickup)
        while ticket.is_waiting and ticket in agent.mine and not agent.shift.is_there(self.env.now):
            yield self.env.timeout(LOOK_SECONDS / 4)
        if not ticket.is_waiting or ticket not in agent.mine:
            return
        ticket.answer(self.env.now)
        self.told.pickups.append(ticket.pickup)
        self._waits_no_more(ticket)
        took = self._work(ticket, agent)
        yield self.env.timeout(took)
        self.told.services.append(took)
        self._done(ticket)

    def _write(self, agent: Agent) -> None:
        """The next mail, while two chats at most go on beside it."""
        letters = [each for each in agent.mine if each.channel != "chat"]
        is_free = not agent.is_writing and agent.chats < FULL // 33
        if letters and is_free and agent.shift.is_there(self.env.now):
            key = (lambda each: each.number) if self.is_naive else (lambda each: each.urgency)
            agent.is_writing = True
            self.env.process(self._answer(min(letters, key=key), agent))

    def _answer(self, ticket: Ticket, agent: Agent) -> Iterator[simpy.Event]:
        yield self.env.timeout(self._work(ticket, agent) * (1 + BESIDE * agent.chats))
        agent.is_writing = False
        if ticket in agent.mine:  # else it was taken back meanwhile
            ticket.answer(self.env.now)
            self._done(ticket)
        self._write(agent)

    def _work(self, ticket: Ticket, agent: Agent) -> float:
        is_skilled = ticket.need != DEVICE or DEVICES in agent.shift.skills
        return ticket.work * (1 if is_skilled else UNSKILLED)

    def _done(self, ticket: Ticket) -> None:
        if ticket.agent is not None and ticket in (mine := self.agents[ticket.agent].mine):
            mine.remove(ticket)
            self._write(self.agents[ticket.agent])
        self._look()
