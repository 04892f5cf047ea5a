"""Skills, the routing of teams and capacity in the settings: kept, told by their history, put back, carried over."""

import json

import pytest
from django.test import Client

from shopbell.accounts.handover import remove_team
from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.configuration.routing import SKILLS
from shopbell.core.errors import Refused
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.routing.models import AgentSkill, CapacityPolicy, ReasonSkill, Skill, TeamRouting
from shopbell.routing.team_routing import Mode, routing_of
from shopbell.tickets.models import ContactReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(root) -> Client:
    client = Client()
    client.force_login(root)
    return client


@pytest.fixture
def reason(db):
    return ContactReason.objects.get(name="Return")


def test_a_skill_says_how_well_each_agent_has_it_and_which_reasons_need_it(client, bo, cy, reason):
    said = {"name": "French", "language": "fr", "channels": ["chat"], "is_required": "on"}
    levels = {f"agent_{bo.pk}": "3", f"agent_{cy.pk}": "", f"reason_{reason.pk}": "2"}

    assert client.post("/desk/settings/skills/new/", said | levels).status_code == 302

    skill = Skill.objects.get()
    assert (skill.language, skill.channels, skill.is_required) == ("fr", ["chat"], True)
    assert [(each.agent, each.level) for each in AgentSkill.objects.all()] == [(bo, 3)]
    assert [(each.reason, each.level) for each in ReasonSkill.objects.all()] == [(reason, 2)]
    page = client.get(f"/desk/settings/skills/{skill.pk}/").content.decode()
    assert '<option value="3" selected>Expert</option>' in page


def test_the_long_lists_of_a_skill_do_not_call_each_name_optional(client, bo, cy):
    page = client.get("/desk/settings/skills/new/").content.decode()

    assert f'<label for="id_agent_{bo.pk}">{bo}</label>' in page
    assert '<span class="optional">' in page  # what is asked once says so


@pytest.mark.parametrize("said", ["banana", "x", "de_"])
def test_what_is_no_language_is_refused_in_the_configuration_file_as_well(root, said):
    with pytest.raises(Refused, match="is no language"):
        SKILLS.apply([{"name": "French", "language": said}], by=root)

    assert not Skill.objects.exists()


def test_a_language_is_of_one_skill_and_a_team_is_routed_once(client, returns):
    Skill.objects.create(name="French", language="fr")
    TeamRouting.objects.create(team=returns)

    twice = client.post("/desk/settings/skills/new/", {"name": "Parisian", "language": "fr"})
    assert twice.status_code == 422
    assert "“French” is for this language already." in twice.content.decode()
    routed = {"team": returns.pk, "mode": "push", "accept_seconds": "60", "usual_days": "30"}
    twice = client.post("/desk/settings/routing/new/", routed).content.decode()
    assert "“Team” is taken: there is one with the same already." in twice and "already exists" not in twice


def test_the_history_tells_of_levels_and_puts_them_back(client, bo, reason):
    skill = Skill.objects.create(name="French")
    AgentSkill.objects.create(skill=skill, agent=bo, level=1)
    client.post(f"/desk/settings/skills/{skill.pk}/", {"name": "French", f"agent_{bo.pk}": "3"})

    change = SettingChange.objects.get(page="settings-skills")
    history = client.get("/desk/settings/history/").content.decode()
    assert "Bo Lind: Can help out" in history and "Bo Lind: Expert" in history
    undo_change(change, by=None)
    assert AgentSkill.objects.get().level == 1


def test_who_may_no_longer_sign_in_keeps_their_level(client, bo):
    skill = Skill.objects.create(name="French")
    AgentSkill.objects.create(skill=skill, agent=bo, level=2)
    bo.is_active = False
    bo.save()

    client.post(f"/desk/settings/skills/{skill.pk}/", {"name": "French"})

    assert AgentSkill.objects.get().level == 2


