"""/portal/questions/…: a shopper's tickets, one of them with its thread, and a new one."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.channels.begun import tell_begun
from shopbell.channels.expectation import promised
from shopbell.channels.form.prefill import filled_in
from shopbell.channels.form.shown import shown_form, shown_limits
from shopbell.channels.offering import Offer, Place, Told, count_offers
from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.tickets.ticket import Ticket

from ..door import ShopperRequest, shopper_view
from ..frame import framed
from ..own_action import LABELS, RUN_WORDS
from ..question import (
    ask,
    done_in,
    inbox_for_questions,
    settle,
    state_of,
    take_up,
    thread_of,
    tickets_of,
    write_into,
)
from ..question_form import QuestionForm, WordsForm

PER_PAGE = 30
FORMS_AN_HOUR = 60  # that one customer may send, whatever becomes of them


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
    inbox = inbox_for_questions()
    if request.method != "POST":
        form = QuestionForm(customer=request.customer, inbox=inbox, order=request.GET.get("order", ""))
        return _asked(request, filled_in(form, request))
    count_use(f"portal forms {request.customer.pk}", limit=FORMS_AN_HOUR, seconds=3600)
    form = QuestionForm(request.POST, request.FILES, customer=request.customer, inbox=inbox)
    if form.is_valid() and (found := form.answers()):
        form.keep_files()
        form.mark_offered()
        count_offers(Place.FORM, Told.SHOWN, [offer.key for offer in found])
        return _asked(request, form, found=found)
    if form.is_valid():
        try:
            ticket = ask(form, by=request.customer)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            tell_begun(request, ticket.pk)
            return redirect("portal-question", ticket.pk)
    form.keep_files()
    return _asked(request, form, status=422)


def _asked(
    request: ShopperRequest, form: QuestionForm, *, status: int = 200, found: Sequence[Offer] = ()
) -> HttpResponse:
    """The form for a new question, below answers that were found for one that was written."""
    shown = shown_form(request, form, query="") | {"found": found}
    return framed(request, "portal/new_question.html", shown, status=status)


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
        **shown_limits(),
    }
    context["orders"] = [each for each in context["orders"] if each.customer_id == request.customer.pk]
    return framed(request, "portal/question.html", context, status=status)
