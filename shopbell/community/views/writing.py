"""What members write: a name of their own first, then topics, answers, edits. Each post of a page is one verb."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer
from shopbell.helpcenter.neighbour import Near
from shopbell.portal.door import page_of_ours
from shopbell.portal.session import session_of
from shopbell.shop.models import Product

from ..forms import AnswerForm, EditForm, NameForm, TopicForm
from ..letting_in import note_agreement
from ..profile import Profile, choose_pseudonym
from ..reading import posts_of
from ..related import near_to_topic, related_topics
from ..state import State
from ..topic import MOST_TITLE, Topic
from ..trust import Trust, trust_of
from ..words import tidy_text
from ..writing import NewTopic, accept_answer, begin_topic, edit_post, known_post, withdraw_post, write_post
from .join import ask_to_join_first, lets_in, rules_to_agree_to
from .page import Visit
from .public import address_of, address_of_post, find_post, find_topic, show_topic
from .unposted import unposted, words_in


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
    return visit.page("community/name.html", ("community-name",), shown, status=_status(form))


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
    return visit.page("community/name.html", ("community-name",), {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@lets_in
@anybody_view
def ask(visit: Visit, by: Profile | None) -> HttpResponse:
    """A new topic, on a board or about a product that the address names."""
    request = visit.request
    product = _product(request.GET.get("product", ""))
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        initial={
            "board": request.GET.get("board", ""),
            "title": storable(request.GET.get("title", ""))[:MOST_TITLE],
        },
        language=visit.chain,
        by=by,
    )
    if form.is_valid():
        said = form.cleaned_data
        wish = NewTopic(
            said["board"],
            visit.language,
            said["title"],
            said["text"],
            said["kind"],
            product,
            said["is_followed"],
        )
        is_again = by is not None and known_post(said["client_id"], by) is not None  # it would find itself
        like, near = ([], []) if said["looked"] or is_again else _asked_before(wish)
        if like or near:
            return _shown_before(visit, form, like, near)
        if by is None:
            if _has_words(form):
                return ask_to_join_first(visit)
        elif topic := _begun(form, wish, by):
            return redirect(address_of(topic, visit.language))
    title = _("Ask about %(product)s") % {"product": product.name} if product else _("Ask, or begin a talk")
    shown = {"form": form, "title": title, "lead": "", "action": _("Post it")}
    return visit.page("community/write.html", ("community-ask",), shown, status=_status(form), is_form=True)


def _begun(form: TopicForm, wish: NewTopic, by: Profile) -> Topic | None:
    """The topic that was wished for; None when it was refused, as the form says."""
    try:
        return begin_topic(wish, by=by, client_id=form.cleaned_data["client_id"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _asked_before(wish: NewTopic) -> tuple[list[Topic], list[Near]]:
    """Topics and articles that may answer it already."""
    topic = Topic(title=wish.title, language=wish.language)
    return related_topics(topic), near_to_topic(topic, wish.language)


def _shown_before(visit: Visit, form: TopicForm, like: list[Topic], near: list[Near]) -> HttpResponse:
    """What was asked before, above the form as it was filled in; nothing is written yet."""
    filled = visit.request.POST.copy()
    filled["looked"] = "on"
    form.data = filled
    shown = {
        "form": form,
        "title": _("Does this answer it?"),
        "lead": _("Nothing is posted yet. If this is not it, post it as it stands below."),
        "action": _("Post it all the same"),
        "like": like,
        "near": near,
    }
    return visit.page("community/write.html", ("community-ask",), shown, is_form=True)


@require_http_methods(["GET", "HEAD", "POST"])
@lets_in
@anybody_view
def answer(visit: Visit, by: Profile | None, topic_id: int) -> HttpResponse:
    """Members answer on the page of the topic; who is to join first has a page for it."""
    topic = find_topic(visit, topic_id)
    if by is None:
        return _answered_by_stranger(visit, topic)
    if visit.request.method != "POST":
        return redirect(f"{address_of(topic, visit.language)}#answer")
    form = AnswerForm(visit.request.POST)
    if form.is_valid():
        try:
            post = write_post(
                topic, form.cleaned_data["text"], by=by, client_id=form.cleaned_data["client_id"]
            )
        except Refused as refusal:
            if topic.is_locked:  # its page has no form that would show them
                return unposted(visit, str(refusal))
            form.add_error("text", str(refusal))
        else:
            post.topic = topic
            return redirect(address_of_post(post, visit.language))
    return show_topic(visit, topic, posts_of(topic, by), form=form)


def _has_words(form: AnswerForm | TopicForm) -> bool:
    """Whether what was written may be posted once its author has joined; why not stands in the form."""
    try:
        tidy_text(form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error("text", str(refusal))
    return form.is_valid()


def _answered_by_stranger(visit: Visit, topic: Topic) -> HttpResponse:
    if topic.is_locked:
        why = _("Nobody can write in this topic any more.")
        is_written = bool(words_in(visit.request))
        return unposted(visit, why) if is_written else redirect(address_of(topic, visit.language))
    form = AnswerForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid() and _has_words(form):
        return ask_to_join_first(visit)
    shown = {
        "form": form,
        "title": _("Your answer"),
        "action": _("Answer"),
        "about": topic.posts.get(is_first=True),
        "quotes": True,
    }
    here = ("community-answer", topic.pk)
    return visit.page("community/write.html", here, shown, status=_status(form), is_form=True)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def edit(visit: Visit, by: Profile, post_id: int) -> HttpResponse:
    post = find_post(visit, post_id)
    edit = post.edits.waiting().first()
    sent = visit.request.POST if visit.request.method == "POST" else None
    form = EditForm(sent, initial={"text": edit.text if edit else post.text})
    if form.is_valid():
        try:
            edit_post(post, form.cleaned_data["text"], by=by)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(address_of_post(post, visit.language))
    shown = {"form": form, "title": _("Change your words"), "action": _("Save"), "about": post}
    is_looked_at = post.state == State.SHOWN and (edit or trust_of(by, visit.community) == Trust.NEW)
    if is_looked_at:
        shown["lead"] = _(
            "We look at your new words first. Until then everybody reads what stands there now."
        )
    return visit.page("community/write.html", ("community-edit", post_id), shown, status=_status(form))


@require_POST
@member_view
def withdrawal(visit: Visit, by: Profile, post_id: int) -> HttpResponse:
    """Take one's own post back; to its topic, or home where that went with it."""
    post = withdraw_post(find_post(visit, post_id), by=by)
    messages.success(visit.request, _("Taken back. Nobody else sees it any more."))
    if post.is_first:
        return redirect("community-index", visit.language)
    return redirect(address_of(post.topic, visit.language))


@require_POST
@member_view
def solution(visit: Visit, by: Profile, topic_id: int) -> HttpResponse:
    """Which answer solved it; none when `post` is empty."""
    topic = find_topic(visit, topic_id)
    chosen = visit.request.POST.get("post", "")
    post = get_object_or_404(topic.posts, pk=chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    accept_answer(topic, post, by=by)
    return redirect(address_of(topic, visit.language))


def _product(number: str) -> Product | None:
    return Product.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None


def _status(form) -> int:
    return 422 if form.errors else 200
