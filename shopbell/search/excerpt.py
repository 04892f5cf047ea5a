"""The piece of a text that shows why it was found, with the words marked, safe to put on a page."""

from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup, escape

from shopbell.core.folding import Span, is_unspaced, spans

from .ask import Ask, Term

LENGTH, BEFORE = 180, 50  # characters shown, and of them before the first word that was found
READ = 60_000  # characters of a text that are looked through


def excerpt(text: str, ask: Ask, length: int = LENGTH) -> Markup:
    """About `length` characters of `text` around the words of `ask`, each in <mark>; its beginning without any."""
    text = " ".join(text[:READ].split())
    hits = _hits(text, ask)
    start, end = _window(text, hits, length)
    parts, at = [Markup("…") if start else Markup("")], start
    for hit_start, hit_end in _joined(text, hits):
        if hit_start < at or hit_end > end:
            continue
        parts += [escape(text[at:hit_start]), Markup("<mark>{}</mark>").format(text[hit_start:hit_end])]
        at = hit_end
    parts += [escape(text[at:end]), Markup("…") if end < len(text) else Markup("")]
    return Markup("").join(parts)


def marked(text: str, ask: Ask) -> Markup:
    """All of `text` in one line with the words of `ask` marked: for subjects and names."""
    return excerpt(text, ask, length=max(len(text), 1) + 1)


def _hits(text: str, ask: Ask) -> list[tuple[int, int]]:
    found = list(spans(text))
    words = {span.folded for span in found}  # a text says most of its words again and again
    wanted = {word for word in words if any(term.marks(word) for term in ask.terms)}
    hits = [(span.start, span.end) for span in found if span.folded in wanted]
    for term in ask.terms:
        if any(is_unspaced(word) for word in term.words):
            hits += _runs(found, term)
    return sorted(set(hits))


def _runs(found: list[Span], term: Term) -> Iterable[tuple[int, int]]:
    """Where the characters of a term without spaces stand one after the other, with marks that folding drops."""
    wanted = _characters(term)
    kept = _with_dropped(found)
    letters = "".join(span.folded for span in kept)
    owners = [span for span in kept for _letter in span.folded]  # one character may be folded to two
    at = letters.find(wanted)
    while at >= 0:
        row = list(dict.fromkeys(owners[at : at + len(wanted)]))
        if all(one.end == other.start for one, other in pairwise(row)):
            yield row[0].start, row[-1].end
        at = letters.find(wanted, at + 1)


def _with_dropped(found: list[Span]) -> list[Span]:
    """The spans of which something is left, each with what follows it and is folded to nothing: a tone of Thai."""
    kept: list[Span] = []
    for span in found:
        if span.folded:
            kept.append(span)
        elif kept and kept[-1].end == span.start:
            kept[-1] = kept[-1]._replace(end=span.end)
    return kept


def _characters(term: Term) -> str:
    """The pairs of a term as the run they were made of."""
    words = [word for word in term.words if is_unspaced(word)]
    return "".join([*(word[0] for word in words[:-1]), words[-1]])


def _window(text: str, hits: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """Where the piece with the most hits begins and ends, at the edges of words where there are some."""
    if len(text) <= length:
        return 0, len(text)
    fullest = max(range(len(hits)), key=lambda at: _held(text, hits, at, length - BEFORE), default=None)
    best = 0 if fullest is None else hits[fullest][0]
    start = max(0, min(best - BEFORE, len(text) - length))
    end = start + length
    if start and (space := text.find(" ", start, start + BEFORE // 2)) > 0 and space < best:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - BEFORE // 2, end)) > 0:
        end = space
    return start, end


def _held(text: str, hits: list[tuple[int, int]], at: int, length: int) -> int:
    """How many words, each counted once, the `length` characters hold that begin with the hit number `at`."""
    end = hits[at][0] + length
    near = hits[at : at + length]  # no hit is shorter than a character
    return len({text[start:stop].lower() for start, stop in near if stop <= end})


def _joined(text: str, hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hits that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
