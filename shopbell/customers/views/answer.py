"""What a change of a customer answers: the card that changed, or their page where no script runs; with a way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shopbell.core.toast import add_toast, add_trigger

KNOWN = "customer-known"  # a card changed: the head of the page may say something else now
CHANGED = "customer-changed"  # something was taken back elsewhere: every card fetches itself anew


def answer_card(
    request: HttpRequest,
    template: str,
    context: dict,
    *,
    page: str,
    said: str = "",
    undo: str = "",
    error: str = "",
) -> HttpResponse:
    """The card `template` after a change, or why there was none (422); without htmx on to the address `page`."""
    if not request.headers.get("HX-Request"):
        if error:
            messages.error(request, error)
        elif said:
            messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
        return redirect(page)
    shown = {**context, "error": error, "is_answer": request.method == "POST"}
    answer = render(request, template, shown, status=422 if error else 200)
    if not error:
        add_trigger(answer, KNOWN)
        if said:
            add_toast(answer, said, undo=undo)
    return answer


def answer_undo(request: HttpRequest, *, page: str, said: str) -> HttpResponse:
    """What was done is taken back: whoever shows it hears of it."""
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect(page)
    answer = HttpResponse(status=204)
    add_trigger(answer, CHANGED)
    add_toast(answer, said)
    return answer


def leave_dialog(request: HttpRequest, *, page: str, said: str, undo: str = "") -> HttpResponse:
    """A dialog is done: show `page` anew, which says so and offers the way back."""
    messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": page})
    return redirect(page)
