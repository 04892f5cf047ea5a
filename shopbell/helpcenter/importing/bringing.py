"""Carrying out a plan, article by article; each is brought in whole or not at all."""

import io
from collections.abc import Callable, Iterator
from hashlib import sha256

from django.core.files.base import File
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.reason import ContactReason, find_reason

from ..about import About, begin_article, change_about
from ..article import Access
from ..article_draft import ArticleDraft, write_draft
from ..category import Category
from ..help_file import HelpFile
from ..keeping_files import MOST_BYTES, keep_help_file
from ..publishing import publish
from .page_file import PATH, PageFile
from .page_group import PageGroup
from .plan import NEW, REFUSED, SAME, TEXT, Line, Plan, body_of

MOST_REASONS = 20


def bring_in(plan: Plan, *, publishes: bool) -> Iterator[PageGroup]:
    """Make what is new, then write every text: links between new articles need their numbers. Yields each when done."""
    for group in plan.groups.values():
        if not group.article and any(plan.lines[page.path].outcome == NEW for page in group.pages.values()):
            _begin(plan, group)
            yield group
    files: dict[str, str] = {}
    for group in plan.groups.values():
        _write(plan, group, files, publishes)
        yield group


@transaction.atomic
def _begin(plan: Plan, group: PageGroup) -> None:
    """An article with an empty draft, in its category."""
    group.category = group.category or _make_category(plan, group)
    language, page = group.in_order()[0]
    group.article = begin_article(language, page.said["title"], group.category, by=plan.by).article
    change_about(group.article, by=plan.by, **_about(plan, page))


def _about(plan: Plan, page: PageFile) -> About:
    """What the file says about the article, as far as `plan.by` may say so."""
    said = About()
    access = page.said.get("access")
    if access in Access.values and plan.by.may(Permission.HELP_PUBLISH):
        said["access"] = access
    if owner := _owner(page.said.get("owner", "")):
        said["owner"] = owner
    if page.reasons:
        said["reasons"] = _reasons(plan.lines[page.path], page)
    if page.policies:
        said["policies"] = _policies(plan.lines[page.path], page)
    try:
        said["review_on"] = parse_date(page.said.get("review_on", ""))
    except ValueError:
        plan.lines[page.path].notes.append(_("The day of its review is no day of the calendar."))
    return said


def _reasons(line: Line, page: PageFile) -> list[ContactReason]:
    """The contact reasons that the file names; one that the desk does not have is noted and left out."""
    found = []
    for named in page.reasons[:MOST_REASONS]:
        try:
            found.append(find_reason(named.split(PATH)))
        except Refused as refusal:
            line.notes.append(str(refusal))
    return found


def _policies(line: Line, page: PageFile) -> list[Policy]:
    """The same of the policies behind it."""
    known = {each.slug: each for each in Policy.objects.filter(slug__in=page.policies[:MOST_REASONS])}
    for named in page.policies[:MOST_REASONS]:
        if named not in known:
            line.notes.append(_("There is no policy “%(name)s”.") % {"name": named[:80]})
    return list(known.values())


def _owner(named: str) -> Agent | None:
    """The agent of this address or name."""
    agents = Agent.objects.filter(is_active=True)
    return (
        named
        and (agents.filter(email__iexact=named).first() or agents.filter(name__iexact=named).first())
        or None
    )


def _make_category(plan: Plan, group: PageGroup) -> Category:
    """The new category of the group, named in each language as the files name it."""
    plan.by.require(Permission.SETTINGS_MANAGE)
    last = Category.objects.order_by("position").last()
    slug = group.new_category
    category, is_made = Category.objects.get_or_create(
        slug=slug, defaults={"position": last.position + 1 if last else 1}
    )
    if is_made:
        for language, name in _names(plan, slug).items():
            category.names.create(language=language, name=name[:80])
    return category


def _names(plan: Plan, slug: str) -> dict[str, str]:
    """What its files call the category, in each language; at least in the centre's first."""
    pages = [
        (language, page)
        for group in plan.groups.values() if group.new_category == slug
        for language, page in group.pages.items()
    ]  # fmt: skip
    found = {
        language: page.said["category_name"]
        for language, page in reversed(pages)
        if "category_name" in page.said
    }
    return found or {plan.centre.language: slug.replace("-", " ").capitalize()}


@transaction.atomic
def _write(plan: Plan, group: PageGroup, files: dict[str, str], publishes: bool) -> None:
    for language, page in group.in_order():
        line = plan.lines[page.path]
        if line.is_done or line.outcome == REFUSED or not group.article:
            continue
        line.is_done, line.article = True, group.article.pk
        try:
            with transaction.atomic():
                draft = _draft(plan, group, language, page, files)
            if draft and publishes and page.is_published and line.outcome in (NEW, TEXT) and draft.body:
                _publish(draft, line, plan.by)
        except Refused as refusal:
            line.outcome = REFUSED
            line.notes.append(str(refusal))


def _publish(draft: ArticleDraft, line: Line, by: Agent) -> None:
    try:
        publish(draft, by=by)
    except Refused as refusal:
        waits = _("It waits as a draft.")
        line.notes.append(f"{waits} {refusal}")  # two whole sentences


def _draft(
    plan: Plan, group: PageGroup, language: str, page: PageFile, files: dict[str, str]
) -> ArticleDraft | None:
    line = plan.lines[page.path]
    if line.outcome == SAME or not group.article:
        return None
    body = body_of(plan, page, _keeper(plan, line, files))
    words = {"title": page.said["title"], "summary": page.said.get("summary", ""), "body": body}
    empty = group.article.drafts.filter(language=language, body="").first()
    return write_draft(group.article, language, words, by=plan.by, seen=empty.revision if empty else 0)


def _keeper(plan: Plan, line: Line, files: dict[str, str]) -> Callable[[str], str]:
    """Keeps a file of the zip for articles, once; one that articles do not take is noted and left out."""

    def address_of(path: str) -> str:
        if path not in files:
            try:
                files[path] = _keep(plan, path)
            except Refused as refusal:
                line.notes.append(f"{path}: {refusal}")
                return "#"
        return files[path]

    return address_of


def _keep(plan: Plan, path: str) -> str:
    """The address of the file, of the one that is kept already where it is the same."""
    content = plan.folder.read(path, MOST_BYTES)
    if same := _file_of(sha256(content).hexdigest()):
        return same.address
    kept = keep_help_file(File(io.BytesIO(content)), path.rpartition("/")[2], len(content), by=plan.by)
    first = _file_of(kept.blob)
    if first and first != kept:  # a picture that was brought in before, and encoded alike
        kept.delete()
        return first.address
    return kept.address


def _file_of(key: str) -> HelpFile | None:
    """The first file of these bytes."""
    return HelpFile.objects.filter(blob=key).order_by("kept_at").first()
