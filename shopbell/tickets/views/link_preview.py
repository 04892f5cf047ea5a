"""GET /desk/previews/<id>/picture/: the picture of a page that a message links to, from the desk's own store."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.download import file_response

from ..link_preview import LinkPreview
from ..ticket import Ticket


@agent_view(None)
@require_GET
def picture(request: AgentRequest, preview_id: int) -> HttpResponseBase:
    visible = Ticket.objects.visible_to(request.user)
    seen = LinkPreview.objects.filter(messages__message__ticket__in=visible).exclude(picture="").distinct()
    preview = get_object_or_404(seen, pk=preview_id)
    try:
        return file_response(preview.picture, name="preview.webp", content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
