"""/desk/help/<article>/<language>/: writing an article. GET the editor, POST keeps the draft and does what `then` says.

What is typed is kept every few seconds. The answer names the revision; who saw an older one is told who wrote.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.agent import Agent
from shopbell.accounts.language import languages
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.brand import Brand
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.shop.policies.area import areas
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.views.reason import offered_reasons

from ..about import delete_article
from ..article import Access, Article
from ..article_draft import ArticleDraft, Meanwhile, lay_own_aside, write_draft
from ..article_files import files_in
from ..article_text import ArticleText
from ..ask import LOOKED
from ..body import clean_body, written_in
from ..category import Category
from ..centre import HelpCentre
from ..differences import differences
from ..editor_place import editor_attributes
from ..from_ticket.beside import beside
from ..from_ticket.gate import Unagreed
from ..picture_size import undescribed
from ..reading import shown_body
from ..review import reviews_of
from ..stale import StaleFlag
from ..standing import STATES, languages_of, line_of, listed
from ..unfilled import Unfilled
from ..variables import filler
from ..vote import Tally, sentences, tallies
from .acting import Silent, act, reviewers, tell_taken_off
from .leading_on import leads_on_field
from .public import film_asked, let_play


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: AgentRequest, article_id: int, language: str) -> HttpResponse:
    found = _at(article_id, language)[0]
    if request.method != "POST":
        for looked in LOOKED:
            looked(found, request.user)
        return _page(request, article_id, language)
    try:
        return _keep(request, found, language)
    except Refused as refusal:
        if not _is_kept_by_itself(request):
            return _page(request, article_id, language, refusal=refusal)
        if isinstance(refusal, Meanwhile):
            both = _("Save the draft to see both texts.")
            told = f"{refusal} {both}"  # two whole sentences
            raise Refused(told) from None
        raise


def _page(
    request: AgentRequest, article_id: int, language: str, *, refusal: Refused | None = None
) -> HttpResponse:
    """The editor; after a refusal with what was typed in it, so that nothing is lost."""
    found, draft, text = _at(article_id, language)
    centre = HelpCentre.current()
    line = line_of(found, languages_of(found, centre))
    known = dict(languages())
    typed = {name: request.POST.get(name, "") for name in ("title", "summary", "body")}
    context = {
        "article": found,
        "code": language,
        "draft": draft,
        "text": text,
        "words": typed if refusal else _as_read((draft or text), language),
        "refusal": str(refusal or ""),
        "place": refusal.place if refusal else "",
        "unagreed": isinstance(refusal, Unagreed),
        "is_unfilled": isinstance(refusal, Unfilled),
        "all_the_same": isinstance(refusal, Silent) and request.POST.get("then", ""),
        "chosen": {name: request.POST.get(name, "") for name in ("at", "reviewer", "note")},
        "theirs": differences(draft, _typed(typed)) if draft and isinstance(refusal, Meanwhile) else None,
        "files": files_in(draft or text),
        "dropped": found.dropped_drafts.filter(language=language).select_related("author"),
        "reviews": reviews_of(found, language),
        "line": line,
        "standing": next(each for each in line.standings if each.language == language),
        "original": found.texts.filter(language=found.language).first()
        if language != found.language
        else None,
        "states": STATES,
        "spoken": {each.language: known.get(each.language, each.language) for each in line.standings},
        "categories": Category.objects.prefetch_related("names"),
        "accesses": Access.choices,
        "agents": Agent.objects.filter(is_active=True).order_by("name"),
        "reviewers": reviewers(),
        "editor": editor_attributes(language, request.user),
        "undescribed": undescribed(draft.body) if draft else [],
        "stages": offered_reasons(),
        "reasons": set(found.reasons.values_list("pk", flat=True)),
        "policies": _policies(),
        "behind": set(found.policies.values_list("pk", flat=True)),
        "doubts": StaleFlag.objects.visible_to(request.user).open().filter(article=found, language=language),
        "leads_on": leads_on_field(found),
        "of_tickets": beside(found, language, request.user),
        **_said(found, text),
    }
    return render(request, "helpdesk/article.html", context, status=422 if refusal else 200)


def _said(found: Article, text: ArticleText | None) -> dict[str, Any]:
    """What readers say of what they see, and what they wrote in this language, of older versions too."""
    if not text:
        return {"tally": Tally(), "sentences": []}
    shown = found.versions.filter(language=text.language, number=text.number).values_list("pk", flat=True)
    return {
        "tally": next(iter(tallies(shown).values()), Tally()),
        "sentences": sentences(found, text.language),
    }


def _policies() -> list[tuple[Any, list[Policy]]]:
    """All rules of the shop, by what they are about."""
    rules: dict[str, list[Policy]] = {}
    for policy in Policy.objects.all():
        rules.setdefault(policy.action, []).append(policy)
    return [(area.label, rules[name]) for name, area in areas().items() if name in rules]


def _as_read(words: ArticleDraft | ArticleText | None, language: str) -> dict[str, str]:
    """What is written, with the values of policies as readers see them today."""
    if not words:
        return {"title": "", "summary": "", "body": ""}
    return words.words | {"body": written_in(words.body, filler(language))}


def _typed(words: dict[str, str]) -> ArticleDraft:
    """What was typed, as it would be kept."""
    return ArticleDraft(**words | {"body": clean_body(words["body"])})


def _is_kept_by_itself(request: AgentRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _keep(request: AgentRequest, found: Article, language: str) -> HttpResponse:
    """Keep what is on the screen, and then do what the button says that was pressed (`acting.ACTS`)."""
    words = {name: request.POST.get(name, "") for name in ("title", "summary", "body")}
    then = request.POST.get("then", "")
    if then == "aside":
        lay_own_aside(found, language, words, by=request.user)
        messages.success(request, _("Your words are laid aside. The draft is your colleague's."))
        return redirect("help-desk-article", found.pk, language)
    draft = _written(request, found, language, words)
    if _is_kept_by_itself(request):
        return JsonResponse(_kept_by_itself(request, draft))
    tell_taken_off(request, draft)
    messages.success(request, act(then, request, draft))
    return redirect("help-desk-article", found.pk, language)


def _written(request: AgentRequest, found: Article, language: str, words: dict[str, str]) -> ArticleDraft:
    seen = _seen(request)
    try:
        return write_draft(found, language, words, by=request.user, seen=seen)
    except Refused as refusal:
        there = found.drafts.filter(language=language, revision=seen).first()  # no newer one that nobody saw
        if not there or isinstance(refusal, Meanwhile) or request.POST.get("then") != "drop":
            raise
        return there  # what is dropped needs no title


def _kept_by_itself(request: AgentRequest, draft: ArticleDraft) -> dict[str, Any]:
    """What the page shows of a draft that was kept meanwhile."""
    found, written, text = _at(draft.article_id, draft.language)
    line = line_of(found, [draft.language])
    context = {
        "draft": written, "text": text, "standing": line.standings[0], "states": STATES,
        "undescribed": undescribed(draft.body),
    }  # fmt: skip
    return {
        "revision": draft.revision,
        "said": " ".join([_("Saved."), *draft.taken_off]),  # whole sentences
        "state": render_to_string("helpdesk/_article_state.html", context, request),
        "silent": render_to_string("helpdesk/_undescribed.html", context, request),
    }


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def deletion(request: AgentRequest, article_id: int) -> HttpResponse:
    delete_article(get_object_or_404(Article, pk=article_id), by=request.user)
    messages.success(request, _("The article is deleted."))
    return redirect("help-desk")


@agent_view(Permission.HELP_WRITE)
@require_safe
def preview(request: AgentRequest, article_id: int, language: str) -> HttpResponse:
    """The draft as its readers will see it; with `scheduled`, what is published at its moment."""
    found, written, text = _at(article_id, language)
    words: ArticleDraft | ArticleText = written or _text_there(text)
    if written and written.scheduled and "scheduled" in request.GET:
        words = ArticleDraft(**(written.scheduled_words or {}))
    film = film_asked(request)
    html, contents = shown_body(words.body, language, film=film)
    context = {"words": words, "html": html, "contents": contents, "article": found, "code": language}
    return let_play(render(request, "helpdesk/preview.html", context | {"brand": Brand.current()}), film)


def _at(article_id: int, language: str) -> tuple[Article, ArticleDraft | None, ArticleText | None]:
    found = get_object_or_404(listed(Article.objects.all()), pk=article_id)
    if language not in languages_of(found, HelpCentre.current()):
        raise Http404
    return (
        found,
        found.drafts.filter(language=language).select_related("author", "reviewer", "sent_back__by").first(),
        found.texts.filter(language=language).first(),
    )


def _seen(request: AgentRequest) -> int:
    """The revision of the draft that the page showed."""
    return row_key(request.POST.get("seen", ""))


def _text_there(text: ArticleText | None) -> ArticleText:
    if not text:
        raise Http404
    return text
