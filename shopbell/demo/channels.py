"""How the demo shop means its channels to be used, and how alike their customers were treated so far."""

from datetime import datetime

from shopbell.promises.contact_looking import settle
from shopbell.promises.hours_counted import count_hours
from shopbell.promises.treated import measure_treatment
from shopbell.promises.unequal import watch_equality
from shopbell.routing.channel_plan import ChannelPlan, Purpose
from shopbell.tickets.models import Macro

from .shop import CURRENCY
from .staff import Staff

# channel: purpose, tone, cents of a contact, what stands in the names of its macros
PLANS = {
    "chat": (Purpose.URGENT, "Short and warm: one question, one answer, by first name.", 210),
    "email": (Purpose.DETAILED, "Complete and kind: everything in one mail, with the next step last.", 380),
    "form": (Purpose.DETAILED, "As by e-mail, and begin with what the shopper asked.", 340),
}


def plan_channels(staff: Staff) -> None:
    macros = list(Macro.objects.filter(team=None).order_by("position", "name")[:2])
    for place, (kind, (purpose, tone, cents)) in enumerate(PLANS.items()):
        owner = staff.agents[place % len(staff.agents)]
        plan, _ = ChannelPlan.objects.update_or_create(
            channel=kind,
            defaults={
                "owner": owner,
                "purpose": purpose,
                "tone": tone,
                "cost_cents": cents,
                "currency": CURRENCY,
            },
        )
        if kind == "chat":
            plan.macros.set(macros)


def compare_channels(now: datetime) -> None:
    settle(now)  # before the comparison, which tells of it
    measure_treatment(now)
    count_hours(now)
    watch_equality(now)
