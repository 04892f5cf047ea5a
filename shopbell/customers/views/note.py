"""Notes on customers and companies: GET …/notes/ is their card, POST adds one; each is changed, pinned and deleted.

The card holds no more notes than `most` says in its address: a few beside a ticket, more on a page of their own.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key

from ..company import Company
from ..customer import Customer
from ..note import Note, change_note, delete_note, pin_note, restore_note, write_note
from .answer import answer_card, answer_undo
from .customer import find_customer

CARD = "customers/_notes.html"
BESIDE, PAGE, MOST, EXCERPT = 5, 50, 1_000, 1_000


def notes_context(owner: Customer | Company, agent, *, most: int = PAGE) -> dict:
    """What `customers/_notes.html` needs: the first `most` notes, and where more of them are."""
    notes = list(owner.notes.standing().pinned_first().select_related("agent")[: most + 1])
    longer = PAGE if most == BESIDE else min(most + PAGE, MOST)
    return {
        "notes": notes[:most],
        "more_notes": f"{page_of(owner)}?notes={longer}#notes" if len(notes) > most < longer else "",
        "most": most,
        "excerpt": EXCERPT if most == BESIDE else None,  # a whole note is read on the page
        "owner": owner,
        "owner_page": page_of(owner),
        "notes_address": notes_address(owner),
        "agent": agent,
    }


def most_asked(request: HttpRequest, name: str = "most") -> int:
    """How many notes the card shows, as its address says."""
    asked = row_key(request.GET.get(name, ""))
    return BESIDE if asked == BESIDE else min(max(asked, PAGE), MOST)


def notes_address(owner: Customer | Company) -> str:
    return reverse("company-notes" if isinstance(owner, Company) else "customer-notes", args=[owner.pk])


@agent_view(Permission.CUSTOMER_READ)
@require_http_methods(["GET", "POST"])
def customer_notes(request: AgentRequest, customer_id: int) -> HttpResponse:
    return _notes(request, find_customer(request, customer_id))


@agent_view(Permission.CUSTOMER_READ)
@require_http_methods(["GET", "POST"])
def company_notes(request: AgentRequest, company_id: int) -> HttpResponse:
    return _notes(request, get_object_or_404(Company.objects.visible_to(request.user), pk=company_id))


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def note(request: AgentRequest, note_id: int) -> HttpResponse:
    """POST text=… changes the words, pin=yes or no keeps it above the others or lets it go."""
    found = _find(request, note_id)
    error = ""
    if "pin" in request.POST:
        pin_note(found, request.POST["pin"] == "yes")
    else:
        try:
            change_note(found, request.POST.get("text", ""), by=request.user)
        except Refused as refusal:
            error = str(refusal)
    return _card(request, found.owner, error=error)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def delete(request: AgentRequest, note_id: int) -> HttpResponse:
    found = _find(request, note_id)
    delete_note(found)
    undo = reverse("note-restore", args=[found.pk])
    return _card(request, found.owner, said=_("The note is deleted."), undo=undo)


@agent_view(Permission.CUSTOMER_UPDATE)
@require_POST
def restore(request: AgentRequest, note_id: int) -> HttpResponse:
    found = _find(request, note_id)
    restore_note(found)
    return answer_undo(request, page=page_of(found.owner), said=_("The note is back."))


def page_of(owner: Customer | Company) -> str:
    return reverse("company" if isinstance(owner, Company) else "customer", args=[owner.pk])


def _notes(request: AgentRequest, owner: Customer | Company) -> HttpResponse:
    if request.method == "GET":
        return _card(request, owner)
    request.user.require(Permission.CUSTOMER_UPDATE)
    error = ""
    about = {"company" if isinstance(owner, Company) else "customer": owner}
    try:
        write_note(request.POST.get("text", ""), by=request.user, is_pinned="pinned" in request.POST, **about)
    except Refused as refusal:
        error = str(refusal)
    return _card(request, owner, error=error, typed=request.POST.get("text", "") if error else "")


def _card(request: AgentRequest, owner: Customer | Company, *, typed: str = "", **said) -> HttpResponse:
    context = {**notes_context(owner, request.user, most=most_asked(request)), "typed": typed}
    answer = answer_card(request, CARD, context, page=page_of(owner), **said)
    if request.method == "GET":
        del answer.headers["HX-Trigger"]  # it was asked for because something changed
    return answer


def _find(request: AgentRequest, note_id: int) -> Note:
    """The note, deleted or not, of somebody this agent may see."""
    notes = Note.objects.select_related("customer", "company")
    visible = notes.filter(customer__in=Customer.objects.visible_to(request.user)) | notes.filter(
        company__in=Company.objects.visible_to(request.user)
    )
    return get_object_or_404(visible, pk=note_id)
