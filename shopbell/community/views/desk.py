"""/desk/community/: what waits, what was reported, what nobody answers; decisions with their undo; tickets."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.customers.block import MOST_OF_REASON, block_customer
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.differences import runs

from .. import moderation
from ..board import Board
from ..community import Community
from ..forms import ShopTopicForm
from ..personal import personal_in
from ..post import Post
from ..private import take_up_privately
from ..profile import staff_profile
from ..queue import (
    PAGE,
    QUEUES,
    counts,
    in_queue,
    moderated_decisions,
    moderated_members,
    moderated_posts,
    moderated_topics,
    shown_whole,
)
from ..renaming import give_name_back, take_name_off
from ..suspicion import WHY, spam_clues
from ..ticketing import open_ticket
from ..writing import NewTopic, accept_answer, begin_topic

DOOR = agent_view(Permission.COMMUNITY_MODERATE)


@DOOR
@require_safe
def queue(request: AgentRequest, name: str = "waiting") -> HttpResponse:
    if name not in QUEUES:
        raise Http404
    after = request.GET.get("after", "")
    posts = in_queue(request.user, name, int(after) if after.isdecimal() and len(after) < 19 else 0)
    shown = {"posts": posts[:PAGE], "next": posts[PAGE - 1].pk if len(posts) > PAGE else 0}
    shown |= {"name": name, "after": after, "counts": counts(request.user)}
    return _page(request, "communitydesk/queue.html", shown)


@DOOR
@require_safe
def topic(request: AgentRequest, topic_id: int) -> HttpResponse:
    """One topic with every post of it, also what others do not see."""
    found = get_object_or_404(moderated_topics(request.user).select_related("board", "author"), pk=topic_id)
    after = request.GET.get("after", "")
    rows = shown_whole(moderated_posts(request.user).filter(topic=found)).order_by("pk")
    rows = rows.filter(pk__gt=int(after)) if after.isdecimal() and len(after) < 19 else rows
    posts = list(rows[: PAGE + 1])
    shown = {"posts": posts[:PAGE], "next": posts[PAGE - 1].pk if len(posts) > PAGE else 0, "topic": found}
    shown |= {"after": after, "boards": Board.objects.prefetch_related("names")}
    return _page(request, "communitydesk/topic.html", shown)


@DOOR
@require_POST
def decision(request: AgentRequest, post_id: int) -> HttpResponse:
    """Approve, refuse, hide or restore a post, approve or refuse its new words; back to where it was decided."""
    post = get_object_or_404(moderated_posts(request.user).select_related("topic", "author"), pk=post_id)
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")
    if what == "approve":
        moderation.approve(post, by=request.user)
    elif what == "refuse":
        moderation.refuse(post, reason, by=request.user)
    elif what == "hide":
        moderation.hide(post, reason, by=request.user)
    elif what == "restore":
        moderation.restore(post, by=request.user)
    elif what == "approve_edit":
        moderation.approve_edit(post, row_key(request.POST.get("edit", "")), by=request.user)
    elif what == "refuse_edit":
        moderation.refuse_edit(post, row_key(request.POST.get("edit", "")), reason, by=request.user)
    elif what == "block":
        _block(request, post, reason)
    else:
        raise Http404
    messages.success(request, _("Done. The author is told in a few minutes, so it can still be taken back."))
    return _back(request)


def _block(request: AgentRequest, post: Post, reason: str) -> None:
    """Hide the post and let whoever wrote it write no more, here or anywhere else."""
    request.user.require(Permission.CUSTOMER_BLOCK)
    moderation.hide(post, reason, by=request.user)
    if post.author and post.author.customer:
        block_customer(post.author.customer, reason=reason[:MOST_OF_REASON], by=request.user)


@DOOR
@require_POST
def name(request: AgentRequest, profile_id: int) -> HttpResponse:
    """Take a member's name off for a reason, or with `back` give it back."""
    member = get_object_or_404(moderated_members(request.user), pk=profile_id)
    if "back" in request.POST:
        for last in member.renamings.all()[:1]:
            give_name_back(last, by=request.user)
        messages.success(request, _("Taken back."))
    else:
        made = take_name_off(member, request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("They are called “%(name)s” now, and are told.") % {"name": made.after})
    return _back(request)


