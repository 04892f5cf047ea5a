"""What is asked about a product, for the shop's own page of it: a script, and what it shows as data.

Everything in it is read by everybody anyway, so every origin may have it.
"""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shopbell.channels.carried_script import carried_script
from shopbell.core.rate import count_address
from shopbell.core.storable import storable
from shopbell.helpcenter.centre import HelpCentre, speak
from shopbell.shop.models import Product

from ..community import Community
from ..reading import topics_of_product
from ..topic import Topic
from .public import address_of

MOST, FRESH_SECONDS = 5, 120


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """GET /questions.js"""
    return carried_script(request, "questions")


@require_safe
def questions(request: HttpRequest) -> JsonResponse:
    """GET /community/questions.json?product=…&lang=…: by the shop's id of it, the number of a variant, or its page."""
    count_address("community questions", request, limit=120, seconds=60)
    product = _product(storable(request.GET.get("product", ""))[:300])
    if product is None or not Community.current().is_on:
        raise Http404(_("There is no such page."))
    language = HelpCentre.current().nearest(request.GET.get("lang", "")[:20])
    speak(language)
    answer = JsonResponse(_told(product, language, request))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


def _product(called: str) -> Product | None:
    if not called:
        return None
    is_it = Q(external_id=called) | Q(variants__sku=called) | Q(page=called)
    return Product.objects.filter(is_it).order_by("pk").first()


def _told(product: Product, language: str, request: HttpRequest) -> dict[str, Any]:
    def whole(address: str) -> str:
        return request.build_absolute_uri(address)

    own = sorted(topics_of_product(product.pk).topics, key=lambda topic: topic.language != language)
    return {
        "title": _("Questions about %(product)s") % {"product": product.name},
        "topics": [
            {
                "title": topic.title,
                "address": whole(address_of(topic, language)),
                "language": topic.language,
                "state": _state(topic),
            }
            for topic in own[:MOST]
        ],
        "none": _("Nobody has asked about this yet."),
        "all": whole(reverse("community-product", args=[language, product.pk])),
        "all_label": _("All topics"),
        "ask": whole(f"{reverse('community-ask', args=[language])}?product={product.pk}"),
        "ask_label": _("Ask a question"),
    }


def _state(topic: Topic) -> str:
    if topic.accepted_id:
        return _("Solved")
    if not topic.answer_count:
        return _("No answer yet")
    return ngettext("%(num)d answer", "%(num)d answers", topic.answer_count) % {"num": topic.answer_count}
