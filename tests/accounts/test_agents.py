import pytest

from shopbell.accounts.invitation import invite_agent, link
from shopbell.accounts.models import Agent, Role
from shopbell.core.errors import Forbidden


@pytest.fixture
def admin(desk, root):
    return desk(root)


def role(name: str) -> int:
    return Role.objects.get(name=name).pk


def test_an_admin_invites_an_agent(admin, returns):
    form = {"name": "Noor Osman", "email": "noor@desk.example", "role": role("Agent"), "teams": [returns.pk]}

    answer = admin.post("/desk/settings/agents/new/", form)

    noor = Agent.objects.get(email="noor@desk.example")
    assert answer.headers["Location"] == f"/desk/settings/agents/{noor.pk}/"
    assert noor.team_ids == (returns.pk,)
    page = admin.get(f"/desk/settings/agents/{noor.pk}/").content.decode()
    assert link(noor).partition(":1")[0] in page  # behind it stands the second in which it was signed


def test_an_address_that_is_taken_is_refused(admin, ada):
    form = {"name": "Ada", "email": "ADA@desk.example", "role": role("Agent")}

    assert admin.post("/desk/settings/agents/new/", form).status_code == 422


def test_role_and_teams_are_changed_and_a_lead_stays_a_lead(admin, ada, returns, advice):
    form = {"name": "Ada Moreau", "role": role("Agent"), "teams": [returns.pk, advice.pk]}

    admin.post(f"/desk/settings/agents/{ada.pk}/", form)

    ada = Agent.objects.get(pk=ada.pk)
    assert ada.role.name == "Agent"
    assert {(each.team, each.is_lead) for each in ada.memberships.all()} == {(returns, True), (advice, False)}


def test_how_many_tickets_an_agent_can_look_after_is_said_and_kept(admin, bo):
    form = {"name": "Bo Lind", "role": role("Agent")}

    admin.post(f"/desk/settings/agents/{bo.pk}/", form | {"capacity": 7})
    admin.post(f"/desk/settings/agents/{bo.pk}/", form)
    assert Agent.objects.get(pk=bo.pk).capacity == 7

    for nonsense in ("0", "501", "many"):
        answer = admin.post(f"/desk/settings/agents/{bo.pk}/", form | {"capacity": nonsense})
        assert answer.status_code == 422


def test_an_agent_is_deactivated_and_comes_back(admin, bo):
    admin.post(f"/desk/settings/agents/{bo.pk}/active/", {"active": "no"})
    assert not Agent.objects.get(pk=bo.pk).is_active

    admin.post(f"/desk/settings/agents/{bo.pk}/active/", {"active": "yes"})
    assert Agent.objects.get(pk=bo.pk).is_active


def test_the_last_admin_stays(admin, root, bo):
    assert admin.post(f"/desk/settings/agents/{root.pk}/active/", {"active": "no"}).status_code == 422
    assert Agent.objects.get(pk=root.pk).is_active
    form = {"name": "Root", "role": role("Agent")}
    assert admin.post(f"/desk/settings/agents/{root.pk}/", form).status_code == 422
    assert Agent.objects.get(pk=root.pk).role.name == "Admin"


def test_an_invitation_is_sent_again(admin, root):
    noor = invite_agent(name="Noor", email="noor@desk.example", role=Role.objects.get(name="Agent"), by=root)
    before = link(noor)

    admin.post(f"/desk/settings/agents/{noor.pk}/invite-again/")

    assert link(Agent.objects.get(pk=noor.pk)) != before


@pytest.mark.parametrize("page", ["", "active/", "invite-again/"])
def test_others_change_nobody(desk, ada, bo, cy, page):
    for agent in (ada, bo, cy):
        assert desk(agent).post(f"/desk/settings/agents/{bo.pk}/{page}", {"active": "no"}).status_code == 403
    assert Agent.objects.get(pk=bo.pk).is_active


def test_an_address_is_the_same_in_any_case(ada):
    assert Agent.objects.get_by_natural_key("ADA@Desk.example") == ada


def test_an_inactive_agent_may_nothing(root):
    root.is_active = False

    assert not root.may("ticket:reply")
    with pytest.raises(Forbidden):
        root.require("ticket:reply")


@pytest.mark.parametrize(("name", "first"), [("Ada Moreau", "Ada"), ("", "x"), ("  ", "x")])
def test_shoppers_read_a_first_name(name, first):
    assert Agent(name=name, email="x@desk.example").first_name == first
