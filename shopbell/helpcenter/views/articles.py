"""/desk/help/: every article and how it stands in each language; a new one."""

import tempfile

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.storable import storable

from ..about import begin_article
from ..article import Article
from ..article_text import MOST_TITLE
from ..category import Category
from ..centre import HelpCentre
from ..exporting import write_zip
from ..guides.guide import Guide
from ..stale import StaleFlag
from ..standing import STATES, in_state, line_of, listed
from ..starter.guides import install_guides
from ..starter.install import install_starter
from ..starter.texts import languages
from ..unfilled import unfilled
from ..vote import votes_before, with_votes
from .publication import told_waiting

PER_PAGE = 50
ASKED = {
    "mine": _("I am asked to look over"),
    "due": _("To be looked over"),
    "doubt": _("In doubt"),
}
PLACE = ("category__position", "position", "pk")
SORTS = {
    "": (_("In their order"), PLACE),
    "useless": (_("Least useful first"), ("share", "-no", *PLACE)),
    "voted": (_("Most votes first"), (-(F("yes") + F("no")), *PLACE)),
}


class NewArticle(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=MOST_TITLE)
    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("names"), label=_("Category"), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, centre: HelpCentre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = centre.spoken()  # type: ignore[attr-defined]


@agent_view(Permission.HELP_WRITE)
@require_safe
def articles(request: AgentRequest) -> HttpResponse:
    centre = HelpCentre.current()
    chosen = {name: request.GET.get(name, "") for name in ("q", "category", "state", "owner", "sort")}
    chosen = {name: storable(value) for name, value in chosen.items()}
    found = listed(with_votes(_found(chosen, request, centre)))
    found = found.order_by(*SORTS.get(chosen["sort"], SORTS[""])[1])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [line_of(article, centre.languages) for article in page.object_list]
    context = {
        "page": page,
        "lines": lines,
        "before": votes_before(line.article for line in lines),
        "waiting": told_waiting(request),
        "unfilled": unfilled(line.article.pk for line in lines),
        "chosen": chosen,
        "categories": Category.objects.prefetch_related("names"),
        "sorts": {name: label for name, (label, _by) in SORTS.items()},
        "states": STATES | ASKED,
        "all_states": STATES,
        "spoken": dict(centre.spoken()),
        "centre": centre,
        "today": timezone.localdate(),
        "guides": _guides(chosen, request),
        "may_begin": request.user.may(Permission.HELP_PUBLISH) and bool(_starter_languages(centre)),
    }
    return render(request, "helpdesk/articles.html", context)


def _found(chosen: dict[str, str], request: AgentRequest, centre: HelpCentre) -> QuerySet[Article]:
    found: QuerySet[Article] = Article.objects.all()
    if words := chosen["q"].strip()[:200]:
        found = found.filter(Q(texts__title__icontains=words) | Q(drafts__title__icontains=words))
    if chosen["category"]:
        found = found.filter(category__slug=chosen["category"])
    if chosen["state"] == "mine":
        found = found.filter(drafts__reviewer=request.user)
    if chosen["state"] == "due":
        found = found.filter(review_on__lte=timezone.localdate())
    if chosen["state"] == "doubt":
        found = found.filter(Exists(StaleFlag.objects.open().filter(article=OuterRef("pk"))))
    if chosen["state"] in STATES:
        found = in_state(found, chosen["state"], centre)
    if chosen["owner"] == "me":
        found = found.filter(owner=request.user)
    return found.distinct()


def _guides(chosen: dict[str, str], request: AgentRequest) -> QuerySet[Guide]:
    """The guides that wait for a review or their moment, are in doubt, due to be looked over or behind in a
    translation, where such are asked for. They have a list of their own, but whoever looks over what is written looks
    over all of it."""
    asked = {
        "review": Q(reviewer__isnull=False),
        "mine": Q(reviewer=request.user),
        "scheduled": Q(publish_at__isnull=False),
        "doubt": Exists(StaleFlag.objects.open().filter(guide=OuterRef("pk"))),
        "due": Q(review_on__lte=timezone.localdate()),
        "behind": Q(shown__isnull=False) & ~Q(shown__behind={}),
    }
    if chosen["state"] not in asked or any(chosen[name] for name in ("q", "category")):
        return Guide.objects.none()
    found = Guide.objects.filter(asked[chosen["state"]]).with_doubts()
    found = found.select_related("owner").order_by("category__position", "position", "pk")
    return found.filter(owner=request.user) if chosen["owner"] == "me" else found


@agent_view(Permission.HELP_WRITE)
@require_safe
def export(request: AgentRequest) -> FileResponse:
    """All articles as a zip of Markdown."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    write_zip(file)
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename="articles.zip", content_type="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def starter(request: AgentRequest) -> HttpResponse:
    """Write our own articles in the centre's languages: those that are not there yet."""
    written = install_starter(_starter_languages(HelpCentre.current()), by=request.user)
    install_guides(by=request.user)
    count = written.published
    said = ngettext("%(num)d text is published.", "%(num)d texts are published.", count) % {"num": count}
    messages.success(request, said)
    if written.waiting:
        count = written.waiting
        waits = ngettext(
            "%(num)d text waits as a draft: it tells of what a shop sells and does, or names a value that your"
            " policies do not have. Read it, make it yours, and publish it.",
            "%(num)d texts wait as drafts: they tell of what a shop sells and does, or name a value that your"
            " policies do not have. Read them, make them yours, and publish them.",
            count,
        )
        messages.info(request, waits % {"num": count})
    return redirect(f"{reverse('help-desk')}?state=draft" if written.waiting else "help-desk")


def _starter_languages(centre: HelpCentre) -> list[str]:
    """Those of the centre's languages that our own articles are written in, its first one first."""
    written = languages()
    return [code for code in centre.languages if code in written]


@agent_view(Permission.HELP_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    centre = HelpCentre.current()
    form = NewArticle(request.POST or None, centre=centre, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = begin_article(said["language"], said["title"], said["category"], by=request.user)
        return redirect("help-desk-article", draft.article_id, draft.language)
    context = {"form": form, "has_categories": Category.objects.exists()}
    return render(request, "helpdesk/new.html", context, status=422 if form.errors else 200)
