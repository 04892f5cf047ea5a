"""Filters in tests: `found(bo, "status:open")` are the subjects that the filter line would show to Bo."""

import pytest

from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import tickets_of


@pytest.fixture
def found():
    def subjects(agent, text):
        asker = Asker.of(agent)
        return set(tickets_of(parse(text, asker), asker).values_list("subject", flat=True))

    return subjects
