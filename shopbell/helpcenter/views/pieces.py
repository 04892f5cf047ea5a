"""/desk/help/files/, /desk/help/products/: what is put into an article besides words."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from ..centre import HelpCentre
from ..keeping_files import keep_help_file
from ..products import offered


@agent_view(Permission.HELP_WRITE)
@require_POST
def files(request: AgentRequest) -> HttpResponse:
    """Keep a file for articles; its address, name and type as JSON."""
    sent = request.FILES.get("file")
    if not sent:
        raise Refused(_("Choose a file first."))
    kept = keep_help_file(sent, sent.name or "file", sent.size or 0, by=request.user)
    return JsonResponse({"address": kept.address, "name": kept.name, "type": kept.type}, status=201)


@agent_view(Permission.HELP_WRITE)
@require_safe
def products(request: AgentRequest) -> HttpResponse:
    """Products that have the words `q`, told of in the language `lang`."""
    language = HelpCentre.current().nearest(storable(request.GET.get("lang", ""))[:12])
    found = offered(storable(request.GET.get("q", ""))[:200], language)
    return JsonResponse({"products": found})
