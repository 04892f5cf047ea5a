"""The gate of authority: an action that goes beyond what somebody may decide alone waits for approval."""

from shopbell.accounts.agent import Agent
from shopbell.core.lock import hold_until_commit
from shopbell.customers.customer import Customer

from ..actions.hold import Hold
from ..actions.preview import Preview
from ..actions.run import ActionRun, Who
from ..actions.scene import Scene
from .authority import Matter, why_not_alone

RULE = "authority"


def authority_gate(scene: Scene, preview: Preview) -> Hold | None:
    if scene.is_locked and preview.cost_cents:  # what costs nothing adds nothing to the day
        hold_deciding(scene.by)
    matter = Matter(preview.action, preview.cost_cents, preview.currency, bool(preview.ruling.waived_rule))
    if sentence := why_not_alone(scene.by, matter, scene.at):
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
