import pytest

from shopbell.helpcenter.from_ticket.making import begin_from_ticket
from shopbell.helpcenter.from_ticket.taken import offered, take
from shopbell.tickets.message import receive_message, write_reply

QUESTION = "Can I wash the cover of my sofa at sixty degrees, or does it shrink then?"
ANSWER = "Wash it at thirty degrees. It shrinks when it is hotter."


@pytest.fixture
def washed(late_parcel, mina, bo, care):
    """Mina asked something, in German so far as the desk knows, and Bo answered."""
    mina.language = "de"
    mina.save()
    receive_message(late_parcel, QUESTION, customer=mina, channel="email")
    write_reply(late_parcel, ANSWER, by=bo, channel="email")
    late_parcel.refresh_from_db()
    return late_parcel


@pytest.fixture
def draft(washed, ada, sending_back):
    """An article that quotes her and was not published yet."""
    taken = take(washed, offered(washed)[-2:], "en")
    return begin_from_ticket(washed, taken, "Washing a cover", sending_back, by=ada)