@DOOR
@require_POST
def undo(request: AgentRequest, decision_id: int) -> HttpResponse:
    found = get_object_or_404(moderated_decisions(request.user).select_related("post__topic"), pk=decision_id)
    moderation.undo(found, by=request.user)
    messages.success(request, _("Taken back."))
    return _back(request)


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: AgentRequest) -> HttpResponse:
    """A topic that the shop begins, also on the boards where nobody else may."""
    centre = HelpCentre.current()
    by = staff_profile(request.user)
    form = ShopTopicForm(
        request.POST if request.method == "POST" else None,
        language=centre.chain(centre.nearest(get_language() or "")),
        languages=[(code, own) for code, own in centre.spoken()],
        by=by,
    )
    if form.is_valid():
        said = form.cleaned_data
        wish = NewTopic(said["board"], said["language"], said["title"], said["text"], said["kind"])
        try:
            made = begin_topic(wish, by=by, client_id=said["client_id"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("community-desk-topic", made.pk)
    return _page(request, "communitydesk/begin.html", {"form": form}, status=422 if form.errors else 200)


@DOOR
@require_POST
def solution(request: AgentRequest, topic_id: int) -> HttpResponse:
    """Say for who asked which answer solved it; none when `post` is empty."""
    found = get_object_or_404(moderated_topics(request.user), pk=topic_id)
    chosen = request.POST.get("post", "")
    rows = moderated_posts(request.user).filter(topic=found)
    post = get_object_or_404(rows, pk=chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    accept_answer(found, post, by=staff_profile(request.user))
    return redirect("community-desk-topic", topic_id)


@DOOR
@require_POST
def standing(request: AgentRequest, topic_id: int) -> HttpResponse:
    """Pin or lock a topic, or no longer; give it another board and title."""
    found = get_object_or_404(moderated_topics(request.user), pk=topic_id)
    if "pinned" in request.POST:
        moderation.pin_topic(found, by=request.user, is_on=request.POST["pinned"] == "1")
    if "locked" in request.POST:
        moderation.lock_topic(found, by=request.user, is_on=request.POST["locked"] == "1")
    if "title" in request.POST:
        board = get_object_or_404(Board, slug=request.POST.get("board", ""))
        moderation.arrange_topic(found, board=board, title=request.POST["title"], by=request.user)
    return redirect("community-desk-topic", topic_id)


@DOOR
@require_POST
def ticket(request: AgentRequest, topic_id: int) -> HttpResponse:
    """Answer a topic from the console: leads to its ticket."""
    found = get_object_or_404(moderated_topics(request.user), pk=topic_id)
    return redirect("ticket", open_ticket(found, by=request.user).pk)


@DOOR
@require_POST
def private(request: AgentRequest, post_id: int) -> HttpResponse:
    """Take a post up with its author alone: leads to the ticket."""
    post = get_object_or_404(moderated_posts(request.user).select_related("topic", "author"), pk=post_id)
    made = take_up_privately(post, by=request.user, reason_to_hide=request.POST.get("reason", "").strip())
    return redirect("ticket", made.pk)


def _page(request: AgentRequest, template: str, shown: dict, *, status: int = 200) -> HttpResponse:
    context = {
        "queues": QUEUES,
        "why": WHY,
        "spam_clues": spam_clues,
        "personal_in": personal_in,
        "runs": runs,
        "community": Community.current(),
        **shown,
    }
    return render(request, template, context, status=status)


def _back(request: AgentRequest) -> HttpResponse:
    topic_id = request.POST.get("topic", "")
    if topic_id.isdecimal() and len(topic_id) < 19:
        return redirect("community-desk-topic", int(topic_id))
    name = request.POST.get("queue", "waiting")
    return redirect("community-desk-queue", name if name in QUEUES else "waiting")
