"""What would become of each file that is brought in, found without changing anything.

A file is a new article, a new text of one, a changed draft, the same as what stands here, or refused with why. What
readers see is never written over: what differs from it becomes a draft, and a draft that somebody is writing stays.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from urllib.parse import quote

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from ..article import Access
from ..article_draft import ArticleDraft
from ..article_text import MOST_SUMMARY, MOST_TITLE, ArticleText
from ..category import Category
from ..centre import HelpCentre
from ..markdown import to_body, to_markdown
from .addresses import Addresses, Places
from .folder import Folder
from .page_file import MOST_BYTES, PageFile, read_page
from .page_group import (
    PageGroup,
    article_there,
    category_called,
    category_words,
    group_key,
    language_of,
    slug_of,
    words_of,
)

NEW, TEXT, CHANGED, SAME, REFUSED = "new", "text", "changed", "same", "refused"
FILE = re.compile(r'/help/files/[0-9a-f-]{36}/([^/"\s]*?)(?:\.\w+)?(?=["\s)])')
NOWHERE = "/help/files/00000000-0000-0000-0000-000000000000/"


@dataclass
class Line:
    """One file: what it is called, and what becomes of it."""

    path: str
    outcome: str = REFUSED
    title: str = ""
    language: str = ""
    category: str = ""
    article: int | None = None
    is_done: bool = False
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Plan:
    """Every Markdown file by its path, and the articles that those that are not refused make."""

    folder: Folder
    by: Agent
    category: Category | None  # of files that name none
    centre: HelpCentre = field(default_factory=HelpCentre.current)
    lines: dict[str, Line] = field(default_factory=dict)
    groups: dict[str, PageGroup] = field(default_factory=dict)
    group_at: dict[str, PageGroup] = field(default_factory=dict)  # by the path of a file of it
    numbered: dict[str, PageGroup] = field(default_factory=dict)  # by its number where an export comes from
    used: set[str] = field(default_factory=set)  # paths of what articles show

    @property
    def unused(self) -> list[str]:
        return [path for path in self.folder.paths if path not in self.used and path not in self.lines]


def make_plan(folder: Folder, category: Category | None, *, by: Agent) -> Plan:
    """Look at every file; `category` is for those that name none."""
    plan = Plan(folder, by, category)
    for path in folder.texts:
        plan.lines[path] = Line(path)
        try:
            _sort_in(plan, read_page(path, folder.read(path, MOST_BYTES)))
        except Refused as refusal:
            plan.lines[path].notes.append(str(refusal))
    for key, group in list(plan.groups.items()):
        _place(plan, key, group)
    for group in plan.groups.values():
        for language, page in group.in_order():
            _compare(plan, group, language, page)
    return plan


def _sort_in(plan: Plan, page: PageFile) -> None:
    """Put the file to those of its article. Raises Refused."""
    line = plan.lines[page.path]
    line.title = page.said["title"]
    if len(line.title) > MOST_TITLE or len(page.said.get("summary", "")) > MOST_SUMMARY:
        raise Refused(
            _("A title has up to %(title)s characters, and what is in short up to %(summary)s.")
            % {"title": MOST_TITLE, "summary": MOST_SUMMARY}
        )
    language = language_of(page, plan.centre)
    if not language:
        known = {"code": page.said.get("language", ""), "codes": ", ".join(plan.centre.languages)}
        raise Refused(_("The help centre is not written in “%(code)s”. Its languages: %(codes)s.") % known)
    line.language = language
    key = group_key(page, language, plan.centre)
    group = plan.groups.setdefault(key, PageGroup(key))
    if other := group.pages.get(language):
        raise Refused(_("It is the same article in the same language as %(path)s.") % {"path": other.path})
    group.pages[language] = page
    plan.group_at[page.path] = group
    if "key" in page.said and "id" in page.said:
        plan.numbered[page.said["id"]] = group
    _note_what_is_left_out(line, page, plan.by)


def _note_what_is_left_out(line: Line, page: PageFile, by: Agent) -> None:
    if page.left_out:
        line.notes.append(
            _("Articles have no place for: %(names)s.") % {"names": ", ".join(page.left_out[:10])}
        )
    access = page.said.get("access", Access.PUBLIC)
    if access != Access.PUBLIC and not (access in Access.values and by.may(Permission.HELP_PUBLISH)):
        line.notes.append(_("Who may read it is not known here, or not yours to say; everybody may."))


def _place(plan: Plan, key: str, group: PageGroup) -> None:
    """Find its category, and whether it is here already; a group that finds no place is refused whole."""
    first = group.in_order()[0][1]
    words = category_words(first, plan.centre)
    group.category = category_called(words) if words else plan.category
    group.article = article_there(group)
    if group.article:
        group.category = group.article.category
    elif not group.category and (problem := _new_category(plan, group, words)):
        for page in group.pages.values():
            plan.lines[page.path].notes.append(problem)
        del plan.groups[key]


def _new_category(plan: Plan, group: PageGroup, words: str) -> str:
    """Have it made with the articles; why not, if it cannot be."""
    group.new_category = slug_of(words)
    if not group.new_category:
        return _("It names no category. Write one into it, or choose one for all such files.")
    if not plan.by.may(Permission.SETTINGS_MANAGE):
        return _("There is no category “%(name)s”. Ask an admin to make it.") % {"name": words[:60]}
    return ""


def _compare(plan: Plan, group: PageGroup, language: str, page: PageFile) -> None:
    """Say what becomes of the file."""
    line = plan.lines[page.path]
    line.category = str(group.category) if group.category else group.new_category
    line.article = group.article.pk if group.article else None
    body = body_of(plan, page, _nowhere, line)
    there = list(words_of(group.article, language)) if group.article else []
    said = (page.said["title"], page.said.get("summary", ""), _plain(body))
    if any((words.title, words.summary, _plain(words.body)) == said for words in there):
        line.outcome = SAME
    elif any(isinstance(words, ArticleDraft) and words.body for words in there):
        line.notes.insert(
            0, _("Somebody is writing a draft of this. Publish or drop it, then bring the file in again.")
        )
    else:
        is_read = any(isinstance(words, ArticleText) for words in there)
        line.outcome = CHANGED if is_read else TEXT if group.article else NEW
    if group.new_category:
        line.notes.append(_("The category “%(name)s” is made.") % {"name": group.new_category})


def body_of(plan: Plan, page: PageFile, file_at: Callable[[str], str], line: Line | None = None) -> str:
    """The body that the file describes, its pictures at `file_at`; what leads nowhere is noted on `line`."""
    language = plan.lines[page.path].language

    def article_at(path: str) -> str:
        group = plan.group_at.get(path)
        number = group and group.article and group.article.pk
        return f"/help/{language}/articles/{number}/" if number else "/help/" if group else ""

    def number_at(number: str) -> str:
        group = plan.numbered.get(number)
        return str(group.article.pk) if group and group.article else ""

    places = Places(set(plan.folder.paths), file_at, article_at, number_at)
    addresses = Addresses(page, places)
    body = to_body(page.markdown, addresses)
    plan.used |= addresses.used
    if line and addresses.missing:
        names = {"names": ", ".join(dict.fromkeys(addresses.missing[:10]))}
        line.notes.append(_("Not in the zip, so left out: %(names)s.") % names)
    if line and addresses.foreign:
        line.notes.append(
            _(
                "Pictures of other sites are left out: they would tell a stranger who reads. Put them into the zip."
            )
        )
    return body


def _nowhere(path: str) -> str:
    return NOWHERE + quote(path.rpartition("/")[2])


def _plain(body: str) -> str:
    """A body as it is compared: pictures by their names, since one that is kept anew has another address."""
    return FILE.sub(r"/help/files/\1", to_markdown(body)).strip()
