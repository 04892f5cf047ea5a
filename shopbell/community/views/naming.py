"""Who may write in the community: members, who have a name of their own there, and strangers where all may join."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.portal.door import page_of_ours
from shopbell.portal.session import session_of

from ..forms import NameForm
from ..letting_in import note_agreement
from ..profile import choose_pseudonym
from .join import lets_in, rules_to_agree_to
from .page import Visit


def member_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for members: who is not signed in is led there and back. Who has no pseudonym chooses one first, and what
    they sent is done then.
    """

    @wraps(view)
    def guarded(request: HttpRequest, language: str, *args, **kwargs) -> HttpResponse:
        visit = Visit(request, language)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_of(language, **kwargs)
        if visit.member.customer is None:
            return redirect(f"{visit.way_in}?next={quote(back)}")
        if visit.member.profile is None:
            if request.method in {"GET", "HEAD"}:
                return redirect(f"{reverse('community-name', args=[language])}?next={quote(back)}")
            if asked := _asked_for_name(visit, visit.member.customer):
                return asked
            visit = Visit(request, language)
        assert visit.member.profile
        return view(visit, visit.member.profile, *args, **kwargs)

    return guarded


def anybody_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For members, and where everybody may join also for who is not signed in: `by` is None for them. They write
    first, and join when they send it."""
    for_members = member_view(view)

    @wraps(view)
    def guarded(request: HttpRequest, language: str, *args, **kwargs) -> HttpResponse:
        visit = Visit(request, language)
        if visit.member.customer is None and visit.community.is_open_to_all:
            return view(visit, None, *args, **kwargs)
        return for_members(request, language, *args, **kwargs)

    return guarded


def _asked_for_name(visit: Visit, customer: Customer) -> HttpResponse | None:
    """The page that asks for it, with all that was sent in its form; None when the name came along and is theirs."""
    sent = visit.request.POST
    form = NameForm(sent if "pseudonym" in sent else None, rules=rules_to_agree_to(visit))
    if _is_chosen(visit, form, customer):
        return None
    own = {"csrfmiddlewaretoken", "joining", *form.fields}
    kept = [(key, value) for key, values in sent.lists() if key not in own for value in values]
    shown = {"form": form, "kept": kept, "tongues": []}  # another language would be another page, without it
    return visit.page("community/name.html", ("community-name",), shown, status=status_of(form))


def _is_chosen(visit: Visit, form: NameForm, customer: Customer) -> bool:
    """Whether `customer` is called as the form says now; why not stands in it."""
    if not form.is_valid():
        return False
    try:
        choose_pseudonym(customer, form.cleaned_data["pseudonym"], agreed_to=form.rules)
    except Refused as refusal:
        form.add_error("pseudonym", str(refusal))
    session = session_of(visit.request)
    if form.is_valid() and session:
        note_agreement(customer, session.address)
    return form.is_valid()


def _page_of(language: str, topic_id: int = 0, post_id: int = 0, **_more: Any) -> str:
    """Where somebody was who posted without being let in."""
    if topic_id:
        return reverse("community-topic-short", args=[language, topic_id])
    return (
        reverse("community-post", args=[language, post_id])
        if post_id
        else reverse("community-index", args=[language])
    )


@require_http_methods(["GET", "HEAD", "POST"])
@lets_in
def name(request: HttpRequest, language: str) -> HttpResponse:
    """Choose a pseudonym, or another one."""
    visit = Visit(request, language)
    customer, profile = visit.member.customer, visit.member.profile
    if customer is None:
        return redirect(f"{visit.way_in}?next={quote(request.get_full_path())}")
    initial = {"pseudonym": profile.pseudonym if profile else "", "next": request.GET.get("next", "")}
    sent = request.POST if request.method == "POST" else None
    form = NameForm(sent, initial=initial, rules=rules_to_agree_to(visit))
    if _is_chosen(visit, form, customer):
        wanted = form.cleaned_data["next"]
        return redirect(page_of_ours(wanted) if wanted else reverse("community-index", args=[language]))
    return visit.page("community/name.html", ("community-name",), {"form": form}, status=status_of(form))


def status_of(form) -> int:
    return 422 if form.errors else 200
