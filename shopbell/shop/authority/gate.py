"""The gate of authority: an action that goes beyond what somebody may decide alone waits for approval."""

from shopbell.accounts.agent import Agent
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer

from ..actions.hold import Hold
from ..actions.preview import Preview
from ..actions.run import ActionRun, Who
from ..actions.scene import Scene
from .authority import Matter, limits_on, why_beyond

RULE = "authority"


def authority_gate(scene: Scene, preview: Preview) -> Hold | None:
    matter = Matter(preview.action, preview.cost_cents, preview.currency, bool(preview.ruling.waived_rule))
    limits = limits_on(scene.by, matter)
    is_of_a_day = any(row.most_a_day is not None for row in limits.values())
    # what costs nothing adds nothing to the day, and without a limit of a day nobody has to wait for anybody
    if scene.is_locked and preview.cost_cents and is_of_a_day:
        hold_deciding(scene.by)
    if sentence := why_beyond(limits, scene.by, matter, scene.at):
        return Hold(RULE, sentence)
    return None


def matter_of(run: ActionRun) -> Matter:
    """What an approval of `run` decides."""
    return Matter(run.action, run.cost_cents, run.currency, bool(run.waived_rule))


def hold_deciding(who: Who) -> None:
    """Let `who` decide one thing after the other: two at once must not both find room in the sum of the day.

    Always the last lock of an action, after its rows, so that no two wait for each other.
    """
    if isinstance(who, Agent | Customer):  # by one name, also for the proxy that the desk knows an agent by
        kind = "agent" if isinstance(who, Agent) else "customer"
        hold_until_commit(f"deciding {kind} {who.pk}")
    else:
        hold_until_commit("deciding programs")  # whose day is one
