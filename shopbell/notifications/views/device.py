"""Devices for push messages: POST …/devices/ adds this browser, …/<id>/test/ sends one, …/<id>/remove/ ends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.rate import count_use

from ..push.device import Device, add_device
from ..push.message import trial_message
from ..push.sending import Outcome, hand_over


@agent_view(None)
@require_POST
def devices(request: AgentRequest) -> HttpResponse:
    """POST endpoint, p256dh and auth, as the browser's subscription has them."""
    add_device(
        request.user,
        endpoint=request.POST.get("endpoint", ""),
        p256dh=request.POST.get("p256dh", ""),
        auth=request.POST.get("auth", ""),
        user_agent=request.headers.get("User-Agent", ""),
    )
    messages.success(request, _("This browser takes push messages now. Send yourself a test."))
    return HttpResponse(status=204)


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
    Outcome.GONE: lambda: _("This device takes no push messages any more, and was removed. Switch it on again there."),
    Outcome.LATER: lambda: _("The push service cannot be reached now. Try again in a minute."),
    Outcome.REFUSED: lambda: _("The push service refused it. Remove the device and switch it on again there."),
}  # fmt: skip
