"""POST /hooks/carriers/<key>/: a carrier brings scans. And on the settings page: try a carrier, read a call again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..carriers.account import CarrierAccount, note_answer, note_failure
from ..carriers.call import MOST_BYTES, CarrierCall, keep_call, take_again
from ..carriers.tracking import CannotAsk

PLAIN = "text/plain"


@csrf_exempt  # a carrier has no cookie; its signature lets it in
@require_POST
def hook(request: HttpRequest, hook_key: str) -> HttpResponse:
    """200 once the call is kept, or was before. Who gets 5xx calls again, as every carrier does."""
    account = get_object_or_404(CarrierAccount, hook_key=hook_key, is_active=True)
    if not account.secret:
        return HttpResponse("This hook opens with a secret, which its settings page asks for.", PLAIN, 404)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse("That is larger than 1 MB.", PLAIN, 413)
    if not account.speaks.is_signed(request.headers, body, account.secret):
        return HttpResponse("The signature is not that of the secret set here.", PLAIN, 401)
    keep_call(account, body, timezone.now())
    return HttpResponse("Kept.", PLAIN)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def try_carrier(request: AgentRequest, account_id: int) -> HttpResponse:
    """Ask the carrier of one parcel, and say what it answers. Nothing of it is kept but whether it did."""
    account = get_object_or_404(CarrierAccount.objects.visible_to(request.user), pk=account_id)
    watch = account.watches.select_related("shipment").order_by("-pk").first()
    number = watch.shipment.tracking_number if watch else "0"
    tone, now = "calm", timezone.now()
    try:
        if not account.place:
            raise CannotAsk(_t("Write the address at which it is asked."))
        told = account.speaks.ask(account.place, account.key, [number])
        note_answer(account, now)
        sentence = _told(sum(len(each.scans) for each in told), number) if watch else _t("It answers.")
    except CannotAsk as error:
        tone, sentence = "broken", str(error)
        note_failure(account, sentence, now, rest_seconds=error.rest_seconds)
    return render(request, "shop/carriers/_outcome.html", {"tone": tone, "sentence": sentence})


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def read_again(request: AgentRequest, call_id: int) -> HttpResponse:
    visible = CarrierAccount.objects.visible_to(request.user)
    call = get_object_or_404(CarrierCall, pk=call_id, account__in=visible)
    take_again(call)
    return redirect("settings-carriers-edit", call.account_id)


def _told(count: int, number: str) -> str:
    words = ngettext(
        "It answers: %(count)s scan of the parcel %(number)s.",
        "It answers: %(count)s scans of the parcel %(number)s.",
        count,
    )
    return words % {"count": count, "number": number}
