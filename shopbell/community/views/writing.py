"""What members write: topics, answers, edits. Each post of a page is one verb."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.helpcenter.neighbour import Near
from shopbell.shop.models import Product

from ..forms import AnswerForm, EditForm, TopicForm
from ..profile import Profile
from ..reading import posts_of
from ..related import near_to_topic, related_topics
from ..state import State
from ..topic import MOST_TITLE, Topic
from ..trust import Trust, trust_of
from ..words import tidy_text
from ..writing import NewTopic, accept_answer, begin_topic, edit_post, known_post, withdraw_post, write_post
from .join import ask_to_join_first, lets_in
from .naming import anybody_view, member_view, status_of
from .page import Visit
from .public import address_of, address_of_post, find_post, find_topic, show_topic
from .unposted import unposted, words_in


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
    return visit.page("community/write.html", ("community-ask",), shown, status=status_of(form), is_form=True)


def _begun(form: TopicForm, wish: NewTopic, by: Profile) -> Topic | None:
    """The topic that was wished for; None when it was refused, as the form says."""
    try:
        return begin_topic(wish, by=by, client_id=form.cleaned_data["client_id"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _asked_before(wish: NewTopic) -> tuple[list[Topic], list[Near]]:
    """Topics and articles that may answer it already."""
    topic = Topic(title=wish.title, language=wish.language, product=wish.product)
    return related_topics(topic, wish.text), near_to_topic(topic, wish.language, wish.text)


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
    return visit.page("community/write.html", here, shown, status=status_of(form), is_form=True)


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
    return visit.page("community/write.html", ("community-edit", post_id), shown, status=status_of(form))


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
