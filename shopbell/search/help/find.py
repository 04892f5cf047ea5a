"""One search: what a reader finds among articles, policies, products and whatever else has a source.

Every language of the centre is looked through, the reader's own first, since people ask in one and the shop wrote in
another. What is shown is read again from its source, which decides who may read it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from shopbell.search.ask import Ask
from shopbell.search.excerpt import excerpt
from shopbell.search.meaning.fusing import with_meaning

from .index import index_due
from .instead import instead_of
from .mine import MINE, Mine, find_mine
from .question import Question, read_question
from .ranking import Ranked, ranked
from .sources import SOURCES, Reader, Shown

MOST = 100  # things that are ranked, of which facets are counted
CATCH = 20  # due things that a question brings up to date itself
OTHER_LANGUAGE = 0.75  # what a text counts that is not in the reader's language
MOST_LANGUAGES = 6
MINE_FIRST = 3  # of a customer's own things before all else


@dataclass(frozen=True)
class Hit:
    kind: str
    title: Markup
    address: str
    excerpt: Markup
    language: str
    object_id: int
    category: str  # its name


@dataclass
class Results:
    """`count` is of all that was found; `kinds` and `categories` say how many of each there are."""

    text: str
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    instead: str = ""  # the question as it was read, where words were misspelled
    has_more: bool = False  # behind those that are shown


def find(
    text: str,
    *,
    language: str,
    reader: Reader,
    kinds: Iterable[str] | None = None,
    category: str = "",
    limit: int = 20,
    skip: int = 0,
    own: bool = False,
    each: int | None = None,
    by_meaning: bool = True,
) -> Results:
    """What `reader` may see that answers `text`, the best first.

    `skip` leaves out the first, which stand on the pages before. With `own`, a customer's own orders and questions
    too. `each` is how many are shown of one kind.
    Without `by_meaning` it goes by words alone, whatever the shop chose: half a word means nothing yet.
    """
    index_due(CATCH, waits=False)
    languages = tuple(dict.fromkeys([language, *reader.languages]))[:MOST_LANGUAGES]
    reader = replace(reader, languages=languages)
    questions = read_question(text, languages)
    results = Results(text.strip(), instead=instead_of(questions, reader))
    found = merged([(question, ranked(question, reader.access, MOST)) for question in questions])
    if by_meaning and any(questions):
        found = with_meaning(found, text, language, reader.access)
    mine = find_mine(reader.customer, questions) if own and reader.customer else []
    results.kinds = dict(Counter([*(MINE for _one in mine), *(one.kind for one in found)]))
    wanted = [one for one in found if kinds is None or one.kind in set(kinds)]
    results.categories = dict(Counter(one.category for one in wanted if one.category))
    wanted = [one for one in wanted if not category or one.category == category]
    if category or (kinds is not None and MINE not in set(kinds)):
        mine = []
    results.count = len(wanted) + len(mine)
    mine = mine[:MINE_FIRST] if wanted else mine
    first = [_hit_of(one, language) for one in mine[skip : skip + limit]]
    wanted = _few_of_each(wanted, each) if each else wanted
    results.has_more = len(mine) + len(wanted) > skip + limit
    hits, gone = _shown(wanted[max(skip - len(mine), 0) :], questions, reader, limit - len(first))
    results.hits = [*first, *hits]
    _leave_out(results, gone)
    return results


def _leave_out(results: Results, gone: list[Ranked]) -> None:
    """What was closed a moment ago is ranked yet: it counts no more than it is shown."""
    results.count -= len(gone)
    results.kinds = dict(Counter(results.kinds) - Counter(one.kind for one in gone))
    results.categories = dict(Counter(results.categories) - Counter(one.category for one in gone))


def _few_of_each(found: list[Ranked], most: int) -> list[Ranked]:
    counts: Counter[str] = Counter()
    few = []
    for one in found:
        counts[one.kind] += 1
        if counts[one.kind] <= most:
            few.append(one)
    return few


def _hit_of(mine: Mine, language: str) -> Hit:
    return Hit(MINE, mine.title, mine.address, mine.excerpt, language, mine.object_id, mine.state)


def merged(found: list[tuple[Question, list[Ranked]]]) -> list[Ranked]:
    """Each thing once, by its best language."""
    best: dict[tuple[str, int], Ranked] = {}
    for number, (_question, each_ranked) in enumerate(found):
        for each in each_ranked:
            if number:
                each = replace(each, score=each.score * OTHER_LANGUAGE)
            key = each.kind, each.object_id
            if key not in best or best[key].score < each.score:
                best[key] = each
    return sorted(best.values(), key=lambda each: (-each.score, each.kind, each.object_id))[:MOST]


def _shown(
    found: list[Ranked], questions: list[Question], reader: Reader, limit: int
) -> tuple[list[Hit], list[Ranked]]:
    """The first `limit` of them that the reader may see, as they are now, and those on the way there that are gone.

    Reading texts is most of the work: as many again are read only where some of the first are gone.
    """
    marks = {question.language: Ask(question.text, question.telling) for question in questions}
    hits: list[Hit] = []
    gone: list[Ranked] = []
    for some in (found[:limit], found[limit : 2 * limit]):
        if len(hits) == limit:
            break
        texts = _texts(some, reader)
        for each in some:
            text = texts.get((each.kind, each.object_id))
            if not text:
                gone.append(each)
            elif len(hits) < limit:
                hits.append(_hit(each, text, marks.get(text.language) or marks[questions[0].language]))
    return hits, gone


def _texts(found: list[Ranked], reader: Reader) -> dict[tuple[str, int], Shown]:
    """What the reader may see of them, by kind and number."""
    ids: dict[str, list[int]] = {}
    for each in found:
        ids.setdefault(each.kind, []).append(each.object_id)
    return {
        (kind, object_id): text
        for kind in ids
        if kind in SOURCES
        for object_id, text in SOURCES[kind].shown(ids[kind], reader).items()
    }


def _hit(each: Ranked, text: Shown, ask: Ask) -> Hit:
    title = excerpt(text.title, ask, length=len(text.title) + 1)
    piece = excerpt(text.text, ask)
    return Hit(each.kind, title, text.address, piece, text.language, each.object_id, text.category)
