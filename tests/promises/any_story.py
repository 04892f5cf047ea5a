"""What may happen to a few tickets, in any order: told as facts to the slow clocks, and as events to those of the desk."""

from datetime import UTC, datetime, timedelta

from shopbell.promises.clock_state import MERGED, OPEN, PAUSED, SOLVED
from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from tests.promises.slow_clock import Goals
from tests.promises.slow_ticket import Fact

START = datetime(2026, 11, 2, tzinfo=UTC)
STATUSES = {"open": OPEN, "pending": PAUSED, "on_hold": PAUSED, "solved": SOLVED, "closed": SOLVED}
VERBS = {
    "open": Verb.OPENED,
    "pending": Verb.PENDED,
    "on_hold": Verb.HELD,
    "solved": Verb.SOLVED,
    "closed": Verb.CLOSED,
}


def moment(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


class Told:
    """One ticket as the desk would show it: what may be done to it next."""

    def __init__(self) -> None:
        self.status = "open"
        self.messages: list[tuple[int, str]] = []  # number, of whom
        self.spam = self.deleted = False
        self.merged: tuple[int, int, str, list] | None = (
            None  # into which, by which fact, its status, its messages
        )
        self.answers: list[int] = []  # facts that can be taken back
        self.calls: list[int] = []
        self.last_status: tuple[int, str] | None = None  # the fact, and the status before
        self.facts: list[Fact] = []
        self.events: list[Event] = []


class Story:
    """`choices` are the versions of goals with hours that may be chosen; None is none."""

    def __init__(self, choices: list[tuple[Goals | None, dict]]) -> None:
        self.choices, self.now, self.number = choices, 0, 0
        self.tickets: dict[int, Told] = {}
        for _ in range(2):
            self._open()

    def _open(self) -> int:
        key = len(self.tickets) + 1
        self.tickets[key] = Told()
        self._tell(key, "created", Verb.CREATED)
        return key

    def _tell(
        self, key: int, what: str, verb: Verb, *, data: dict | None = None, actor=Actor.AGENT, **more
    ) -> int:
        """The same to both. Returns the number of the fact."""
        self.number += 1
        self.tickets[key].facts.append(Fact(self.number, self.now, what, **more))
        event = Event(
            pk=self.number,
            verb=str(verb),
            message_id=more.get("message") or (data or {}).get("message"),
            actor_kind=actor,
            data=data or {},
            created_at=moment(self.now),
        )
        self.tickets[key].events.append(event)
        return self.number

    def do(self, act: str, place: int) -> None:
        standing = [key for key, each in self.tickets.items() if not each.merged]
        key = standing[place % len(standing)]
        getattr(self, act)(key, self.tickets[key], place // len(standing))

    # --- messages -----------------------------------------------------------------------------------

    def customer_writes(self, key, ticket, place) -> None:
        ticket.messages.append((self.number + 1, "customer"))
        self._tell(key, "wrote", Verb.RECEIVED, message=self.number + 1, actor=Actor.CUSTOMER)
        if ticket.status != "open":
            self._set(key, ticket, "open", Verb.REOPENED)

    def program_writes(self, key, ticket, place) -> None:
        self._tell(key, "nothing", Verb.RECEIVED, message=self.number + 1, data={"automatic": True})

    def agent_answers(self, key, ticket, place) -> None:
        ticket.messages.append((self.number + 1, "agent"))
        ticket.answers.append(self._tell(key, "answered", Verb.REPLIED, message=self.number + 1))
        ticket.last_status = None

    def an_old_answer_is_entered(self, key, ticket, place) -> None:
        """For a moment since the customer first wrote, whatever was done since."""
        first = min((each.at for each in ticket.facts if each.what == "wrote"), default=self.now)
        now, self.now = self.now, max(first, self.now - place)
        self.agent_answers(key, ticket, place)
        self.now = now

    def agent_says_when(self, key, ticket, place) -> None:
        self._tell(key, "nothing", Verb.REPLIED, message=self.number + 1, data={"no_answer": True})

    def bot_answers(self, key, ticket, place) -> None:
        self._tell(key, "nothing", Verb.REPLIED, message=self.number + 1, actor=Actor.RULE)

    def answer_is_taken_back(self, key, ticket, place) -> None:
        if ticket.answers:
            answer = ticket.answers.pop(place % len(ticket.answers))
            ticket.messages = [each for each in ticket.messages if each[0] != answer]
            self._tell(key, "nothing", Verb.UNSENT, data={"message": answer}, undoes=answer)

    def agent_calls(self, key, ticket, place) -> None:
        is_reached = place % 3 > 0
        what, outcome = ("answered", "reached") if is_reached else ("nothing", "missed")
        ticket.calls.append(self._tell(key, what, Verb.CALLED, data={"outcome": outcome}))

    def call_is_taken_back(self, key, ticket, place) -> None:
        if ticket.calls:
            call = ticket.calls.pop()
            self._tell(key, "nothing", Verb.CALL_UNDONE, data={"undoes": call}, undoes=call)

    # --- status -------------------------------------------------------------------------------------

    def status_is_set(self, key, ticket, place) -> None:
        status = list(STATUSES)[place % len(STATUSES)]
        if status != ticket.status:
            self._set(key, ticket, status, VERBS[status])

    def _set(self, key: int, ticket: Told, status: str, verb: Verb, undoes: int = 0) -> None:
        data = {"after": status} | ({"undoes": undoes} if undoes else {})
        number = self._tell(key, "status", verb, data=data, phase=STATUSES[status], undoes=undoes)
        ticket.last_status, ticket.status = (number, ticket.status), status

    def status_is_undone(self, key, ticket, place) -> None:
        if ticket.last_status:
            number, before = ticket.last_status
            self._set(key, ticket, before, VERBS[before], undoes=number)

    # --- hidden -------------------------------------------------------------------------------------

    def spam_or_not(self, key, ticket, place) -> None:
        what, verb = ("shown", Verb.UNMARKED_SPAM) if ticket.spam else ("hidden", Verb.MARKED_SPAM)
        ticket.spam = not ticket.spam
        self._tell(key, what, verb, why="spam")

    def deleted_or_not(self, key, ticket, place) -> None:
        what, verb = ("shown", Verb.RESTORED) if ticket.deleted else ("hidden", Verb.DELETED)
        ticket.deleted = not ticket.deleted
        self._tell(key, what, verb, why="deleted")

    # --- merged, taken apart, split -------------------------------------------------------------------

    def merged(self, key, ticket, place) -> None:
        others = [other for other, each in self.tickets.items() if other != key and not each.merged]
        if not others or ticket.status == "closed":
            return
        gone = others[place % len(others)]
        other = self.tickets[gone]
        status = "open" if place % 2 else ticket.status
        data = {"gone_id": gone, "after": status}
        number = self._tell(key, "merged", Verb.MERGED, data=data, other=gone, phase=STATUSES[status])
        other.merged = key, number, ticket.status, list(other.messages)
        ticket.messages += other.messages
        ticket.status, ticket.last_status = status, None
        self._tell(gone, "hidden", Verb.MERGED_AWAY, why=MERGED)

    def taken_apart(self, key, ticket, place) -> None:
        inside = [gone for gone, each in self.tickets.items() if each.merged and each.merged[0] == key]
        if not inside:
            return
        gone = inside[place % len(inside)]
        other = self.tickets[gone]
        assert other.merged
        _, number, before, messages = other.merged
        status = before if place % 2 else ticket.status
        ticket.messages = [each for each in ticket.messages if each not in messages]
        data = {"other_id": gone, "after": status}
        self._tell(key, "status", Verb.UNMERGED, data=data, undoes=number, phase=STATUSES[status])
        ticket.status, ticket.last_status, other.merged = status, None, None
        self._tell(gone, "shown", Verb.UNMERGED, data={"other_id": key}, why=MERGED)

    def split(self, key, ticket, place) -> None:
        if len(ticket.messages) < 2:
            return
        first = place % len(ticket.messages)
        moving = ticket.messages[first:] if place % 3 and first else ticket.messages[first : first + 1]
        messages = [number for number, _ in moving]
        is_answered = any(of == "agent" for _, of in moving)
        status = ticket.status if STATUSES[ticket.status] != SOLVED else "open"
        new = self._open()
        self.tickets[new].status, self.tickets[new].messages = status, moving
        told = {"messages": messages, "is_answered": is_answered, "after": status, "other_id": key}
        also = {"messages": frozenset(messages), "is_answered": is_answered}
        self._tell(new, "begun", Verb.SPLIT_OFF, data=told, other=key, phase=STATUSES[status], **also)
        self._tell(key, "split", Verb.SPLIT, data={"messages": messages}, messages=frozenset(messages))
        ticket.messages = [each for each in ticket.messages if each not in moving]
        ticket.answers = [each for each in ticket.answers if each not in messages]

    # --- goals --------------------------------------------------------------------------------------

    def goals_are_chosen(self, key, ticket, place) -> None:
        goals, data = self.choices[place % len(self.choices)]
        self._tell(key, "chosen", Verb.GOALS_CHOSEN, data=data, goals=goals)
