"""Search: GET /desk/search/?q=…, with kind=tickets, articles, macros … for one of them alone."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.search.ask import read_ask
from shopbell.search.query import CUSTOMERS, ORDERS, TICKETS, Findings, find, may_find
from shopbell.search.typed import read_typed
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import write

from ..filter_line import FilterLine, chips_of
from ..search import Section, sections_of, work_kinds
from ..search_answers import answer_kinds, answer_sections

TOGETHER = {TICKETS: 25, CUSTOMERS: 5, ORDERS: 5}
ALONE, ANSWERS = 100, 4


@dataclass(frozen=True)
class Facet:
    """A kind that can be looked for alone. `count` says how many are shown of it, where all kinds are."""

    kind: str
    label: str
    count: str


@agent_view(None)
@require_GET
def search(request: AgentRequest) -> HttpResponse:
    """The page, or what is below its box. all=1 looks through every age where the newest alone had enough."""
    asker = Asker.of(request.user)
    typed, kind = read_typed(request.GET.get("q", ""), asker), request.GET.get("kind", "")
    work, answering = may_find(request.user), answer_kinds(request.user)
    if typed.conditions:
        work, answering = [TICKETS], {}
    kind = kind if kind in work or kind in answering else ""
    wanted = [kind] if kind in work else [] if kind else work
    is_all = bool(request.GET.get("all"))
    findings = find(
        request.user,
        typed.words,
        wanted,
        is_whole=is_all,
        is_kind=bool(wanted),
        conditions=typed.conditions,
    )
    most = dict.fromkeys(wanted, ALONE) if kind else TOGETHER
    sections = sections_of(request.user, findings, most)
    answers = answer_sections(
        request.user, read_ask(typed.words), [kind] if kind else answering, ALONE if kind else ANSWERS
    )
    labels = {name: label for name, (label, _icon) in (work_kinds() | answering).items()}
    context = {
        "query": typed.text.strip(),
        "line": FilterLine(chips_of(typed.conditions, asker), trouble=typed.trouble),
        "as_list": write(typed.conditions, asker) if not findings.ask else "",
        "kind": kind,
        "facets": _facets(labels, [*sections, *answers], kind, findings),
        "findings": findings,
        "is_all": is_all,
        "is_more": not findings.is_whole or any(each.is_more for each in [*sections, *answers]),
        "sections": sections,
        "answers": answers,
    }
    is_fragment = request.headers.get("HX-Target") == "found"
    return render(request, "console/_found.html" if is_fragment else "console/search.html", context)


def _facets(labels: dict[str, str], sections: list[Section], kind: str, findings: Findings) -> list[Facet]:
    """Those that hold something; of a kind that is looked for alone, itself. A plus says that there may be more."""
    more = {each.kind for each in sections if each.is_more} | ({TICKETS} if not findings.is_whole else set())
    counts = {each.kind: f"{each.count}{'+' if each.kind in more else ''}" for each in sections}
    return [
        Facet(name, label, counts.get(name, "")) for name, label in labels.items() if name in {*counts, kind}
    ]
