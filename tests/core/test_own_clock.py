"""A sentence with a moment in it, for a page and for a mail."""

from datetime import UTC, datetime

from shopbell.core.own_clock import TimedSentence, in_page

NOON = datetime(2026, 11, 27, 12, 30, tzinfo=UTC)


def test_a_moment_is_plain_in_a_mail_and_marked_for_the_browsers_clock_in_a_page():
    said = TimedSentence("News by %(moment)s, d’accord & soon.", NOON, "<12:30 UTC>")

    assert said == "News by <12:30 UTC>, d’accord & soon."
    marked = '<time datetime="2026-11-27T12:30:00Z" data-own-clock="day">&lt;12:30 UTC&gt;</time>'
    assert in_page(said) == f"News by {marked}, d’accord &amp; soon."


def test_a_sentence_without_a_moment_stays_what_it_is():
    assert in_page("Within <a day>") == "Within &lt;a day&gt;"
