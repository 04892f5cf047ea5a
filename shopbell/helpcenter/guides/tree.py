"""The tree of a guide: steps, of which the first is where everybody begins, and choices that lead from one to the next.

It is one document and no rows, since it makes sense only as a whole: it is published, compared and brought back whole,
in all languages at once. Words are kept by language; what is not said in a reader's language is said in the first.
Steps and choices are numbered in one row that never goes back, so that addresses and counts mean the same for ever.
"""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

Words = dict[str, str]  # by language
MOST_STEPS, MOST_CHOICES = 100, 12


class Kind(TextChoices):
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")
    ACTION = "action", _("Something to do")
    PRODUCT = "product", _("Product")
    CONTACT = "contact", _("Ask a person")


class Choice(BaseModel):
    id: int
    words: Words = {}
    to: int | None = None  # the step it leads to


class Step(BaseModel):
    """A question with its choices, or an ending: each kind of ending uses the fields that are named after it."""

    id: int
    kind: Kind = Kind.QUESTION
    title: Words = {}
    text: Words = {}  # Markdown
    choices: list[Choice] = []
    article: int | None = None  # what an answer shows below its text
    place: str = ""  # where something is done: a name of `places.py`, or an address
    topic: int | None = None  # the contact reason that the form has ticked
    products: list[str] = []  # numbers of articles (SKU)

    @property
    def is_ending(self) -> bool:
        return self.kind != Kind.QUESTION

    def parts(self) -> dict[str, Words]:
        choices = [] if self.is_ending else self.choices
        words = {f"heading {self.id}": self.title, f"text {self.id}": self.text}
        return words | {f"choice {choice.id}": choice.words for choice in choices}


class Tree(BaseModel):
    title: Words = {}
    summary: Words = {}
    steps: list[Step] = []
    last_id: int = 0

    @property
    def first(self) -> Step | None:
        return self.steps[0] if self.steps else None

    def step(self, number: int | None) -> Step | None:
        return next((step for step in self.steps if step.id == number), None)

    def parts(self) -> dict[str, Words]:
        """All that it says, by a name that stays while the rest changes."""
        found = {"title": self.title, "summary": self.summary}
        for step in self.steps:
            found |= step.parts()
        return found

    def topics(self) -> set[int]:
        """With which it leads to a person."""
        return {step.topic for step in self.steps if step.kind == Kind.CONTACT and step.topic}

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def walk(self, way: Iterable[int]) -> tuple[Step | None, list[tuple[Step, Choice]]]:
        """The step that `way`, the numbers of choices, reaches from the first, and each step with what was chosen.

        A choice that is not offered where it is taken ends the walk: the guide has changed since.
        """
        at, taken = self.first, []
        for number in way:
            choice = next((each for each in at.choices if each.id == number), None) if at else None
            following = self.step(choice.to) if choice else None
            if not at or at.is_ending or not choice or not following:
                break
            taken.append((at, choice))
            at = following
        return at, taken

    def in_order(self) -> list[Step]:
        """The steps as they are read: each after the one that leads to it, those that nobody reaches last."""
        found = [self.first] if self.first else []
        for step in found:
            leads = [self.step(choice.to) for choice in step.choices] if not step.is_ending else []
            for each in leads:
                if each and all(each.id != other.id for other in found):
                    found.append(each)
        return found + [step for step in self.steps if all(step.id != other.id for other in found)]


def said(words: Words, chain: Iterable[str]) -> str:
    """What `words` say in the first language of `chain` that they have."""
    return next((words[code] for code in chain if words.get(code)), "")


def language_of(words: Words, chain: Iterable[str]) -> str:
    """The language in which `said` says them."""
    return next((code for code in chain if words.get(code)), "")
