import pytest

from shopbell import reactions
from shopbell.tickets.event import Verb

pytestmark = pytest.mark.django_db


def test_one_failing_reaction_does_not_silence_the_others(late_parcel, monkeypatch):
    heard = []

    def fail(event):
        raise ValueError("broken")

    monkeypatch.setattr(reactions, "REACTIONS", [fail, lambda event: heard.append(event.verb)])
    first = late_parcel.events.earliest("pk")

    with pytest.raises(ValueError, match="broken"):  # so that the job is tried again
        reactions.react(late_parcel.pk, first.pk)

    assert Verb.CREATED in heard
