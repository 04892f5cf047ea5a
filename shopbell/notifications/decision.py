"""What becomes of a piece of news for one agent: per way yes, or the reason why not. Pure, so that it can be explained.

The order of the questions is the order of the reasons: who may not read the ticket hears that before anything else.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.availability import Choice

from .kind import Way


class Why(TextChoices):
    """What became of a way. The sentences are read in the ledger; `%(until)s` is when the quiet hours end."""

    SENT = "sent", _("yes")
    WAITS = "waits", _("waits for the next e-mail, unless you read it before")
    FORBIDDEN = "forbidden", _("no: you could not read this ticket then")
    OFF = "off", _("no: switched off in your settings for this kind")
    QUIET = "quiet", _("no: quiet hours until %(until)s")
    BUSY = "busy", _("no: you were busy")
    AWAY = "away", _("no: you were away")
    OFFLINE = "offline", _("no: you had signed off for the day")
    LOOKING = "looking", _("no: you had the ticket open")
    NO_SCREEN = "no_screen", _("no: no screen of yours was open")
    NO_DEVICE = "no_device", _("no: no device of yours takes push messages")
    READ = "read", _("no: you had read it before the next e-mail left")
    GONE = "gone", _("no: the device takes no push messages any more")
    FAILED = "failed", _("no: the push service did not take it")


NOT_NOW = {Choice.BUSY: Why.BUSY, Choice.AWAY: Why.AWAY, Choice.OFFLINE: Why.OFFLINE}


@dataclass(frozen=True)
class Situation:
    """All that counts for one agent and one piece of news."""

    ways: frozenset[Way]  # that the agent chose for its kind
    may_read: bool = True
    is_looking: bool = False  # a screen of theirs shows the ticket
    has_screen: bool = True
    has_device: bool = True
    chosen: str = Choice.AVAILABLE
    quiet_until: datetime | None = None
    sounds_while_looking: bool = False


@dataclass(frozen=True)
class Decision:
    whys: dict[Way, Why] = field(hash=False)

    def __getitem__(self, way: Way) -> Why:
        return self.whys[way]

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell, now or later."""
        return any(why in (Why.SENT, Why.WAITS) for why in self.whys.values())


def decide(situation: Situation) -> Decision:
    """For each way, what becomes of it."""
    return Decision({way: _decide(way, situation) for way in Way})


def _decide(way: Way, situation: Situation) -> Why:
    if not situation.may_read:
        return Why.FORBIDDEN
    if way not in situation.ways:
        return Why.OFF
    if way == Way.CONSOLE:
        return Why.SENT
    if way == Way.MAIL:
        return Why.WAITS  # the mail itself waits for the end of quiet hours
    if situation.quiet_until:
        return Why.QUIET
    if situation.chosen in NOT_NOW:
        return NOT_NOW[Choice(situation.chosen)]
    return _sound(situation) if way == Way.SOUND else _push(situation)


def _sound(situation: Situation) -> Why:
    if not situation.has_screen:
        return Why.NO_SCREEN
    if situation.is_looking and not situation.sounds_while_looking:
        return Why.LOOKING
    return Why.SENT


def _push(situation: Situation) -> Why:
    if not situation.has_device:
        return Why.NO_DEVICE
    return Why.LOOKING if situation.is_looking else Why.SENT
