"""How complex the demo shop's unsolved tickets are: by the facts of its past, which was written without reactions."""

from shopbell.tickets.complexity import Complexity
from shopbell.tickets.complexity_factor import Level, judged
from shopbell.tickets.ticket import Ticket


def judge_past() -> None:
    found = judged(Ticket.objects.unsolved().values_list("pk", flat=True))
    Complexity.objects.bulk_create(
        Complexity(
            ticket_id=pk, level=each.level, found=each.level, parts=[list(part) for part in each.parts]
        )
        for pk, each in found.items()
        if each.level != Level.SIMPLE
    )