def test_a_team_without_a_row_is_not_routed_and_the_row_of_no_team_is_there_once(client, returns):
    assert routing_of(returns.pk).mode == Mode.OFF
    said = {"team": "", "mode": "pull", "accept_seconds": "30", "usual_days": "60", "backlog_of_ten": "0"}
    said |= {"away_after": "2"}

    assert client.post("/desk/settings/routing/new/", said).status_code == 302
    assert client.post("/desk/settings/routing/new/", said).status_code == 422

    assert routing_of(None).mode == Mode.PULL
    assert routing_of(returns.pk).mode == Mode.OFF


def test_a_team_that_goes_takes_its_routing_along_and_leaves_its_heir_theirs(root, returns, advice):
    TeamRouting.objects.create(team=returns, mode=Mode.PUSH)
    TeamRouting.objects.create(team=advice, mode=Mode.PULL)

    remove_team(returns, advice, by=root)

    assert [str(row.team) for row in TeamRouting.objects.all()] == ["Product advice"]


def test_capacity_is_said_for_each_channel_and_told_by_its_history(client):
    CapacityPolicy.objects.create(pk=1)
    assert CapacityPolicy.current().weight_of("chat") == 33
    said = {
        "weight_chat": "50",
        "weight_email": "0",
        "weight_form": "0",
        "weight_community": "0",
        "weight_call": "50",
    }

    assert client.post("/desk/settings/capacity/", said).status_code == 302
    assert client.post("/desk/settings/capacity/", said | {"weight_chat": "101"}).status_code == 422

    assert (CapacityPolicy.current().weight_of("chat"), CapacityPolicy.current().weight_of("call")) == (
        50,
        50,
    )
    [change] = SettingChange.objects.filter(page="settings-capacity")
    undo_change(change, by=None)
    assert CapacityPolicy.current().weight_of("chat") == 33


def test_who_talks_to_somebody_has_room_for_so_many_and_not_for_any_number(client):
    said = {f"weight_{kind}": str(weighs) for kind, weighs in {"email": 0, "form": 0, "community": 0}.items()}
    for wrong in ({"weight_chat": "0", "weight_call": "100"}, {"weight_chat": "33", "weight_call": "0"}):
        assert client.post("/desk/settings/capacity/", said | wrong).status_code == 422
    file = json.loads(export_configuration())
    for kind in ("chat", "call"):
        with pytest.raises(
            Refused, match="needs 1 at least: at 0 one agent would be given any number of them"
        ):
            import_configuration(json.dumps(file | {"capacity": [{"weights": {kind: 0}}]}))

    assert not CapacityPolicy.objects.exists()
    CapacityPolicy.objects.create(pk=1, weights={"chat": 0})  # from before this was refused
    assert (
        client.post("/desk/settings/capacity/", said | {"weight_chat": "1", "weight_call": "1"}).status_code
        == 302
    )


def test_the_configuration_file_carries_them_over(root, returns, reason):
    skill = Skill.objects.create(name="French", language="fr", is_required=True)
    ReasonSkill.objects.create(skill=skill, reason=reason, level=2)
    TeamRouting.objects.create(team=returns, mode=Mode.DIRECT)
    CapacityPolicy.objects.create(pk=1, weights={"chat": 25})
    file = export_configuration()
    for model in (Skill, TeamRouting, CapacityPolicy):
        model.objects.all().delete()

    import_configuration(file)

    assert export_configuration() == file
    assert Skill.objects.get().reasons.get().level == 2
    assert import_configuration(file) == []


@pytest.mark.parametrize(
    "section",
    [
        {"routing": [{"team": "", "mode": "loudly"}]},
        {"capacity": [{"weights": {"chat": 101}}]},
        {"capacity": [{"weights": {"pigeon": 1}}]},
        {"skills": [{"name": "French", "channels": ["pigeon"]}]},
        {"skills": [{"name": "French", "reasons": [{"reason": ["after", "Nothing"], "level": 1}]}]},
        {"skills": [{"name": "French", "reasons": ["Return"]}]},
    ],
)
def test_what_the_file_must_not_say_is_refused_with_its_place(root, section):
    [name] = section
    with pytest.raises(Refused, match=name):
        import_configuration(json.dumps({"shopbell_configuration": 1, **section}))
