"""What differs between two versions of a guide: the words of each step, and where it leads."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shopbell.tickets.reason import ContactReason

from ..article_text import ArticleText
from ..differences import Run, changes
from .guide import GuideVersion
from .places import places
from .tree import Kind, Step, Tree

Part = tuple[str, str, list[Run]]  # what it is called, its language, and what came and went


class Compared:
    """Versions of one guide, whose `first` language names its steps."""

    def __init__(self, versions: Iterable[GuideVersion], first: str):
        self.first = first
        steps = [step for version in versions for step in version.tree.steps]
        texts = ArticleText.objects.filter(article__in={step.article for step in steps if step.article})
        titles = texts.order_by("-language").values_list("article_id", "language", "title")
        self.articles = {key: title for key, _language, title in titles}
        self.articles |= {key: title for key, language, title in titles if language == first}
        self.topics = dict(
            ContactReason.objects.filter(pk__in={step.topic for step in steps}).values_list("pk", "name")
        )
        self.places = places()

    def changes(self, older: GuideVersion | None, newer: GuideVersion) -> list[Part]:
        """The steps that differ, in each language in which they do."""
        was, now = older.tree if older else Tree(), newer.tree
        before, after = self._said(was), self._said(now)
        keys = list(dict.fromkeys([*after, *before]))
        found = changes({key: before.get(key, "") for key in keys}, {key: after.get(key, "") for key in keys})
        return [(self._name(key.split()[0], now, was), key.split()[1], runs) for key, runs in found]

    def _name(self, step: str, now: Tree, was: Tree) -> str:
        if step == "0":
            return f"{_('Title')} · {_('In short')}"
        found = now.step(int(step)) or was.step(int(step))
        return (found and found.title.get(self.first)) or _("Step without words")

    def _said(self, tree: Tree) -> dict[str, str]:
        """By the number of a step (0: the guide's own head) and a language."""
        said: dict[str, list[str]] = {}
        heads = {"title": tree.title, "summary": tree.summary}
        for number, parts in [(0, heads), *((step.id, step.parts()) for step in tree.steps)]:
            for part, words in parts.items():
                for language, text in words.items():
                    if part.startswith("choice") and language == self.first:
                        continue  # it stands with where it leads
                    said.setdefault(f"{number} {language}", []).append(text)
        for step in tree.steps:
            said.setdefault(f"{step.id} {self.first}", []).extend(self._leads(step, tree))
        return {key: "\n".join(lines) for key, lines in said.items()}

    def _leads(self, step: Step, tree: Tree) -> Iterable[str]:
        """What a step is and where it leads, each as one word of a difference."""
        yield f"[{Kind(step.kind).label}]"
        for choice in step.choices if not step.is_ending else []:
            to = tree.step(choice.to)
            yield f"[{choice.words.get(self.first, '')} → {(to and to.title.get(self.first)) or '–'}]"
        if step.kind == Kind.ANSWER and step.article:
            yield f"[{_('Article')}: {self.articles.get(step.article, step.article)}]"
        if step.kind == Kind.ACTION and step.place:
            yield f"[{self.places.get(step.place, step.place)}]"
        if step.kind == Kind.CONTACT and step.topic:
            yield f"[{self.topics.get(step.topic, step.topic)}]"
        if step.kind == Kind.PRODUCT:
            yield from (f"[{sku}]" for sku in step.products)
