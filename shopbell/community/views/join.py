"""/community/…/join/: asking to join, the page that the mailed link opens, and being let in by its button."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.channels.form.work import DOUBTED, count_form, spend_task
from shopbell.core.errors import Refused
from shopbell.core.rate import count_address
from shopbell.portal.door import page_of_ours
from shopbell.portal.session import begin_session, customer_of, session_of

from ..forms import NameForm
from ..join_form import DOOR, JoinForm, writes, written_in
from ..joining import Joining, ask_to_join, joining_behind, note_agreement, secret_for_owner, use_joining
from .page import Visit

ASKED_AN_HOUR = 20  # from one network


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, language: str) -> HttpResponse:
    visit = Visit(request, language)
    wanted = page_of_ours(request.GET.get("next", "") or reverse("community-index", args=[language]))
    if visit.member.customer:
        return redirect(wanted)
    if not visit.community.is_open_to_all:
        return redirect(f"{reverse('portal-sign-in')}?next={quote(wanted)}")
    if request.method != "POST":
        return _asked(visit, JoinForm(rules=visit.rules, goes_to=wanted))
    count_form(DOOR)
    form = JoinForm(request.POST, rules=visit.rules)
    if form.is_valid() and _sent(form, visit):
        return redirect("community-join-sent", language)
    return _asked(visit, form, status=422)


def ask_to_join_first(visit: Visit) -> HttpResponse:
    """The form, with what somebody sent to this page, which is done once they have joined."""
    return _asked(visit, JoinForm(rules=visit.rules, goes_to=visit.request.get_full_path()))


def _asked(visit: Visit, form: JoinForm, *, status: int = 200) -> HttpResponse:
    goes_to = form["goes_to"].value() or ""
    written = written_in(visit.request.POST, form) if writes(goes_to) else []
    shown = {"form": form, "written": written}
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
    """Where the portal's sign-in leads whom the shop knew: to the same page as everybody else."""
    visit = Visit(request, language)
    session = session_of(request)
    if session is None:
        return redirect("community-join", language)
    try:
        secret = secret_for_owner(signed, session.address)
    except Refused:
        return redirect("community-index", visit.language)
    return redirect("community-join-link", language, secret)


@require_safe
def link(request: HttpRequest, language: str, secret: str) -> HttpResponse:
    """The button that lets in. Opening the page spends nothing: mail scanners open every link."""
    visit = Visit(request, language)
    count_address("community join link", request, limit=60, seconds=3600)
    try:
        joining = joining_behind(secret)
    except Refused as refusal:
        return redirect("community-index", language) if visit.member.customer else _ended(visit, refusal)
    return _button(visit, joining, secret)


def _button(visit: Visit, joining: Joining, secret: str, *, status: int = 200) -> HttpResponse:
    """The page with the button; status 422: it was pressed without agreeing to the house rules."""
    is_written = bool(joining.written) and writes(joining.goes_to)
    shown = {
        "joining": joining,
        "secret": secret,
        "action": joining.goes_to if is_written else reverse("community-name", args=[visit.language]),
        "written": joining.written if is_written else [("next", joining.goes_to)],
        "is_written": is_written,
        "form": NameForm({"pseudonym": visit.request.POST.get("pseudonym", "")} if status == 422 else None),
        "rules": rules_to_agree_to(visit, joining),
        "is_pressed": status == 422,
        "tongues": [],
    }
    return visit.page("community/joined.html", ("community-join",), shown, status=status, is_form=True)


def rules_to_agree_to(visit: Visit, joining: Joining | None = None) -> str:
    """The house rules where somebody new has not agreed to them yet, as who said to have a name already or signed in
    by the portal."""
    joining = joining or getattr(visit.request, "joining", None)
    has_agreed = joining is not None and joining.agreed_to
    return "" if has_agreed or visit.member.profile else visit.rules


def _ended(visit: Visit, refusal: Refused) -> HttpResponse:
    shown = {"why": str(refusal), "tongues": []}
    return visit.page("community/join_ended.html", ("community-join",), shown, status=410, is_form=True)


def lets_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever pressed the button of a joining is let in first; then what came along with it is done."""

    @wraps(view)
    def entered(request: HttpRequest, language: str, *args, **kwargs) -> HttpResponse:
        secret = request.POST.get("joining", "") if request.method == "POST" else ""
        if not secret:
            return view(request, language, *args, **kwargs)
        visit, door = Visit(request, language), HttpResponse()
        count_address("community join link", request, limit=60, seconds=3600)
        browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
        try:
            joining = joining_behind(secret, browser)
            rules = rules_to_agree_to(visit, joining)
            if rules and "agreed" not in request.POST:
                return _button(visit, joining, secret, status=422)
            customer, joining = use_joining(secret, agreed_to=rules, browser=browser)
        except Refused as refusal:
            if visit.member.customer is None:
                return _ended(visit, refusal)
        else:
            begin_session(request, door, customer, joining.address)
            request.joining = joining  # type: ignore[attr-defined]  # who has agreed to the rules is not asked again
            rotate_token(request)
        try:
            answer = view(request, language, *args, **kwargs)
        except Http404:  # what they wrote on is gone meanwhile
            answer = redirect("community-index", language)
        if entering := customer_of(request):
            note_agreement(entering, secret)
        answer.cookies.update(door.cookies)
        return answer

    return entered
