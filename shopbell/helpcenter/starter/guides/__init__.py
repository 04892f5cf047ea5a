"""Our own guides: each a file with its tree, whose steps have names instead of numbers, in the languages that we write.

An answer names one of our articles, a contact the name of a topic. A guide is written into the help centre once.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.tickets.reason import ContactReason

from ...category import Category
from ...centre import HelpCentre
from ...guides.faults import faults
from ...guides.guide import Guide
from ...guides.publishing import publish_guide
from ...guides.tree import Tree
from ...ownership import review_days
from ...starter_text import StarterText

FOLDER = Path(__file__).parent
ONCE = "guide:"  # before the name of a guide among what was written once


@transaction.atomic
def install_guides(folder: Path = FOLDER, *, by: Agent, products: Callable[[str], str] = str) -> int:
    """Publish the guides of `folder` that are not there yet and whose category is; how many were.

    `products` says the article number of a product that a file names. One with a fault here (an article that the shop
    has deleted) is left as a draft.
    """
    language = HelpCentre.current().language
    files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    known = set(StarterText.objects.filter(slug__startswith=ONCE).values_list("slug", flat=True))
    taken = set(Guide.objects.values_list("slug", flat=True))
    shelves = {each.slug: each for each in Category.objects.all()}
    new = [
        each for each in files
        if ONCE + each["name"] not in known and each["name"] not in taken and each["category"] in shelves
        and language in each["title"]
    ]  # fmt: skip
    for each in new:
        _install(each, shelves[each["category"]], language, by, products)
    StarterText.objects.bulk_create(
        StarterText(slug=ONCE + each["name"], language=language, article=None) for each in new
    )
    return len(new)


def _install(
    said: dict[str, Any], category: Category, language: str, by: Agent, products: Callable[[str], str]
) -> None:
    tree = tree_of(said, products)
    guide = Guide.objects.create(
        slug=said["name"], category=category, language=language, draft=tree.model_dump(mode="json"),
        author=by, changed_at=timezone.now(), owner=by, review_on=next(review_days(by)),
    )  # fmt: skip
    if not faults(tree, language):
        publish_guide(guide, by=by, seen=guide.revision)


def tree_of(said: dict[str, Any], products: Callable[[str], str] = str) -> Tree:
    """The tree that a file tells, its names turned into numbers."""
    numbers = {name: number for number, name in enumerate(said["steps"], start=1)}
    articles = dict(StarterText.objects.exclude(article=None).values_list("slug", "article_id"))
    topics = dict(ContactReason.objects.filter(parent=None).values_list("name", "pk"))
    last, steps = len(numbers), []
    for name, step in said["steps"].items():
        choices = []
        for choice in step.get("choices", ()):
            last += 1
            choices.append({"id": last, "words": choice["words"], "to": numbers[choice["to"]]})
        steps.append(step | {
            "id": numbers[name],
            "choices": choices,
            "article": articles.get(step.get("article", "")),
            "topic": topics.get(step.get("topic", "")),
            "products": [products(each) for each in step.get("products", ())],
        })  # fmt: skip
    return Tree.model_validate(
        {"title": said["title"], "summary": said["summary"], "steps": steps, "last_id": last}
    )
