"""Conditions as they are typed, in a table."""

import pytest

from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.shown import shown
from shopbell.tickets.filter.written import ConditionsField
from shopbell.tickets.tag import Tag

pytestmark = pytest.mark.django_db


def test_each_condition_keeps_together_with_its_minus_from_left_to_right():
    Tag.objects.create(name="<vip>")
    asker = Asker.of(None)

    html = shown(parse('channel:chat -tag:"<vip>"', asker), asker)
    assert html == (
        '<bdi dir="ltr"><span class="condition-typed">channel:chat</span> '
        '<span class="condition-typed">-tag:&lt;vip&gt;</span></bdi>'
    )


def test_the_example_in_a_help_text_keeps_together_too():
    field = ConditionsField(name="rules", help_text="Such as: channel:email -tag:vip. Empty: all.")

    assert str(field.help_text) == (
        'Such as: <bdi dir="ltr"><span class="condition-typed">channel:email</span> '
        '<span class="condition-typed">-tag:vip</span></bdi>. Empty: all.'
    )
