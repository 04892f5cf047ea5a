from shopbell.accounts.models import Membership, Team
from shopbell.core.pointers import pointers_at


def test_whatever_points_at_a_team_is_found_on_every_floor():
    found = {f"{field.model._meta.label}.{field.name}" for field in pointers_at(Team, but={Membership})}

    assert found == {
        "tickets.Ticket.team",
        "tickets.ContactReason.team",
        "tickets.Macro.team",
        "channels.Inbox.team",
        "community.Community.team",
        "tickets.Checklist.team",
        "tickets.Brief.to_team",
        "tickets.Brief.before_team",
        "tickets.SavedView.team",
        "shop.GoodwillBudget.team",
        "shop.ActionRun.team",
        "shop.StandstillPolicy.team",
        "promises.ExplainedAgain.team",
        "promises.FirstContact.team",
        "promises.HourCount.team",
        "promises.TeamHours.team",
        "promises.UnequalNeed.team",
        "promises.GoalOutcome.team",
        "promises.WaitForecast.team",
        "routing.TeamRouting.team",
    }
