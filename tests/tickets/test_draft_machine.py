"""Two windows of one agent and a desk that may be cut off at any moment: nothing kept is lost, nothing is sent twice."""

import uuid
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.draft import DraftConflict, Words, keep_draft
from shopbell.tickets.models import Draft, Message
from shopbell.tickets.taking_back import take_back_reply

SCREENS = st.integers(0, 1)
MAYBE = st.booleans()


@dataclass
class Screen:
    """What a window shows and believes; as `js/console/draft.ts` does it."""

    text: str = ""
    version: int = 0
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def take(self, draft: Draft | None) -> None:
        self.text, self.version = (draft.text, draft.version) if draft else ("", 0)
        self.client_id = draft.client_id if draft else uuid.uuid4()


class CutOff(Exception):
    """The desk died before it committed."""


class Writing(RuleBasedStateMachine):
    ticket, agent = None, None

    def __init__(self):
        super().__init__()
        self.screens = [Screen(), Screen()]
        self.count = 0
        self.acknowledged: set[str] = set()  # words that the desk said it has, and that nobody gave up since
        self.sent: set[str] = set()  # words whose sending was confirmed
        self.last: Message | None = None

    def desk(self, act, *, dies: bool):
        """Run `act` as a request does: all or nothing."""
        try:
            with transaction.atomic():
                result = act()
                if dies:
                    raise CutOff
                return result
        except CutOff:
            return None

    @rule(which=SCREENS, dies=MAYBE, is_heard=MAYBE)
    def type(self, which, dies, is_heard):
        screen = self.screens[which]
        self.count += 1
        word = f"word{self.count}"
        screen.text = f"{screen.text} {word}".strip()
        self._save(screen, word, dies, is_heard)
        if word not in self.acknowledged and not is_heard:
            self._save(screen, word, False, True)  # the window tries again

    def _save(self, screen, word, dies, is_heard):
        words = Words(screen.text, channel="email", client_id=screen.client_id)
        try:
            kept = self.desk(
                lambda: keep_draft(self.ticket, "reply", words, by=self.agent, version=screen.version),
                dies=dies,
            )
        except DraftConflict as conflict:
            self._choose(screen, conflict, word)
            return
        if kept and is_heard:
            screen.version = kept.version
            self.acknowledged.add(word)

    def _choose(self, screen, conflict, word):
        """The agent keeps both: what the other window has, and behind it what they typed here."""
        if conflict.is_same:
            screen.take(None)
            return
        other = conflict.draft
        screen.text = f"{other.text} {word}" if other else word
        screen.version = other.version if other else 0
        screen.client_id = other.client_id if other else uuid.uuid4()
        self._save(screen, word, False, True)

    @rule(which=SCREENS)
    def look(self, which):
        """A window that is brought to the front shows what there is."""
        self.screens[which].take(Draft.objects.filter(ticket=self.ticket, agent=self.agent).first())

    @rule(which=SCREENS, dies=MAYBE, is_heard=MAYBE)
    def send(self, which, dies, is_heard):
        screen = self.screens[which]
        for heard in (is_heard, True):
            try:
                message = self.desk(
                    lambda: send_reply(
                        self.ticket,
                        screen.text,
                        by=self.agent,
                        channel="email",
                        client_id=screen.client_id,
                        draft_version=screen.version,
                    ),
                    dies=dies and not heard,
                )
            except DraftConflict as conflict:
                return screen.take(conflict.draft)
            except Refused:
                return screen.take(Draft.objects.filter(ticket=self.ticket, agent=self.agent).first())
            if message and heard:
                self.sent.update(screen.text.split())
                self.last = message
                return screen.take(None)
        return None

    @rule()
    def undo(self):
        if self.last is None:
            return
        try:
            draft = take_back_reply(self.last, by=self.agent)
        except Refused:
            return
        self.sent -= set(self.last.text.split())
        self.last = None
        if draft:
            self.acknowledged.update(draft.text.split())
            self.screens[0].take(draft)

    @invariant()
    def nothing_acknowledged_is_lost(self):
        if self.ticket is None:
            return
        there = set(" ".join(Draft.objects.filter(ticket=self.ticket).values_list("text", flat=True)).split())
        there |= set(" ".join(self._sent().values_list("text", flat=True)).split())
        assert self.acknowledged <= there, self.acknowledged - there
        assert self.sent <= there

    @invariant()
    def nothing_is_sent_twice(self):
        if self.ticket is None:
            return
        words = " ".join(self._sent().values_list("text", flat=True)).split()
        assert len(words) == len(set(words))

    def _sent(self):
        return Message.objects.filter(ticket=self.ticket, agent=self.agent, unsent_at=None)


@pytest.mark.django_db
def test_whatever_two_windows_do_nothing_is_lost_and_nothing_sent_twice(late_parcel, bo):
    class Machine(Writing):
        ticket, agent = late_parcel, bo

        def __init__(self):
            super().__init__()
            self.savepoint = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.savepoint)

    assert connection.in_atomic_block
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
