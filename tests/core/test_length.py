"""What a person typed is kept whole, or refused with the limit."""

import pytest
from django.core.exceptions import ValidationError

from shopbell.api.scope import Scope
from shopbell.api.token import make_token
from shopbell.core.errors import Refused
from shopbell.core.length import uncut, uncut_lines
from shopbell.customers.block import block_customer
from shopbell.customers.company import save_company
from shopbell.customers.models import Company
from shopbell.tickets.checklist import add_task
from shopbell.tickets.ticket import rename_ticket


def test_what_fits_is_kept_as_it_is():
    assert uncut("x" * 80, 80) == "x" * 80


def test_what_is_too_long_is_refused_with_the_limit():
    with pytest.raises(Refused, match="“xx.*…” is too long: it has 81 characters, and there is room for 80"):
        uncut("x" * 81, 80)


def test_lines_are_kept_once_and_whole():
    assert uncut_lines(" one \n\ntwo\none", most_lines=2, most=3) == ["one", "two"]


@pytest.mark.parametrize("text", ["one\ntwo\nsix", "four"])
def test_too_many_lines_or_a_long_one_are_refused(text):
    with pytest.raises(ValidationError):
        uncut_lines(text, most_lines=2, most=3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda ticket, by: rename_ticket(ticket, "x" * 1001, by=by),
        lambda ticket, by: add_task(ticket, "x" * 301, by=by),
        lambda ticket, by: block_customer(ticket.customer, reason="x" * 201, by=by),
        lambda ticket, by: save_company(Company(), "x" * 201, []),
        lambda ticket, by: make_token("x" * 81, [Scope.values[0]], by=None),
    ],
)
def test_no_verb_cuts_what_somebody_typed(late_parcel, root, write):
    with pytest.raises(Refused, match="is too long"):
        write(late_parcel, root)
