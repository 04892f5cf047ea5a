"""Devices for push messages: POST …/devices/ adds this browser, …/<id>/test/ sends one, …/<id>/remove/ ends it.

…/devices/renewal/ is for the service worker, when the browser changes its address by itself.
"""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.rate import count_use

from ..push.device import Device, add_device, renew_device
from ..push.message import trial_message
from ..push.sending import Outcome, hand_over
from ..push.vapid import own_key


@agent_view(None)
@require_POST
def devices(request: AgentRequest) -> HttpResponse:
    """POST endpoint, p256dh and auth, as the browser's subscription has them."""
    add_device(request.user, **_browser(request))
    messages.success(request, _("This browser now receives push messages. Send yourself a test."))
    return HttpResponse(status=204)


@agent_view(None)
@require_http_methods(["GET", "POST"])
def renewal(request: AgentRequest) -> HttpResponse:
    """GET: the desk's key, and the token that the POST needs, as JSON. POST what `devices` takes, and `before`."""
    if request.method == "GET":
        answer = JsonResponse({"key": own_key().public, "token": get_token(request)})
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    renew_device(request.user, before=request.POST.get("before", ""), **_browser(request))
    return HttpResponse(status=204)


def _browser(request: AgentRequest) -> dict[str, str]:
    said = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    return said | {"user_agent": request.headers.get("User-Agent", "")}


@agent_view(None)
@require_POST
def test(request: AgentRequest, device_id: int) -> HttpResponse:
    device = get_object_or_404(Device, pk=device_id, agent=request.user)
    count_use(f"push test {request.user.pk}", limit=10, seconds=60)
    outcome, _wait = hand_over(device, trial_message(request.user))
    if outcome == Outcome.TAKEN:
        messages.success(request, _("Sent. It shows in a moment, if the device is on and allows it."))
    else:
        messages.error(request, SAID[outcome]())
    return redirect("notification-choices")


@agent_view(None)
@require_POST
def remove(request: AgentRequest, device_id: int) -> HttpResponse:
    get_object_or_404(Device, pk=device_id, agent=request.user).delete()
    messages.success(request, _("Removed. No push messages go there any more."))
    return redirect("notification-choices")


SAID = {
    Outcome.GONE: lambda: _("This device no longer receives push messages, and was removed. Switch it on "
                            "again there."),
    Outcome.LATER: lambda: _("The push service cannot be reached now. Try again in a minute."),
    Outcome.REFUSED: lambda: _("The push service refused it. Remove the device and switch it on again there."),
}  # fmt: skip
