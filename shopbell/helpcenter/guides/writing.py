"""Writing a guide: each verb changes its draft, and readers see nothing of it until it is published.

Who writes names the revision that they saw; who saw an older one is refused instead of writing over a colleague.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from ..article_draft import Meanwhile
from ..article_text import MOST_SUMMARY, MOST_TITLE
from ..category import Category
from .guide import Guide
from .tree import MOST_CHOICES, MOST_STEPS, Choice, Kind, Step, Tree, Words

KEPT = 30  # changes that can be taken back
MOST_TEXT, MOST_PLACE, MOST_PRODUCTS, MOST_SKU = 5_000, 300, 12, 80


@transaction.atomic
def begin_guide(language: str, title: str, category: Category, *, by: Any) -> Guide:
    """A new guide with a first question that is still empty. Raises Refused without a title."""
    by.require(Permission.HELP_WRITE)
    title = _line(title)
    if not title:
        raise Refused(_("Give the guide a title."))
    tree = Tree(title={language: title}, steps=[Step(id=1)], last_id=1)
    last = Guide.objects.filter(category=category).aggregate(last=Max("position"))["last"]
    return Guide.objects.create(
        slug=_free_slug(title), category=category, language=language, owner=agent_or_none(by),
        position=0 if last is None else last + 1,
        draft=tree.model_dump(mode="json"), author=agent_or_none(by),
        changed_at=timezone.now(),
    )  # fmt: skip


def _free_slug(title: str) -> str:
    wanted = slugify(title)[:60].strip("-") or "guide"
    taken = set(Guide.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


@transaction.atomic
def write_head(guide: Guide, language: str, title: str, summary: str, *, by: Agent, seen: int) -> Guide:
    """Say in `language` what the guide is called and what it is for."""

    def change(tree: Tree) -> None:
        if language == guide.language and not _line(title):
            raise Refused(_("Give the guide a title."))
        _say(tree.title, language, _line(title))
        _say(tree.summary, language, _line(summary, MOST_SUMMARY))

    return _change(guide, change, by, seen)


@transaction.atomic
def add_step(guide: Guide, kind: Kind, *, by: Agent, seen: int) -> Step:
    """A new step without words, that nothing leads to yet."""
    made: list[Step] = []
    _change(guide, lambda tree: made.append(_new_step(tree, kind)), by, seen)
    return made[0]


@transaction.atomic
def write_step(
    guide: Guide, number: int, language: str, said: dict[str, Any], *, by: Agent, seen: int
) -> Guide:
    """Write the step `number`: `said` names what changes of it: kind, title and text (in `language`), article, place,
    topic, products, and choices as (number or 0, words, where to: a step's number, None, or the kind of a new step).

    Choices that are not named go. Raises Refused when it is too much, or when the step is gone.
    """

    return _change(guide, lambda tree: apply_step(tree, number, language, said), by, seen)


def apply_step(tree: Tree, number: int, language: str, said: dict[str, Any]) -> None:
    """Write the step into `tree`, as `write_step` does into a guide."""
    step = tree.step(number)
    if not step:
        raise Refused(_("This step is gone. Load the page again."))
    _say(step.title, language, _line(said.get("title", step.title.get(language, ""))))
    _say(step.text, language, said.get("text", step.text.get(language, "")).replace("\0", "").strip())
    step.kind = Kind(said.get("kind", step.kind))
    for name in ("article", "place", "topic", "products"):
        setattr(step, name, said.get(name, getattr(step, name)))
    if "choices" in said:
        _write_choices(tree, step, language, said["choices"])
    refuse_too_much(step)


def refuse_too_much(step: Step) -> None:
    """Raise Refused for more than a step holds, whoever writes it: nothing is cut off unsaid."""
    if len(step.choices) > MOST_CHOICES:
        raise Refused(_("A question has up to %(most)s choices. Ask in two steps.") % {"most": MOST_CHOICES})
    if any(len(text) > MOST_TEXT for text in step.text.values()):
        raise Refused(_("The text of a step is too long. Make an article of it, and choose that."))
    if len(step.place) > MOST_PLACE:
        raise Refused(_("An address has up to %(most)s characters.") % {"most": MOST_PLACE})
    if len(step.products) > MOST_PRODUCTS or any(len(sku) > MOST_SKU for sku in step.products):
        raise Refused(
            _("A step advises up to %(most)s products, each by a number of up to %(length)s characters.")
            % {"most": MOST_PRODUCTS, "length": MOST_SKU}
        )


def _write_choices(
    tree: Tree, step: Step, language: str, rows: list[tuple[int, str, int | Kind | None]]
) -> None:
    before = {choice.id: choice for choice in step.choices}
    written = []
    for number, words, to in rows:
        choice = before.get(number) or Choice(id=tree.next_id())
        _say(choice.words, language, _line(words))
        choice.to = _new_step(tree, to).id if isinstance(to, Kind) else to
        written.append(choice)
    step.choices = written


@transaction.atomic
def remove_step(guide: Guide, number: int, *, by: Agent, seen: int) -> Guide:
    """Take a step away; the choices that led to it lead nowhere. Raises Refused for the first one."""

    def change(tree: Tree) -> None:
        if tree.first and tree.first.id == number:
            raise Refused(_("Everybody begins with this step. Change it instead."))
        tree.steps = [step for step in tree.steps if step.id != number]
        for choice in (choice for step in tree.steps for choice in step.choices if choice.to == number):
            choice.to = None

    return _change(guide, change, by, seen)


@transaction.atomic
def undo_change(guide: Guide, *, by: Agent, seen: int) -> Guide:
    """Take the last change of the draft back. Raises Refused when there is none."""
    held = held_guide(guide, by, seen)
    if not held.earlier:
        raise Refused(_("There is no change to take back."))
    return save_tree(held, held.earlier[-1], held.earlier[:-1], by)


def held_guide(guide: Guide, by: Any, seen: int) -> Guide:
    """The guide, held. Raises Meanwhile when it is not the revision `seen` any more."""
    by.require(Permission.HELP_WRITE)
    held = guide.lock()
    if held.revision != seen:
        raise Meanwhile(
            _("%(name)s has changed this guide meanwhile. Look at it, then write yours into it.")
            % {"name": held.author or _("Somebody")}
        )
    return held


def save_tree(guide: Guide, content: dict, earlier: list[dict], by: Any) -> Guide:
    """Make `content` the draft, which is to be looked over and scheduled anew. Numbers of before are not given again,
    whatever it says."""
    content = content | {"last_id": max(content.get("last_id", 0), guide.draft.get("last_id", 0))}
    guide.draft, guide.earlier = content, earlier[-KEPT:]
    guide.author, guide.changed_at, guide.revision = agent_or_none(by), timezone.now(), guide.revision + 1
    guide.reviewer = guide.publish_at = guide.scheduled_by = None
    guide.save(
        update_fields=[
            "draft", "earlier", "author", "changed_at", "revision", "reviewer", "publish_at", "scheduled_by",
        ]
    )  # fmt: skip
    return guide


def _change(guide: Guide, change: Callable[[Tree], None], by: Agent, seen: int) -> Guide:
    held = held_guide(guide, by, seen)
    tree = held.tree
    change(tree)
    if len(tree.steps) > MOST_STEPS:
        raise Refused(_("A guide has up to %(most)s steps. Make two of it.") % {"most": MOST_STEPS})
    content = tree.model_dump(mode="json")
    return held if content == held.draft else save_tree(held, content, [*held.earlier, held.draft], by)


def _new_step(tree: Tree, kind: Kind) -> Step:
    step = Step(id=tree.next_id(), kind=kind)
    tree.steps.append(step)
    return step


def _say(words: Words, language: str, text: str) -> None:
    if text:
        words[language] = text
    else:
        words.pop(language, None)


def _line(text: str, most: int = MOST_TITLE) -> str:
    return " ".join(text.replace("\0", "").split())[:most]
