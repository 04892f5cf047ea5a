import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from shopbell.accounts import invitation
from shopbell.accounts.invitation import (
    accept_invitation,
    invite_again,
    invite_agent,
    invited,
    link,
    send_waiting_invitation,
)
from shopbell.accounts.letter import Letter, send_kept
from shopbell.accounts.models import Agent, Role
from shopbell.core.errors import Refused
from tests.cast import PASSWORD


@pytest.fixture
def noor(root, returns):
    """Invited, not here yet."""
    role = Role.objects.get(name="Agent")
    return invite_agent(name="Noor Osman", email="Noor@desk.example", role=role, teams=[returns], by=root)


def send_letters() -> None:
    for letter in Letter.objects.order_by("pk"):
        send_kept(letter.pk)


def token(agent) -> str:
    return link(agent).rstrip("/").rsplit("/", 1)[1]


def test_an_invited_agent_gets_a_link_by_mail(noor):
    send_letters()

    assert mail.outbox[0].to == ["noor@desk.example"]
    assert invited(re.search(r"/join/([^/]+)/", mail.outbox[0].body)[1]) == noor
    assert "Root Admin invites you" in mail.outbox[0].subject


def test_the_link_opens_the_desk_once(noor, returns):
    address = f"/join/{token(noor)}/"
    client = Client()

    answer = client.post(address, {"name": "Noor O.", "password": PASSWORD})

    assert answer.headers["Location"] == "/desk/"
    assert client.get("/desk/profile/").status_code == 200
    noor.refresh_from_db()
    assert noor.name == "Noor O."
    assert noor.team_ids == (returns.pk,)
    assert Client().post(address, {"name": "Eve", "password": PASSWORD}).status_code == 410


def test_a_new_invitation_ends_the_old_one(noor, root):
    old = token(noor)
    invite_again(noor, by=root)

    assert invited(old) is None
    assert invited(token(noor)) == noor


def test_a_link_is_good_for_a_week(noor, monkeypatch):
    monkeypatch.setattr(invitation, "VALID_FOR", timedelta(seconds=-1))

    assert invited(token(noor)) is None


@pytest.mark.parametrize("made_up", ["", "x", "WzEsImFiYyJd:1:abc"])
def test_a_forged_link_opens_nothing(noor, made_up):
    with pytest.raises(Refused, match="Ask an admin"):
        accept_invitation(made_up, name="Eve", password=PASSWORD)


def test_a_deactivated_invitation_opens_nothing(noor):
    old = token(noor)
    Agent.objects.filter(pk=noor.pk).update(is_active=False)

    assert invited(old) is None


def test_a_weak_password_is_refused(noor):
    page = Client().post(f"/join/{token(noor)}/", {"name": "Noor", "password": "password123"})

    assert page.status_code == 422
    assert "too common" in page.content.decode()
    noor.refresh_from_db()
    assert not noor.has_usable_password()


def test_an_address_is_invited_once(noor, root):
    with pytest.raises(Refused, match="already an agent"):
        invite_agent(name="Noor", email="NOOR@desk.example", role=noor.role, by=root)


def test_who_has_come_in_is_not_invited_again(ada, root):
    with pytest.raises(Refused, match="already come in"):
        invite_again(ada, by=root)


def test_no_mail_goes_to_who_has_come_in_meanwhile(noor, root):
    accept_invitation(token(noor), name="Noor", password=PASSWORD)
    Letter.objects.all().delete()
    send_waiting_invitation(noor.pk, root.pk)

    assert not Letter.objects.exists()


@pytest.mark.parametrize("args", [{"by_id": True}, {"by": "Root Admin"}])
def test_a_job_that_waited_through_an_upgrade_still_invites(noor, root, args):
    from procrastinate.contrib.django import app

    Letter.objects.all().delete()
    app.tasks["accounts.send_invitation"].func(
        agent_id=noor.pk, **{name: root.pk if name == "by_id" else by for name, by in args.items()}
    )
    send_letters()

    assert "Root Admin invites you" in mail.outbox[0].subject


def test_the_job_of_an_invitation_holds_neither_link_nor_name(noor):
    from procrastinate.contrib.django.models import ProcrastinateJob

    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"letter_id": Letter.objects.get().pk}
