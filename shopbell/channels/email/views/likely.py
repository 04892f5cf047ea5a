"""Where a mail seems to belong: POST …/attach/ (party=1 lets its sender in), …/detach/, …/no-likely/ (undo=1 takes that
back). The ticket of each address is the one that the mail opened; that and the one where it stands now, or seems to
belong, must be visible."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.head import find_ticket
from shopbell.tickets.views.merge import go_to

from ..joining.likely import Likely, attach_mail, detach_mail
from .hint import say_dismissed


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def attach(request: AgentRequest, ticket_id: int) -> HttpResponse:
    likely = _find(request, ticket_id)
    kept = likely.standing
    attach_mail(likely, by=request.user, is_party="party" in request.POST)
    undo = reverse("ticket-detach", args=[ticket_id])
    return go_to(request, kept, said=_("Attached to #%(number)s.") % {"number": kept.pk}, undo=undo)


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def detach(request: AgentRequest, ticket_id: int) -> HttpResponse:
    likely = _find(request, ticket_id)
    detach_mail(likely, by=request.user)
    return go_to(request, likely.opened, said=_("Detached: it is a ticket of its own again."))


@agent_view(Permission.TICKET_UPDATE)
@require_POST
def no_likely(request: AgentRequest, ticket_id: int) -> HttpResponse:
    likely, is_undo = _find(request, ticket_id), "undo" in request.GET
    Likely.objects.filter(pk=likely.pk).update(is_dismissed=not is_undo)
    return say_dismissed(request, ticket_id, reverse("ticket-no-likely", args=[ticket_id]), is_undo=is_undo)


def _find(request: AgentRequest, ticket_id: int) -> Likely:
    opened = find_ticket(request, ticket_id)
    rows = Likely.objects.select_related("ticket", "opened").filter(opened=opened)
    likely = get_object_or_404(rows)
    other = opened.merged_into or likely.standing  # it may have been merged into another than the likely one
    get_object_or_404(Ticket.objects.visible_to(request.user), pk=other.pk)
    return likely
