import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell import reactions
from shopbell.core.patience import PAUSES_SECONDS
from shopbell.tickets.event import Verb, record
from shopbell.tickets.event_of_many import record_for_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(monkeypatch):
    """Two reactions: one that fails while `broken` is in the list, and one that notes what it hears."""
    words = ["broken"]

    def fail(event):
        if "broken" in words:
            raise ValueError("broken")
        words.append(f"mended {event.verb}")

    def listen(event):
        words.append(event.verb)

    fail.__module__, listen.__module__ = "tests.fail", "tests.listen"
    two = [reactions.Reaction(fail, Verb), reactions.Reaction(listen, Verb)]
    monkeypatch.setattr(reactions, "REACTIONS", two)
    return words


def react(ticket):
    reactions.react(ticket.pk, ticket.events.earliest("pk").pk)


def jobs_again():
    return ProcrastinateJob.objects.filter(task_name="shopbell.reactions.react_again").order_by("id")


def test_one_failing_reaction_does_not_silence_the_others(late_parcel, heard):
    react(late_parcel)

    assert heard[1] == Verb.CREATED
    assert {job.args["reaction"] for job in jobs_again()} == {"tests.fail"}


def test_for_what_nobody_hears_of_there_is_no_job(late_parcel, bo):
    last = ProcrastinateJob.objects.latest("id").id

    with transaction.atomic():
        record(late_parcel, Verb.TAGGED, by=bo, names=["vip"])
        heard = record(late_parcel, Verb.NOTED, by=bo)
    record_for_all([late_parcel.pk], Verb.UNTAGGED, by=bo, names=["vip"])

    [job] = ProcrastinateJob.objects.filter(id__gt=last)
    assert job.args["first_event_id"] == heard.pk


def test_a_reaction_hears_of_its_verbs_only(late_parcel, monkeypatch):
    heard = []
    one = reactions.Reaction(lambda event: heard.append(event.verb), {Verb.RECEIVED})
    monkeypatch.setattr(reactions, "REACTIONS", [one])
    for event in late_parcel.events.order_by("pk"):
        reactions.react(late_parcel.pk, event.pk)
    assert heard == [Verb.RECEIVED]


def test_a_failing_reaction_is_tried_again_alone_and_keeps_no_other_event_waiting(late_parcel, heard):
    react(late_parcel)
    job = jobs_again().first()
    assert job.lock is None and job.scheduled_at is not None

    with pytest.raises(ValueError, match="broken"):  # so that the job is tried once more
        reactions.react_again(**job.args)
    heard[:] = []
    reactions.react_again(**job.args)

    assert heard == ["mended created"]


def test_a_reaction_that_is_gone_is_no_reason_to_forget_what_it_was_to_do(late_parcel, heard, monkeypatch):
    react(late_parcel)
    monkeypatch.setattr(reactions, "REACTIONS", [])

    with pytest.raises(KeyError, match="fail"):
        reactions.react_again(**jobs_again().first().args)


def test_a_job_is_tried_for_days():
    retry = reactions.react_again.retry_strategy
    pauses = [retry.get_retry_decision(exception=ValueError(), job=Tried(number)) for number in range(30)]

    given = [pause for pause in pauses if pause]
    assert len(given) == len(PAUSES_SECONDS)
    assert list(PAUSES_SECONDS) == sorted(PAUSES_SECONDS) and sum(PAUSES_SECONDS) > 3 * 24 * 3600


class Tried:
    def __init__(self, attempts: int):
        self.attempts = attempts
