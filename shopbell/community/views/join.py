"""/community/…/join/: asking to join, the page that the mailed link opens, and being let in by its button."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.channels.form.work import DOUBTED, count_form, spend_task
from shopbell.core.errors import Refused
from shopbell.core.rate import count_address
from shopbell.customers.proof import owner_of
from shopbell.portal.door import page_of_ours
from shopbell.portal.session import begin_session, session_of

from ..community import mark_of
from ..forms import NameForm
from ..join_form import DOOR, JoinForm, topic_in, writes, written_in
from ..joining import Joining, Wish, ask_to_join, keep_words
from ..letting_in import (
    Key,
    agreement_by,
    drop_unposted,
    joining_behind,
    note_agreement,
    unposted_of,
    use_joining,
)
from ..profile import TAKEN, Profile, has_name, profile_of
from .page import Visit
from .unposted import dropped, unposted, words_in

ASKED_AN_HOUR = 20  # from one network


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, language: str) -> HttpResponse:
    visit = Visit(request, language)
    wanted = page_of_ours(request.GET.get("next", "") or reverse("community-index", args=[language]))
    if session := session_of(request):
        return _kept(visit, session.address) or redirect(wanted)
    if not visit.community.is_open_to_all:
        way = f"{reverse('portal-sign-in')}?next={quote(wanted)}"
        why = _("Only customers of the shop can join now.")
        return unposted(visit, why, way=way, action=_("Sign in")) if words_in(request) else redirect(way)
    if request.method != "POST":
        return _asked(visit, JoinForm(rules=visit.rules, browser=_browser(request), goes_to=wanted))
    count_form(DOOR)
    form = JoinForm(request.POST, rules=visit.rules, browser=_browser(request))
    if form.is_valid() and _sent(form, visit):
        return redirect("community-join-sent", language)
    return _asked(visit, form, status=422)


def _kept(visit: Visit, address: str) -> HttpResponse | None:
    """Who was let in meanwhile, as in another tab, is shown what they sent, with a button that posts it; None when
    nothing is to be posted."""
    form = JoinForm(visit.request.POST, rules=visit.rules, browser=_browser(visit.request))
    form.is_valid()  # no matter what else they said: they are in
    number = form.cleaned_data.get("join_id")
    if not number or not form.written:
        return None
    wish = Wish(address, visit.language, goes_to=form.cleaned_data["goes_to"], written=form.written)
    try:
        count_address("community join", visit.request, limit=ASKED_AN_HOUR, seconds=3600)
        joining, _is_new = keep_words(wish, client_id=number)
    except Refused as refusal:
        return unposted(visit, str(refusal))
    return redirect("community-joined", visit.language, joining.signed)


def ask_to_join_first(visit: Visit) -> HttpResponse:
    """The form, with what somebody sent to this page, which is done once they have joined."""
    return _asked(
        visit,
        JoinForm(rules=visit.rules, browser=_browser(visit.request), goes_to=visit.request.get_full_path()),
    )


def _asked(visit: Visit, form: JoinForm, *, status: int = 200) -> HttpResponse:
    goes_to = form["goes_to"].value() or ""
    written = written_in(visit.request.POST, form) if writes(goes_to) else []
    shown = {"form": form, "written": written, "desk_topic": topic_in(goes_to)}
    if visit.request.method == "POST":
        shown["tongues"] = []  # another language would be another page, without what was written
    return visit.page("community/join.html", ("community-join",), shown, status=status, is_form=True)


def _sent(form: JoinForm, visit: Visit) -> bool:
    """Whether the way in is on its way, as a machine is told too; else the form says why not."""
    if form.is_from_a_machine:
        return True
    said = form.cleaned_data
    try:
        count_address("community join", visit.request, limit=ASKED_AN_HOUR, seconds=3600)
        if form.doubt:
            count_address("doubted join", visit.request, limit=DOUBTED, seconds=600)
        spend_task(said["task"], said["join_id"])
        ask_to_join(form.wish(visit.language), client_id=said["join_id"])
    except Refused as refusal:
        form.refuse(str(refusal))
        return False
    return True


@require_safe
def sent(request: HttpRequest, language: str) -> HttpResponse:
    """The same words for every address."""
    return Visit(request, language).page("community/join_sent.html", ("community-join-sent",), is_form=True)


@require_safe
def joined(request: HttpRequest, language: str, signed: str) -> HttpResponse:
    """The same button for whoever is signed in by the address, as the shop knew it: pressing it lets in nobody else."""
    visit = Visit(request, language)
    if session_of(request) is None:
        return redirect(f"{reverse('portal-sign-in')}?next={quote(request.get_full_path())}")
    return _opened(visit, signed)


@require_POST
def drop(request: HttpRequest, language: str, signed: str) -> HttpResponse:
    """What waits is forgotten, and shown once more to be copied by whoever dropped it by mistake."""
    visit = Visit(request, language)
    if session_of(request) is None:
        return redirect(
            f"{reverse('portal-sign-in')}?next={quote(reverse('community-joined', args=[language, signed]))}"
        )
    try:
        written = drop_unposted(_key(request, signed))
    except Refused:
        written = []  # it is gone already, or was never theirs
    if not written:
        return redirect("community-index", language)
    return dropped(visit, [text for name, text in written if name in ("title", "text") and text.strip()])


@require_safe
def link(request: HttpRequest, language: str, secret: str) -> HttpResponse:
    """The button that lets in. Opening the page spends nothing: mail scanners open every link."""
    visit = Visit(request, language)
    count_address("community join link", request, limit=60, seconds=3600)
    return _opened(visit, secret)


def _opened(visit: Visit, text: str) -> HttpResponse:
    try:
        joining = joining_behind(_key(visit.request, text))
    except Refused as refusal:
        return (
            redirect("community-index", visit.language) if visit.member.customer else _ended(visit, refusal)
        )
    if joining.used_at and not unposted_of(joining.address).filter(pk=joining.pk).exists():
        return redirect("community-index", visit.language)
    return _button(visit, joining, text)


def _key(request: HttpRequest, text: str) -> Key:
    session = session_of(request)
    return Key(text, session.address if session else "", _browser(request))


def _browser(request: HttpRequest) -> str:
    """The token of its forms: it changes with the answer that lets in, so who shows it again never had that answer."""
    return request.META.get("CSRF_COOKIE") or ""


def _button(visit: Visit, joining: Joining, text: str, *, status: int = 200) -> HttpResponse:
    """The page with the button, of the owner of `joining`, whoever looks; status 422: it was pressed without agreeing
    to the house rules."""
    is_written = bool(joining.written) and writes(joining.goes_to)
    session, rules = session_of(visit.request), _rules_of(visit, joining)
    shown = {
        "joining": joining,
        "profile": _profile_behind(joining),
        "is_another": session is not None and session.address != joining.address,
        "may_drop": is_written and session is not None and session.address == joining.address,
        "key": text,
        "action": joining.goes_to if is_written else reverse("community-name", args=[visit.language]),
        "written": joining.written if is_written else [("next", joining.goes_to)],
        "is_written": is_written,
        "form": _name_form(visit, joining, is_pressed=status == 422),
        "is_gone": _is_gone(joining),
        "rules": rules,
        "mark": mark_of(rules),
        "is_pressed": status == 422,
        "tongues": [],
    }
    return visit.page("community/joined.html", ("community-join",), shown, status=status, is_form=True)


def _is_gone(joining: Joining) -> bool:
    """Whether somebody has the name by now that was asked for."""
    return bool(joining.pseudonym) and has_name(joining.pseudonym)


def _name_form(visit: Visit, joining: Joining, *, is_pressed: bool) -> NameForm:
    """For a name where none came along, or the one that did is gone: it says so at once."""
    if not is_pressed and not _is_gone(joining):
        return NameForm()
    form = NameForm({"pseudonym": visit.request.POST.get("pseudonym", joining.pseudonym)})
    if not is_pressed:
        form.add_error("pseudonym", _(TAKEN))
    return form


def _profile_behind(joining: Joining) -> Profile | None:
    """The profile of whoever owns its address, who need not be the one that looks."""
    return profile_of(owner_of(joining.address))


def _rules_of(visit: Visit, joining: Joining) -> str:
    """The house rules where somebody new has not agreed to them yet, as who said to have a name already."""
    return "" if joining.agreed_to or _profile_behind(joining) else visit.rules


def rules_to_agree_to(visit: Visit) -> str:
    """The house rules where whoever is signed in has no name here yet and did not agree to them when they joined."""
    session = session_of(visit.request)
    has_agreed = session is not None and agreement_by(session.address) is not None
    return "" if has_agreed or visit.member.profile else visit.rules


def _ended(visit: Visit, refusal: Refused) -> HttpResponse:
    shown = {"why": str(refusal), "words": words_in(visit.request), "tongues": []}
    return visit.page("community/join_ended.html", ("community-join",), shown, status=410, is_form=True)


def lets_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever pressed the button of a joining is let in first; then what came along with it is done."""

    @wraps(view)
    def entered(request: HttpRequest, language: str, *args, **kwargs) -> HttpResponse:
        secret = request.POST.get("joining", "") if request.method == "POST" else ""
        if not secret:
            return view(request, language, *args, **kwargs)
        count_address("community join link", request, limit=60, seconds=3600)
        with transaction.atomic():  # let in and posted, or neither: then the link is still good
            return _let_in(Visit(request, language), secret, lambda: view(request, language, *args, **kwargs))

    return entered


def _let_in(visit: Visit, text: str, go_on: Callable[[], HttpResponse]) -> HttpResponse:
    request, door = visit.request, HttpResponse()
    key = _key(request, text)
    try:
        joining = joining_behind(key)
        rules = _rules_of(visit, joining)
        if rules and request.POST.get("agreed") != mark_of(rules):
            return _button(visit, joining, text, status=422)
        customer, joining = use_joining(key, agreed_to=rules)
    except Refused as refusal:
        return _ended(visit, refusal)
    if key.proved != joining.address:
        begin_session(request, door, customer, joining.address)
        rotate_token(request)
    try:
        answer = go_on()
    except Http404:
        answer = unposted(Visit(request, visit.language), _("What you wrote on is not there any more."))
    note_agreement(customer, joining.address)
    answer.cookies.update(door.cookies)
    return answer
