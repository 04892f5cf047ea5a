"""Answering: POST …/replies/ sends, GET …/macros/ offers what was prepared, POST …/again/ retries a delivery."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.delivery import Delivery, send_again
from shopbell.channels.reply import send_reply, written_before
from shopbell.core.errors import Refused
from shopbell.promises.asking_again import Held, asks_again
from shopbell.promises.explained_again import Cause, note
from shopbell.routing.channel_plan import macros_for
from shopbell.tickets.crossing import SHOWN, Crossed
from shopbell.tickets.draft import DraftConflict
from shopbell.tickets.macro import Macro, render_macro
from shopbell.tickets.macro_action import preview
from shopbell.tickets.macro_text import without_code
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, one_line
from shopbell.tickets.views.composed import Composed, answer_sent
from shopbell.tickets.views.draft import answer_conflict, macros_json
from shopbell.tickets.views.head import find_ticket

from ..composer import macro_words, recipients_of

THEN = {"solve": Status.SOLVED, "pending": Status.PENDING}


@agent_view(Permission.TICKET_REPLY)
@require_POST
def replies(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """POST text, channel, client_id, uploads, in_reply_to, seen, draft_version; then=solve or pending.

    An answer that asks for what the ticket holds is stopped once: `asks` names what is sent all the same.

    To whom: `to` as it was shown, or mail_to, mail_cc and mail_bcc as they were chosen.

    Refused: 422; 409 when a message or another window came between. Nothing is lost.
    """
    ticket = find_ticket(request, ticket_id)
    composed = Composed.of(request)
    channel = request.POST.get("channel", "")
    then = THEN.get(request.POST.get("then", ""))
    if then:
        request.user.require(Permission.TICKET_UPDATE)
    is_new = written_before(ticket, composed.client_id) is None
    if is_new and channel and channel not in recipients_of(ticket)[0]:
        raise Refused(_("This customer cannot be answered on this channel. Choose another."))
    again = asks_again(ticket, composed.text, by=request.user) if is_new else []
    if _is_stopped(request, again):
        return answer_asks(again, composed.seen_message_id)
    try:
        message = send_reply(
            ticket,
            composed.text,
            by=request.user,
            channel=channel,
            html=composed.html,
            client_id=composed.client_id,
            uploads=composed.uploads,
            in_reply_to_id=composed.in_reply_to_id,
            then=then,
            shown_to=request.POST.get("to", ""),
            seen_message_id=composed.seen_message_id,
            draft_version=composed.draft_version,
            macro_ids=composed.macro_ids,
            addressees=composed.addressees,
        )
    except DraftConflict as conflict:
        return answer_conflict(conflict)
    except Crossed as crossed:
        return answer_crossed(request, crossed)
    if again:
        note(message, Cause.FOUND, by=request.user, things=[held.thing for held in again])
    return answer_sent(request, message)


def _is_stopped(request: AgentRequest, again: list[Held]) -> bool:
    """A plain form cannot be asked: what it sends is counted."""
    confirmed = request.POST.get("asks", "").split()
    is_asked = "application/json" in request.headers.get("Accept", "")
    return is_asked and any(held.thing not in confirmed for held in again)


def answer_asks(again: list[Held], seen_message_id: int | None) -> HttpResponse:
    """409 with what the ticket holds, for the composer to show above the words; with `asks` it goes through."""
    came = [
        {"id": held.message.pk, "by": "", "text": one_line(held.message.text)[:200]}
        for held in again
        if held.message
    ]
    sentence = " ".join(held.sentence for held in again)
    asks = " ".join(held.thing for held in again)
    return JsonResponse(
        {"sentence": sentence, "came": came, "seen": seen_message_id or 0, "asks": asks}, status=409
    )


def answer_crossed(request: AgentRequest, crossed: Crossed) -> HttpResponse:
    """409 with what came, for the composer to show above the words; a plain form reads the sentence."""
    if "application/json" not in request.headers.get("Accept", ""):
        raise crossed
    came = [
        {"id": each.pk, "by": str(each.author or ""), "text": one_line(each.text)[:200]}
        for each in crossed.messages[-SHOWN:]
    ]
    return JsonResponse({"sentence": str(crossed), "came": came, "seen": crossed.messages[-1].pk}, status=409)


@agent_view(Permission.TICKET_REPLY)
@require_POST
def again(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """POST /desk/deliveries/<id>/again/ tries once more what could not be delivered."""
    visible = Ticket.objects.visible_to(request.user)
    delivery = get_object_or_404(Delivery.objects.filter(message__ticket__in=visible), pk=delivery_id)
    send_again(delivery, by=request.user)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": "ticket-changed"})
    return redirect("ticket", delivery.message.ticket_id)


@agent_view(Permission.TICKET_NOTE)
@require_GET
def macros(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/macros/: the menu."""
    ticket = find_ticket(request, ticket_id)
    macros = list(Macro.objects.usable_by(request.user).ranked_for(request.user, timezone.now()))
    favoured = macros_for(ticket.channel)
    macros.sort(key=lambda macro: macro.pk not in favoured)
    language = ticket.language or ticket.customer.language
    shown = [
        (macro, without_code(macro.text_in(language)), preview(macro.actions, request.user))
        for macro in macros
    ]
    context = {"ticket": ticket, "macros": shown}
    return render(request, "console/_macros.html", context)


@agent_view(Permission.TICKET_NOTE)
@require_GET
def macro(request: AgentRequest, ticket_id: int, macro_id: int) -> HttpResponse:
    """GET /desk/tickets/<id>/macros/<id>/: its words for this ticket, as text, or as JSON with what it will do."""
    ticket = find_ticket(request, ticket_id)
    chosen = get_object_or_404(Macro.objects.usable_by(request.user), pk=macro_id)
    language = ticket.language or ticket.customer.language
    words = render_macro(chosen, macro_words(ticket, request.user), language)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"text": words, "macro": macros_json([chosen.pk], request.user)[0]})
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@agent_view(Permission.TICKET_NOTE)
@require_POST
def favourite(request: AgentRequest, macro_id: int) -> HttpResponse:
    """POST /desk/macros/<id>/favourite/ puts it at the top of the agent's own menu, or no longer."""
    chosen = get_object_or_404(Macro.objects.usable_by(request.user), pk=macro_id)
    is_favourite = not chosen.favourite_of.filter(pk=request.user.pk).exists()
    if is_favourite:
        chosen.favourite_of.add(request.user)
    else:
        chosen.favourite_of.remove(request.user)
    return JsonResponse({"is_favourite": is_favourite})
