"""What is taken of a ticket: some of its messages, without what is personal, as the title and body of an article."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.db.models import Q

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind as MessageKind
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..article_text import MOST_TITLE
from .cut import matter_of
from .kind import Kind, neutral_words
from .met import met_in
from .people import known_of
from .redaction import Piece, covered, pieces_of
from .titling import title_of

MOST_MESSAGES = 60
MOST_WORDS, MOST_OF_WORD = 50, 200
FEWEST_WORDS = 3  # of a message that asks something
BULLET, STEP = re.compile(r"\s*[-*•–]\s+(.*)"), re.compile(r"\s*\d{1,2}[.)]\s+(.*)")


@dataclass(frozen=True)
class Part:
    message: Message
    pieces: list[Piece]

    @property
    def is_quote(self) -> bool:
        return self.message.is_from_customer


@dataclass(frozen=True)
class Found:
    """Something personal, however often it stands there."""

    kind: str
    words: str
    key: str
    count: int
    is_covered: bool


@dataclass(frozen=True)
class Taken:
    language: str
    title: str
    parts: list[Part]

    @cached_property
    def neutral(self) -> dict[str, str]:
        return neutral_words(self.language)

    @property
    def body(self) -> str:
        """As the body of an article: what the customer wrote as a quote, then what was answered."""
        told = [(part.is_quote, as_html(covered(part.pieces, self.neutral))) for part in self.parts]
        return "\n".join(f"<blockquote>{html}</blockquote>" if is_quote else html for is_quote, html in told)

    @property
    def quoted(self) -> str:
        return "\n\n".join(covered(part.pieces, self.neutral) for part in self.parts if part.is_quote)

    @property
    def found(self) -> list[Found]:
        """What is personal in it, by kind."""
        pieces: dict[str, list[Piece]] = {}
        for piece in (piece for part in self.parts for piece in part.pieces if piece.kind):
            pieces.setdefault(piece.key, []).append(piece)
        found = [
            Found(first.kind, first.text, key, len(all_of), first.is_covered)
            for key, all_of in pieces.items()
            for first in all_of[:1]
        ]
        return sorted(found, key=lambda each: (list(Kind).index(Kind(each.kind)), each.words))


def offered(ticket: Ticket) -> list[Message]:
    """The messages that may be chosen of: what both sides wrote to each other, the newest if they are very many.

    What somebody else wrote in it is not for the ticket's customer to agree to, who is asked. What answers nothing is
    left out, as by when they hear back, or the letter that asks for their consent by a link that is theirs alone.
    """
    said = ticket.messages.filter(kind=MessageKind.REPLY, unsent_at=None).exclude(text="").filter(rule="")
    said = said.filter(Q(customer=None) | Q(customer=ticket.customer_id) | Q(agent__isnull=False))
    no_answers = Event.objects.filter(message__ticket=ticket, verb=Verb.REPLIED, data__has_key="no_answer")
    said = said.exclude(pk__in=no_answers.values("message"))
    return list(said.select_related("agent", "customer").order_by("-pk")[:MOST_MESSAGES])[::-1]


def first_choice(messages: list[Message]) -> set[int]:
    """An answer with the question that it answers: of all, the one that says most, and the last of such."""
    turns = list(_turns(messages))
    answered = [turn for turn in turns if turn[1]]
    if not answered:
        return {each.pk for asked, _answers in turns[:1] for each in asked[:1]}
    asked, answers = max(reversed(answered), key=lambda turn: max(_says(each) for each in turn[1]))
    answer = max(answers, key=_says)
    telling = [each for each in asked if _says(each) >= FEWEST_WORDS]
    return {answer.pk, *(each.pk for each in (telling or asked)[:1])}


def _turns(messages: list[Message]) -> Iterator[tuple[list[Message], list[Message]]]:
    """What the customer wrote in a row, each time with what agents answered in a row."""
    asked: list[Message] = []
    answers: list[Message] = []
    for each in messages:
        if each.is_from_customer and answers:
            yield asked, answers
            asked, answers = [], []
        if each.is_from_customer:
            asked.append(each)
        elif each.agent_id:
            answers.append(each)
    if asked or answers:
        yield asked, answers


def _says(message: Message) -> int:
    """How many words of it are no greeting and no signature."""
    return len(matter_of(message.text).split())


def take(
    ticket: Ticket,
    messages: Iterable[Message],
    language: str,
    *,
    shown: Collection[str] = (),
    also: Iterable[str] = (),
) -> Taken:
    """`messages` without what is personal, but for what has a key of `shown`; `also` are words to cover besides."""
    messages = list(messages)
    words = [word.strip()[:MOST_OF_WORD] for word in also if word.strip()][:MOST_WORDS]
    all_of = {each.pk: each for each in [*messages, *offered(ticket)]}.values()
    known = known_of(ticket, all_of, words=words)
    known.met += met_in([ticket.subject, *(each.text for each in all_of)])

    def pieces(text: str) -> list[Piece]:
        return pieces_of(
            text, known, language=ticket.language or language, country=ticket.customer.country, shown=shown
        )

    title = title_of(ticket.subject, [each.text for each in messages if each.is_from_customer])
    title = " ".join(covered(pieces(title), neutral_words(language)).split())[:MOST_TITLE]
    return Taken(language, title, [Part(each, pieces(matter_of(each.text))) for each in messages])


def as_html(text: str) -> str:
    """Paragraphs, lists and steps, as somebody typed them."""
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    for pattern, tag, end in ((BULLET, "<ul>", "</ul>"), (STEP, '<ol class="steps">', "</ol>")):
        items = [pattern.fullmatch(line) for line in lines]
        if all(items):
            return tag + "".join(f"<li>{escape(item[1])}</li>" for item in items if item) + end
    return f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>"
