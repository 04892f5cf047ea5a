"""Moments that a page says by the clock that is known of its reader, with its zone; `own_clock.ts` says them by the
browser's. So a page that many readers share is right for each of them."""

from datetime import UTC, datetime

from markupsafe import Markup, escape

from .moment import exact

TIME = Markup('<time datetime="%s" data-own-clock="%s">%s</time>')


def by_own_clock(moment: datetime) -> Markup:
    """`moment` to the minute."""
    return _time(moment, "exact", exact(moment))


class TimedSentence(str):
    """A sentence that names a moment: plain where it is mailed or told to a program, and on pages `in_page`.

    `sentence` is ours, in the reader's language, and has a place for `%(moment)s`; `words` are the moment by the clock
    that is known.
    """

    in_page: Markup

    def __new__(cls, sentence: str, moment: datetime, words: str) -> "TimedSentence":
        said = super().__new__(cls, sentence % {"moment": words})
        said.in_page = escape(sentence) % {"moment": _time(moment, "day", words)}
        return said


def in_page(sentence: str) -> Markup:
    """What a page shows of `sentence`: its moment, if it names one, by the browser's clock."""
    return sentence.in_page if isinstance(sentence, TimedSentence) else escape(sentence)


def _time(moment: datetime, style: str, words: str) -> Markup:
    return TIME % (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), style, words)
