"""Where what was taken from its readers leads them: said in its editor, kept among the old addresses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..article import Article
from ..centre import HelpCentre
from ..guides.guide import Guide
from ..leading import place_named, place_of
from ..led_on import own_path_of
from ..old_address import own_page_at
from ..redirect import lead_on, redirect_at
from ..redirect_table import ByTitle

FIELD = "leads-on"  # its id on the page


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def article(request: AgentRequest, article_id: int) -> HttpResponse:
    found = get_object_or_404(Article, pk=article_id)
    _say(request, found)
    return redirect("help-desk-article", found.pk, _language(request) or found.language)


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def guide(request: AgentRequest, guide_id: int) -> HttpResponse:
    found = get_object_or_404(Guide, pk=guide_id)
    _say(request, found)
    place = reverse("help-desk-guide", args=[found.pk])
    return redirect(f"{place}?language={_language(request) or found.language}")


def leads_on_field(thing: Article | Guide) -> SafeString | None:
    """The field that says where it leads; None while readers find it, and where none ever did."""
    path = _path(thing)
    own = own_page_at(path)
    if not own or not own.is_gone or not thing.versions.exists():
        return None
    row = redirect_at(path)
    place = place_of(row) if row else None
    attributes = {
        "class": "input",
        "id": FIELD,
        "maxlength": 300,
        "dir": "auto",
        "aria-describedby": f"{FIELD}-help",
    }
    return ByTitle().render("place", place.label if place else "", attributes)


def _say(request: AgentRequest, thing: Article | Guide) -> None:
    words = request.POST.get("place", "").strip()
    try:
        lead_on(_path(thing), place_named(words) if words else None, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))


def _path(thing: Article | Guide) -> str:
    centre = HelpCentre.current()
    return own_path_of(thing, thing.language if thing.language in centre.languages else centre.language)


def _language(request: AgentRequest) -> str:
    asked = request.POST.get("language", "")
    return asked if asked in HelpCentre.current().languages else ""
