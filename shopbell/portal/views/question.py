"""/portal/questions/…: a shopper's tickets, one of them with its thread, and a new one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.channels.begun import tell_begun
from shopbell.channels.expectation import promised
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

from ..door import ShopperRequest, shopper_view
from ..frame import framed
from ..own_action import LABELS, RUN_WORDS
from ..question import ask, done_in, settle, state_of, take_up, thread_of, tickets_of, write_into
from ..question_form import QuestionForm, WordsForm

PER_PAGE = 30


@require_safe
@shopper_view
def questions(request: ShopperRequest) -> HttpResponse:
    page = Paginator(tickets_of(request.customer), PER_PAGE).get_page(request.GET.get("page"))
    return framed(request, "portal/questions.html", {"page": page, "state_of": state_of})


@require_http_methods(["GET", "HEAD", "POST"])
@shopper_view
def question(request: ShopperRequest, ticket_id: int) -> HttpResponse:
    """The thread; POST adds a message to it."""
    ticket = _ticket(request, ticket_id)
    if request.method != "POST":
        return _page(request, ticket, WordsForm())
    form = WordsForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            write_into(
                ticket, said["text"], by=request.customer, files=said["enclosed"], client_id=said["client_id"]
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("portal-question", ticket_id)
    return _page(request, ticket, form, status=422)


@require_POST
@shopper_view
def settlement(request: ShopperRequest, ticket_id: int) -> HttpResponse:
    """Settles it, or with `again` takes it up again."""
    ticket = _ticket(request, ticket_id)
    try:
        (take_up if request.POST.get("again") else settle)(ticket, by=request.customer)
    except Refused as refusal:
        return _page(request, ticket, WordsForm(), status=422, words=str(refusal))
    return redirect("portal-question", ticket_id)


@require_http_methods(["GET", "HEAD", "POST"])
@shopper_view
def new(request: ShopperRequest) -> HttpResponse:
    if request.method != "POST":
        form = QuestionForm(customer=request.customer)
        form.initial["order"] = request.GET.get("order", "")
        return framed(request, "portal/new_question.html", {"form": form})
    form = QuestionForm(request.POST, request.FILES, customer=request.customer)
    if form.is_valid():
        said = form.cleaned_data
        try:
            ticket = ask(
                request.customer,
                said["text"],
                order=said["order"],
                files=said["enclosed"],
                client_id=said["client_id"],
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            tell_begun(request, ticket.pk)
            return redirect("portal-question", ticket.pk)
    return framed(request, "portal/new_question.html", {"form": form}, status=422)


def _ticket(request: ShopperRequest, ticket_id: int) -> Ticket:
    return get_object_or_404(tickets_of(request.customer), pk=ticket_id)


def _page(
    request: ShopperRequest, ticket: Ticket, form: WordsForm, *, status: int = 200, words: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": ticket,
        "thread": thread_of(ticket),
        "runs": done_in(ticket),
        "labels": LABELS,
        "run_words": RUN_WORDS,
        "state": state_of(ticket),
        "promised": promised(ticket) if ticket.is_unsolved else "",
        "orders": [link.order for link in ticket.order_links.select_related("order")],
        "form": form,
        "words": words,
    }
    context["orders"] = [each for each in context["orders"] if each.customer_id == request.customer.pk]
    return framed(request, "portal/question.html", context, status=status)
