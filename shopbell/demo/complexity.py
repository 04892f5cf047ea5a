"""How complex the demo shop's unsolved tickets are: by the facts of its past, which was written without reactions, and
the newest mail of them because an agent once said so."""

from shopbell.tickets.complexity import Complexity
from shopbell.tickets.complexity_factor import Level, judged
from shopbell.tickets.ticket import Ticket


def judge_past() -> None:
    unsolved = Ticket.objects.unsolved()
    newest = unsolved.filter(channel="email").order_by("-pk").values_list("pk", flat=True).first()
    rows = []
    for pk, found in judged(unsolved.values_list("pk", flat=True)).items():
        chosen = Level.COMPLEX if pk == newest else None
        level, parts = chosen or found.level, [list(part) for part in found.parts]
        if level != Level.SIMPLE:
            rows.append(Complexity(ticket_id=pk, level=level, found=found.level, chosen=chosen, parts=parts))
    Complexity.objects.bulk_create(rows)
