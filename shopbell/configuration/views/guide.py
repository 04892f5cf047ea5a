"""/desk/start/: the guide of an empty desk. Each step is a page; the first that is not done is where it goes on."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.invitation import link
from shopbell.accounts.models import Agent, Role
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.accounts.views.agents import InviteForm, invite
from shopbell.channels.email.ways_in import unconnected
from shopbell.channels.models import Brand, Inbox
from shopbell.channels.views.brand import PAGE as SHOP_PAGE
from shopbell.channels.views.brand import BrandForm
from shopbell.channels.views.inbox import PAGE as INBOX_PAGE
from shopbell.core.errors import Refused
from shopbell.core.mail_server import has_mail_server
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_edition import Edition, save_form
from shopbell.core.settings_history import note_change
from shopbell.tickets.models import Ticket

from ..guide import BY_NAME, STEPS, Guide, Progress, Step, finish_guide, pass_over
from ..guide_forms import FirstInboxForm

add_card(
    Card(
        "guide",
        _("First steps"),
        _("From an empty desk to a live chat with yourself, in five steps."),
        icon="rocket",
        permission=Permission.SETTINGS_MANAGE,
        is_there=lambda: Guide.current() is not None,
        group="shop",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def guide(request: AgentRequest) -> HttpResponse:
    """GET /desk/start/ leads to where it goes on."""
    progress = _progress()
    step = progress.next or STEPS[-1]
    return redirect("guide-step", step.name)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: AgentRequest, name: str) -> HttpResponse:
    """GET …/<step>/ shows one, POST does it; with over=yes it is passed over."""
    shown = _step(name)
    if request.method == "POST" and request.POST.get("over"):
        pass_over(_progress().guide, shown)
        return redirect("guide")
    return PAGES[name](request, shown)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def finish(request: AgentRequest) -> HttpResponse:
    """POST /desk/start/finish/: the guide is over, and nothing offers it any more."""
    finish_guide(_progress().guide)
    messages.success(request, _t("Your desk is open. All of this can be changed in the settings."))
    return redirect("inbox")


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def talk(request: AgentRequest) -> HttpResponse:
    """GET /desk/start/talk/progress/: what to do next in the chat with oneself, as a fragment."""
    return render(request, "configuration/_talk.html", _talk())


def _progress() -> Progress:
    """How far it has come. 404 on a desk that never had one: a demo, or one that was at work before."""
    return Progress(get_object_or_404(Guide, pk=1))


def _step(name: str) -> Step:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def _page(request: AgentRequest, shown: Step, *, status: int = 200, **more: Any) -> HttpResponse:
    progress = _progress()
    places = [(each, progress.state(each)) for each in STEPS]
    context = {"step": shown, "places": places, "number": STEPS.index(shown) + 1, **more}
    return render(request, f"configuration/guide/{shown.name}.html", context, status=status)


def _shop(request: AgentRequest, shown: Step) -> HttpResponse:
    brand = Brand.current()
    edition = Edition.of(request, brand)
    form = BrandForm(request.POST or None, request.FILES or None, instance=brand)
    form.fields["name"].required = True
    if request.method == "POST" and form.is_valid() and save_form(request, form, SHOP_PAGE, edition):
        return redirect("guide-step", "inbox")
    status = 422 if form.errors else 200
    return _page(request, shown, form=form, brand=Brand.current(), edition=edition, status=status)


def _inbox(request: AgentRequest, shown: Step) -> HttpResponse:
    brand = Brand.current()
    form = FirstInboxForm(request.POST or None, initial={"name": brand.name})
    if request.method == "POST" and form.is_valid():
        inbox = form.inbox(brand.colour)
        with note_change(INBOX_PAGE, inbox, by=request.user):
            inbox.save()
        return redirect("guide-step", "inbox" if inbox.channel == "email" else "people")
    more = {"inboxes": _inboxes(), "unconnected": unconnected(), "has_mail_server": has_mail_server()}
    return _page(request, shown, form=form, status=422 if form.errors else 200, **more)


def _people(request: AgentRequest, shown: Step) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"role": Role.objects.filter(name="Agent").first()})
    if request.method == "POST" and form.is_valid():
        try:
            invite(form, by=request.user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("guide-step", "people")
    others = [
        (agent, link(agent)) for agent in Agent.objects.exclude(pk=request.user.pk).order_by("name", "pk")
    ]
    return _page(request, shown, form=form, others=others, status=422 if form.errors else 200)


def _on_the_page(request: AgentRequest, shown: Step) -> HttpResponse:
    return _page(request, shown, chat=_chat(), site=settings.SITE_URL)


def _with_oneself(request: AgentRequest, shown: Step) -> HttpResponse:
    return _page(request, shown, chat=_chat(), **_talk())


PAGES: dict[str, Callable[[AgentRequest, Step], HttpResponse]] = {
    "shop": _shop,
    "inbox": _inbox,
    "people": _people,
    "page": _on_the_page,
    "talk": _with_oneself,
}


def _inboxes() -> list[Inbox]:
    return list(Inbox.objects.order_by("pk")[:5])


def _chat() -> Inbox | None:
    return Inbox.objects.filter(channel="chat", is_active=True).order_by("pk").first()


def _talk() -> dict[str, Any]:
    """How far the chat with oneself has come."""
    ticket = Ticket.objects.filter(channel="chat").order_by("-pk").first()
    return {"ticket": ticket, "is_answered": BY_NAME["talk"].is_done()}
