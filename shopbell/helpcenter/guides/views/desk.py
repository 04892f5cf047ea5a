"""/desk/help/guides/: every guide, a new one, and writing one: its steps as cards below a picture of the tree."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.storable import storable
from shopbell.tickets.reason import ContactReason

from ...article import Access
from ...article_text import ArticleText
from ...ask import LOOKED
from ...category import Category
from ...centre import HelpCentre, answer_in
from ...differences import Run, runs
from ...editor_words import editor_words
from ...reading import Reader, best_texts
from ...review import reviews_of
from ...stale import StaleFlag
from ...standing import STATES
from ...views.about import day_said, owner_said
from ...views.acting import reviewers
from ...views.leading_on import leads_on_field
from ...views.public import film_asked, let_play
from ...vote import Tally, guide_sentences, guide_tallies, votes_at_ends
from ..behind import behind_of, say_it_follows, step_of
from ..counting import taken_of, traffic
from ..faults import faults, lacking
from ..guide import Guide
from ..picture import picture
from ..places import places
from ..publishing import About, change_guide, delete_guide, publish_guide, withdraw_guide
from ..reading import shown_at, sold
from ..step_form import as_typed, step_said
from ..tree import MOST_CHOICES, Kind, Step, Tree, said
from ..writing import add_step, remove_step, undo_change, write_head, write_step
from .acting import act, tell_taken_off
from .public import page as public_page

FEWEST_HELPLESS = 2  # one reader alone says nothing of an end


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: AgentRequest, guide_id: int) -> HttpResponse:
    """The editor; POST says its title and what it is for in a language."""
    found = _guide(guide_id)
    language = _language(request, found)
    if request.method != "POST":
        for looked in LOOKED:
            looked(found, request.user)
        return _editor(request, found, language)
    title, summary = (storable(request.POST.get(name, "")) for name in ("title", "summary"))
    kept = write_head(found, language, title, summary, by=request.user, seen=_seen(request))
    return _kept(request, found, kept, language)


def _editor(
    request: AgentRequest, found: Guide, code: str, tree: Tree | None = None, refusal: Refused | None = None
) -> HttpResponse:
    """The editor; after a refusal with `tree`, which holds what was typed, so that nothing is lost."""
    centre, tree = HelpCentre.current(), tree or found.tree
    chain = [code, found.language]
    wrong = faults(tree, found.language, access=found.access)
    languages = list(dict.fromkeys([found.language, *centre.languages]))
    at_ends = votes_at_ends(found.shown) if found.shown else {}
    newest = found.versions.first()
    behind = behind_of(newest, tree, found.language)
    context: dict[str, Any] = {
        "guide": found,
        "tree": tree,
        "code": code,
        "chain": chain,
        "said": said,
        "steps": tree.in_order(),
        "faults": wrong,
        "faulty": {each.step for each in wrong},
        "picture": picture(
            tree, chain, {each.step for each in wrong if each.step}, _t("The guide as a picture"),
            right_to_left=get_language_bidi(),
        ),
        "spoken": {each: dict(centre.spoken()).get(each, each) for each in languages},
        "lacking": {each: lacking(tree, each) for each in languages},
        "behind": behind,
        "lagging": _lagging(behind.get(code, {}), tree, found.language),
        "words": json.dumps(editor_words()),
        "kinds": Kind.choices,
        "counted": traffic(tree, taken_of([found])[found.pk]),
        "most_choices": MOST_CHOICES,
        "articles": _articles(centre, code),
        "places": places(),
        "sold": sold(sku for step in tree.steps for sku in step.products),
        "topics": ContactReason.objects.filter(parent=None, is_active=True),
        "categories": Category.objects.prefetch_related("names"),
        "accesses": Access.choices,
        "agents": Agent.objects.filter(is_active=True).order_by("name"),
        "doubts": StaleFlag.objects.visible_to(request.user).open().filter(guide=found),
        "newest": newest,
        "tally": guide_tallies([found.shown_id or 0]).get(found.shown_id or 0, Tally()),
        "sentences": guide_sentences(found),
        "at_ends": at_ends,
        "helpless": _helpless(at_ends, tree),
        "leads_on": leads_on_field(found),
        "states": STATES,
        "reviewers": reviewers(),
        "reviews": reviews_of(found, found.language),
        "refusal": str(refusal or ""),
        "place": refusal.place if refusal else "",
        "chosen": {name: request.POST.get(name, "") for name in ("reviewer", "note", "at")},
    }  # fmt: skip
    return render(request, "helpdesk/guide.html", context, status=422 if refusal else 200)


def _lagging(parts: dict[str, str], tree: Tree, first: str) -> list[tuple[Step | None, list[Run]]]:
    """For each part that lags behind its step, and what its words first written said and say."""
    words = tree.parts()
    return [(step_of(part, tree), list(runs(was, words[part].get(first, "")))) for part, was in parts.items()]


def _helpless(at_ends: dict[int, Tally], tree: Tree) -> list[tuple[Step, Tally]]:
    """The ends that helped half of who voted at most, and of which more than one said so; most of them first."""
    found = [(step, at_ends[step.id]) for step in tree.in_order() if step.id in at_ends]
    left = [each for each in found if each[1].no >= max(FEWEST_HELPLESS, each[1].yes)]
    return sorted(left, key=lambda each: -each[1].no)


def _articles(centre: HelpCentre, language: str) -> list[ArticleText]:
    """What an answer may show, in the language that is written or the nearest."""
    texts = ArticleText.objects.select_related("article").defer("body").order_by("title")
    return best_texts(texts, centre.chain(centre.nearest(language)))


@agent_view(Permission.HELP_WRITE)
@require_POST
def steps(request: AgentRequest, guide_id: int) -> HttpResponse:
    """A new step, of the kind that is asked for."""
    found, kind = _guide(guide_id), request.POST.get("kind", "")
    made = add_step(
        found, Kind(kind) if kind in Kind.values else Kind.QUESTION, by=request.user, seen=_seen(request)
    )
    tell_taken_off(request, found)
    return _back(found, _language(request, found), made.id)


@agent_view(Permission.HELP_WRITE)
@require_POST
def step(request: AgentRequest, guide_id: int, step_id: int) -> HttpResponse:
    """Keep the step, or with `remove` take it away."""
    found = _guide(guide_id)
    language, seen = _language(request, found), _seen(request)
    if request.POST.get("remove"):
        remove_step(found, step_id, by=request.user, seen=seen)
        tell_taken_off(request, found)
        return _back(found, language)
    said_of_it = step_said(request.POST)
    try:
        kept = write_step(found, step_id, language, said_of_it, by=request.user, seen=seen)
    except Refused as refusal:
        if _is_kept_beside(request):
            raise
        found = _guide(guide_id)
        return _editor(request, found, language, as_typed(found.tree, step_id, language, said_of_it), refusal)
    return _kept(request, found, kept, language, step_id)


def _kept(
    request: AgentRequest, before: Guide, kept: Guide, language: str, step: int | None = None
) -> HttpResponse:
    tell_taken_off(request, before)
    if _is_kept_beside(request):
        return JsonResponse({"revision": kept.revision})
    return _back(kept, language, step)


def _is_kept_beside(request: AgentRequest) -> bool:
    """Whether the page keeps this before it does something else (`js/guide.ts`)."""
    return "application/json" in request.headers.get("Accept", "")


@agent_view(Permission.HELP_WRITE)
@require_POST
def undo(request: AgentRequest, guide_id: int) -> HttpResponse:
    found = _guide(guide_id)
    undo_change(found, by=request.user, seen=_seen(request))
    tell_taken_off(request, found)
    messages.success(request, _t("The last change is taken back."))
    return _back(found, _language(request, found))


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def publication(request: AgentRequest, guide_id: int) -> HttpResponse:
    """Publish the draft; with `withdraw` take it from the readers."""
    found = _guide(guide_id)
    if request.POST.get("withdraw"):
        withdraw_guide(found, by=request.user)
        messages.success(request, _t("Readers no longer see it."))
    else:
        publish_guide(found, by=request.user, seen=_seen(request))
        messages.success(request, _t("Published."))
    return _back(found, _language(request, found))


@agent_view(Permission.HELP_WRITE)
@require_POST
def draft(request: AgentRequest, guide_id: int) -> HttpResponse:
    """Have the draft looked over, send it back, or have it published at a moment, as `then` says."""
    found = _guide(guide_id)
    language = _language(request, found)
    try:
        done = act(request.POST.get("then", ""), request, found, _seen(request))
    except Refused as refusal:
        return _editor(request, found, language, refusal=refusal)
    messages.success(request, done)
    return _back(found, language)


@agent_view(Permission.HELP_WRITE)
@require_POST
def about(request: AgentRequest, guide_id: int) -> HttpResponse:
    """Category, readers, address, owner and review: what the form names, and no more. With `delete` the guide goes;
    with `follows` its translation is said to fit."""
    found, said_about = _guide(guide_id), About()
    if request.POST.get("follows"):
        say_it_follows(found, _language(request, found), by=request.user)
        return _back(found, _language(request, found))
    if request.POST.get("delete"):
        delete_guide(found, by=request.user)
        messages.success(request, _t("The guide is deleted."))
        return redirect("help-desk-guides")
    if "category" in request.POST:
        said_about["category"] = get_object_or_404(Category, pk=row_key(request.POST["category"]))
    if request.POST.get("access") in Access.values:
        said_about["access"] = request.POST["access"]
    if "slug" in request.POST:
        said_about["slug"] = _slug(request.POST["slug"])
    if "owner" in request.POST:
        said_about["owner"] = owner_said(request.POST["owner"])
    if "review_on" in request.POST:
        said_about["review_on"] = day_said(request.POST["review_on"])
    change_guide(found, by=request.user, **said_about)
    messages.success(request, _t("Saved."))
    return _back(found, _language(request, found))


@agent_view(Permission.HELP_WRITE)
@require_safe
def preview(request: AgentRequest, guide_id: int, language: str, way: str = "") -> HttpResponse:
    """The draft as its readers will walk it; nothing is counted."""
    found, centre = _guide(guide_id), HelpCentre.current()
    answer_in(centre, language)
    reader = Reader(language, is_agent=True)
    film = film_asked(request)
    shown = shown_at(found, found.tree, way, centre, reader, film=film)
    if not shown:
        raise Http404
    first = reverse("help-desk-guide-preview", args=[found.pk, language])
    return let_play(public_page(request, shown, centre, reader, preview=first), film)


def _guide(guide_id: int) -> Guide:
    return get_object_or_404(
        Guide.objects.select_related("category", "shown", "author", "reviewer", "sent_back__by"), pk=guide_id
    )


def _language(request: AgentRequest, found: Guide) -> str:
    """The language that is written: what is asked for, else the first of the guide."""
    asked = request.POST.get("language") or request.GET.get("language") or ""
    return asked if asked in [*HelpCentre.current().languages, found.language] else found.language


def _seen(request: AgentRequest) -> int:
    return row_key(request.POST.get("seen", ""))


def _slug(text: str) -> str:
    try:
        return forms.SlugField(max_length=80).clean(text.strip())
    except forms.ValidationError:
        raise Refused(_t("An address has letters, digits and hyphens: my-parcel.")) from None


def _back(found: Guide, language: str, step: int | None = None) -> HttpResponse:
    anchor = f"#step-{step}" if step else ""
    return redirect(f"{reverse('help-desk-guide', args=[found.pk])}?language={language}{anchor}")
