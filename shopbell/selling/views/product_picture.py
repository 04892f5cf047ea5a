"""GET /product-pictures/<id>/<key>: a product's picture that lies elsewhere, fetched by the desk and kept some weeks.

Agents' browsers and the widget ask no foreign page, so a shop's picture server learns nothing of them. Open to
everybody, as the picture is; the key, made of its address, lets nobody count products, and a new picture has another.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.channels.email.showing.remote_picture import Busy, fetch_picture
from shopbell.core.download import file_response
from shopbell.core.rate import count_address
from shopbell.shop.product import Product

from ..picture import key_of


@require_safe
def product_picture(request: HttpRequest, product_id: int, key: str) -> HttpResponseBase:
    product = get_object_or_404(Product, pk=product_id)
    if not product.has_foreign_picture or key != key_of(product):
        raise Http404
    count_address("product picture", request, limit=600, seconds=60)
    try:
        found = fetch_picture(product.picture)
        if found.blob:
            return file_response(found.blob, name="picture", content_type=found.content_type)
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    except FileNotFoundError:
        pass
    raise Http404(_("The file is gone."))
