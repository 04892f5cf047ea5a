"""/desk/settings/blocks/: who is blocked, why, by whom and until when; POST …/<id>/lift/ lets them in again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_pages import Card, add_card

from ..block import Block, lift_block

PER_PAGE = 100

add_card(
    Card(
        "settings-blocks",
        _("Blocked customers"),
        _("Whose mail goes to spam and whose chats are refused. Let them in again here."),
        icon="ban",
        permission=Permission.CUSTOMER_BLOCK,
    )
)


@agent_view(Permission.CUSTOMER_BLOCK)
@require_safe
def blocks(request: AgentRequest) -> HttpResponse:
    rows = Block.objects.in_force(timezone.now()).select_related("agent")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/blocks.html", {"page": page})


@agent_view(Permission.CUSTOMER_BLOCK)
@require_POST
def lift(request: AgentRequest, block_id: int) -> HttpResponse:
    block = get_object_or_404(Block, pk=block_id)
    lift_block(block)
    messages.success(request, _t("%(who)s may write again.") % {"who": block.name or block})
    return redirect("settings-blocks")
