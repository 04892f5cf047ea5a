"""/desk/help/files/, /desk/help/markdown/, /desk/help/products/: what is put into an article besides words."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.storable import storable

from ..article import Article
from ..article_files import replace_file, take_out_file
from ..article_text import MOST_BODY
from ..centre import HelpCentre
from ..help_file import HelpFile
from ..keeping_files import keep_help_file
from ..markdown import to_body
from ..products import offered
from .acting import tell_taken_off


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
@require_POST
def article_file(request: AgentRequest, article_id: int, language: str, file_id: str) -> HttpResponse:
    """Let the draft name another file, which is sent, or with `take_out` none."""
    article = get_object_or_404(Article, pk=article_id)
    old = get_object_or_404(HelpFile, pk=file_id)
    seen = row_key(request.POST.get("seen", ""))
    sent = request.FILES.get("file")
    if request.POST.get("take_out"):
        draft = take_out_file(article, language, old, by=request.user, seen=seen)
    elif sent:
        draft = replace_file(article, language, old, sent, by=request.user, seen=seen)
    else:
        raise Refused(_("Choose a file first."))
    tell_taken_off(request, draft)
    messages.success(request, _("The draft has it so. Readers see it when it is published."))
    return redirect("help-desk-article", article_id, language)


@agent_view(Permission.HELP_WRITE)
@require_POST
def markdown(request: AgentRequest) -> HttpResponse:
    """The body that the Markdown `text` describes, which was pasted into an article. Raises Refused when it is long."""
    text = request.POST.get("text", "")
    if len(text) > MOST_BODY:
        raise Refused(_("The text is too long. Make two articles of it."))
    return JsonResponse({"body": to_body(text)})


@agent_view(Permission.HELP_WRITE)
@require_safe
def products(request: AgentRequest) -> HttpResponse:
    """Products that have the words `q`, told of in the language `lang`."""
    language = HelpCentre.current().nearest(storable(request.GET.get("lang", ""))[:12])
    found = offered(storable(request.GET.get("q", ""))[:200], language)
    return JsonResponse({"products": found})
