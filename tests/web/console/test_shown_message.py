"""Who is called in a note stands out, and whoever reads their own name sees it most."""

import pytest

from shopbell.tickets.note import write_note
from shopbell.web.console.shown_message import shown_messages
from shopbell.web.plain_text import Mark, paragraphs

pytestmark = pytest.mark.django_db


def note_as_read_by(agent, note) -> str:
    shown = shown_messages(note.ticket, [note], agent)[note.pk]
    return str(paragraphs(note.text, shown.mentions))


def test_names_that_were_called_are_marked_and_ones_own_most(late_parcel, ada, bo):
    note = write_note(late_parcel, "@Ada Moreau, and @nobody: see <b>ada@desk.example</b>", by=bo)

    mine, theirs = note_as_read_by(ada, note), note_as_read_by(bo, note)
    assert '<mark class="mention mention-me">@Ada Moreau</mark>, and @nobody' in mine
    assert '<mark class="mention">@Ada Moreau</mark>' in theirs
    assert "&lt;b&gt;" in mine and mine.count("<mark") == 1


def test_a_note_without_an_at_asks_nothing(late_parcel, bo, django_assert_max_num_queries):
    note = write_note(late_parcel, "Nothing to see", by=bo)

    with django_assert_max_num_queries(2):
        shown_messages(late_parcel, [note], bo)


def test_a_mark_inside_of_an_address_is_left_out():
    text = "see https://social.example/@ada and @ada"

    marked = str(paragraphs(text, [Mark(27, 31, "mention"), Mark(36, 40, "mention")]))

    assert marked.count("<mark") == 1 and marked.endswith('<mark class="mention">@ada</mark></div>')
