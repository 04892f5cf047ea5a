"""Words of a filter that need an agent who asks are known as such, so that no rule is written with them."""

import pytest
from django.core.exceptions import EmptyResultSet
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.field import FIELDS
from shopbell.tickets.filter.personal import PERSONAL, refuse_personal
from shopbell.tickets.filter.query import question
from shopbell.tickets.ticket import Ticket

pytestmark = pytest.mark.django_db


def asked(condition: Condition, asker: Asker) -> str:
    try:
        return str(Ticket.objects.filter(question([condition], asker)).query)
    except EmptyResultSet:
        return "nothing"


@pytest.mark.parametrize(
    "field, word",
    [(field.name, word) for field in FIELDS.values() for word in getattr(field.kind, "words", {})],
)
def test_a_word_that_means_another_thing_for_each_agent_is_refused_for_a_rule(root, ada, field, word):
    condition, now = Condition(field, (word,)), timezone.now()
    zone = timezone.get_current_timezone()
    asks = {asked(condition, Asker(agent, now, zone)) for agent in (root, ada, None)}

    assert (len(asks) > 1) == (word in PERSONAL.get(field, set()))


def test_a_subject_may_say_me(db):
    refuse_personal((Condition("subject", ("me", "unread")),))
    with pytest.raises(Refused, match="nobody is “me”"):
        refuse_personal((Condition("assignee", ("none", "me"), is_not=True),))
