from shopbell.tickets.models import Seen
from shopbell.tickets.seen import mark_seen


def test_what_was_read_never_goes_back(late_parcel, bo):
    mark_seen(late_parcel, bo, 7)
    mark_seen(late_parcel, bo, 3)

    assert Seen.objects.get(ticket=late_parcel, agent=bo).message_id == 7


def test_each_agent_reads_for_themselves(late_parcel, ada, bo):
    mark_seen(late_parcel, bo, 7)

    assert not Seen.objects.filter(agent=ada).exists()
