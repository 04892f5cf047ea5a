"""/portal/orders/…: a shopper's orders, one of them whole, and what they can do to it themselves.

An action is a form in two steps without scripts: what is chosen is previewed, and what was previewed is agreed to.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shopbell.core.errors import Refused
from shopbell.core.sealed import CannotOpen, seal, unseal
from shopbell.shop.acting import LINES, Drawer, drawer_of, parameters_from
from shopbell.shop.actions.lasting import allowed_until, lasts_while_as_it_is
from shopbell.shop.actions.perform import preview_action
from shopbell.shop.actions.preview import Preview
from shopbell.shop.actions.refusal import WrongParameters
from shopbell.shop.panel import shown, whole

from ..done_words import is_withdrawn
from ..door import ShopperRequest, shopper_view
from ..frame import framed
from ..missing import missing_choices, missing_words
from ..own_action import (
    LABELS,
    RUN_WORDS,
    act_oneself,
    action_for_shoppers,
    agreed_to,
    check_address,
    done_with,
    missing_parts,
    orders_of,
    own_offers,
    runs_of,
)
from ..taking_back import back_until, take_back_oneself

PER_PAGE = 30
CHOSEN = "chosen"  # in the address of a preview, sealed: what is chosen may be somebody's address


@require_safe
@shopper_view
def orders(request: ShopperRequest) -> HttpResponse:
    page = Paginator(orders_of(request.customer), PER_PAGE).get_page(request.GET.get("page"))
    return framed(request, "portal/orders.html", {"page": page})


@require_safe
@shopper_view
def order(request: ShopperRequest, order_id: int) -> HttpResponse:
    bought = get_object_or_404(whole(orders_of(request.customer)), pk=order_id)
    allowed, refused = own_offers(bought, request.customer)
    context = {
        "shown": shown(bought, timezone.now()),
        "allowed": allowed,
        "refused": refused,
        "labels": LABELS,
        "run_words": RUN_WORDS,
        "runs": runs_of(request.customer, bought)[:20],
    }
    return framed(request, "portal/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shopper_view
def action(request: ShopperRequest, order_id: int, name: str) -> HttpResponse:
    """GET asks, and shows what would happen with what is chosen; POST leads to a preview, or does what was agreed.

    A preview has an address of its own, so that the browser's way back finds it.
    """
    drawer = _drawer(request, order_id, name)
    if request.method != "POST":
        return _asked(request, drawer)
    key = _key(request.POST.get("key", ""))
    if known := done_with(str(key), request.customer, drawer.bought):
        return redirect("portal-run", order_id, known.pk)
    preview = _previewed(request, drawer, request.POST)
    if isinstance(preview, str) or preview.is_refused:
        return _page(request, drawer, request.POST, preview, key=key, status=422)
    if "agreed" not in request.POST:
        return redirect(f"{request.path}?{urlencode({CHOSEN: seal(_without_tokens(request.POST))})}")
    return _done(request, drawer, preview, key)


def _asked(request: ShopperRequest, drawer: Drawer) -> HttpResponse:
    chosen = _chosen(request.GET.get(CHOSEN, ""))
    if not chosen:
        return _page(request, drawer, chosen, _at_first(request, drawer), key=uuid.uuid4())
    key = _key(chosen.get("key", ""))
    if done_with(str(key), request.customer, drawer.bought):
        return redirect("portal-order", drawer.bought.pk)  # who comes back from what is done
    return _page(request, drawer, chosen, _previewed(request, drawer, chosen), key=key)


def _chosen(sealed: str) -> QueryDict:
    """What was chosen; nothing where it cannot be read."""
    try:
        return QueryDict(unseal(sealed))
    except CannotOpen:
        return QueryDict()


def _without_tokens(posted: QueryDict) -> str:
    chosen = posted.copy()
    chosen.pop("csrfmiddlewaretoken", None)
    return chosen.urlencode()


def _done(request: ShopperRequest, drawer: Drawer, preview: Preview, key: uuid.UUID) -> HttpResponse:
    bought, parameters = drawer.bought, parameters_from(drawer.action, request.POST, drawer.currency)
    if request.POST["agreed"] != agreed_to(preview):
        words = _("This has changed a moment ago. Please look once more.")
        return _page(request, drawer, request.POST, preview, key=key, words=words, status=422)
    try:
        run = act_oneself(
            request.customer, drawer.action.name, order=bought, parameters=parameters, key=str(key)
        )
    except Refused as refusal:
        return _page(request, drawer, request.POST, str(refusal), key=key, status=422)
    return redirect("portal-run", run.order_id, run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@shopper_view
def run(request: ShopperRequest, order_id: int, run_id: int) -> HttpResponse:
    """What became of it; POST takes it back."""
    bought = get_object_or_404(orders_of(request.customer), pk=order_id)
    done = get_object_or_404(runs_of(request.customer, bought), pk=run_id)
    words = ""
    if request.method == "POST":
        try:
            take_back_oneself(request.customer, done)
        except Refused as refusal:
            words = str(refusal)
        else:
            return redirect("portal-run", order_id, run_id)
    context = {"order": bought, "run": done, "labels": LABELS, "until": back_until(done), "words": words}
    context["is_withdrawn"] = is_withdrawn(done)
    return framed(request, "portal/run.html", context, status=422 if words else 200)


def _drawer(request: ShopperRequest, order_id: int, name: str) -> Drawer:
    chosen = action_for_shoppers(name)
    if chosen is None:
        raise Http404
    orders = orders_of(request.customer).select_related("customer").prefetch_related(LINES)
    bought = get_object_or_404(orders, pk=order_id)
    return drawer_of(chosen, None, bought, customer=request.customer)


def _at_first(request: ShopperRequest, drawer: Drawer) -> Preview | str:
    """What would happen with nothing chosen; no words where the rules only miss a choice."""
    preview = _previewed(request, drawer, QueryDict())
    if isinstance(preview, Preview) and not preview.is_refused:
        return preview
    allowed, refused = own_offers(drawer.bought, request.customer)
    if any(each.action is drawer.action for each in allowed):
        return ""
    sentences = [each.sentence for each in refused if each.action is drawer.action]
    return sentences[0] if sentences else _("This is not possible now.")


def _previewed(request: ShopperRequest, drawer: Drawer, data: QueryDict) -> Preview | str:
    """What would happen, or in words why nothing can; no words before anything is chosen."""
    try:
        parameters = parameters_from(drawer.action, data, drawer.currency)
        check_address(drawer.action, drawer.bought, parameters)
        return preview_action(
            drawer.action.name,
            by=request.customer,
            order=drawer.order,
            customer=request.customer,
            parameters=parameters,
        )
    except WrongParameters:
        return missing_words(missing_choices(drawer.action, parameters)) if data else ""
    except Refused as refusal:
        return str(refusal)


def _page(
    request: ShopperRequest,
    drawer: Drawer,
    typed: QueryDict,
    preview: Preview | str,
    *,
    key: uuid.UUID,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = preview if isinstance(preview, Preview) else None
    context: dict[str, Any] = {
        "drawer": drawer,
        "label": LABELS[drawer.action.name],
        "typed": typed,
        "missing": _missing(drawer, typed) if typed else [],
        "key": key,
        "preview": shown,
        "words": words or ("" if shown else preview),
        "until": allowed_until(shown, timezone.now()) if shown else None,
        "is_while": bool(shown and lasts_while_as_it_is(shown, timezone.now())),
        "agreed": agreed_to(shown) if shown and not shown.is_refused else "",
    }
    return framed(request, "portal/action.html", context, status=status)


def _missing(drawer: Drawer, typed: QueryDict) -> list[str]:
    """The names of the fields to be marked."""
    parts = missing_parts(drawer.action, typed)
    try:
        given = parameters_from(drawer.action, typed, drawer.currency)
    except Refused:  # what was typed is no number: its own words say so
        return parts
    return [*parts, *missing_choices(drawer.action, given)]


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(_("This could not be read. Load the page again and try once more.")) from None
