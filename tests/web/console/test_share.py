"""Counts beside the wall are written as the reader writes numbers, in shares and in tables alike."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from shopbell.core.number import number
from shopbell.web.console.share import share_bar


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,557/2,085"), ("de", "1.557/2.085"), ("fr", "1\u202f557/2\u202f085")]
)
def test_the_parts_of_a_share_are_written_as_the_reader_writes_numbers(language, said):
    with translation.override(language):
        assert said in share_bar(1557, 2085, 74, "/", "", is_bad=False)
        assert number(999) == "999"


def test_the_queues_of_the_wall_are_written_so_too():
    figures = SimpleNamespace(
        open=12480, first_reply=1557, unassigned=2085, chats=1001, waiting_since=None, late=1234
    )
    line = SimpleNamespace(of=None, figures=figures, backlog=4321)

    shown = render_to_string("console/wall/_lines.html", {"lines": [line], "kind": "Team", "is_team": True})

    for said in ("12,480", "1,557", "2,085", "1,001", "1,234 late", "4,321 backlog"):
        assert said in shown
