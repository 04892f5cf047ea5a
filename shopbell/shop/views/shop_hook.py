"""POST /hooks/shop/<source>/: a shop system tells that something changed.

It is answered 200 once the call is kept, whatever becomes of it; 401 when the shop did not sign it, and the same for a
shop that the desk is not connected to.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..connectors.connection import Connection
from ..connectors.errors import NotGenuine, ShopTrouble
from ..connectors.item import Call
from ..connectors.notice import take_notice


@csrf_exempt
@require_POST
def shop_hook(request: HttpRequest, source: str) -> HttpResponse:
    connection = Connection.objects.open().filter(source=source).first()
    try:
        if connection is None:
            raise NotGenuine  # strangers do not learn which shops are connected
        take_notice(connection, Call(request.headers, request.body, request.GET.dict()))
    except NotGenuine:
        return HttpResponse("The signature is not that of this shop.", "text/plain", 401)
    except (
        ShopTrouble
    ) as trouble:  # the secret cannot be read: the shop calls again, and the owner is told meanwhile
        return HttpResponse(trouble.words, "text/plain; charset=utf-8", 503)
    return HttpResponse()
