"""Searching as a test does it: what is due is indexed first, as the job of the event would."""

import pytest

from shopbell.search.index import index_due
from shopbell.search.query import find


@pytest.fixture
def found():
    """What an agent finds, as the names of the things: `found(ada, "parcel")`."""

    def names(agent, text, **options):
        while index_due():
            pass
        hits = find(agent, text, **options).hits
        return [f"{hit.kind.name.lower()}-{hit.object_id}" for each in hits.values() for hit in each]

    return names


@pytest.fixture
def found_tickets():
    """The numbers of the tickets an agent finds, best first."""

    def numbers(agent, text, **options):
        while index_due():
            pass
        return list(dict.fromkeys(hit.ticket_id for hit in find(agent, text, **options).hits["tickets"]))

    return numbers
