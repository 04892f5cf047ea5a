import pytest
from django.test import Client

from shopbell.accounts import first_admin
from shopbell.accounts.models import Agent
from shopbell.core.errors import Refused
from tests.cast import PASSWORD

WORDS = {"name": "Root Admin", "email": "root@desk.example", "password": PASSWORD}


@pytest.fixture
def address(db, settings, tmp_path):
    settings.DATA = tmp_path
    return first_admin.link().removeprefix(settings.SITE_URL)


def test_the_first_admin_comes_in_by_the_link(address):
    client = Client()
    assert "first admin" in client.get(address).content.decode()

    answer = client.post(address, WORDS)

    assert answer.headers["Location"] == "/desk/start/"
    assert client.get("/desk/settings/agents/").status_code == 200
    assert Agent.objects.get().role.name == "Admin"


def test_the_link_works_once(address):
    Client().post(address, WORDS)

    assert first_admin.link() is None
    assert Client().get(address).status_code == 410
    assert Client().post(address, WORDS | {"email": "eve@evil.example"}).status_code == 410
    assert Agent.objects.count() == 1


def test_a_guessed_link_opens_nothing(address):
    assert Client().post("/first-admin/guess/", WORDS).status_code == 410
    assert not Agent.objects.exists()


def test_the_link_stays_the_same_until_it_is_used(address, settings):
    assert first_admin.link() == f"{settings.SITE_URL}{address}"


def test_a_desk_with_agents_has_no_link(ada, settings, tmp_path):
    settings.DATA = tmp_path

    assert first_admin.link() is None
    with pytest.raises(Refused, match="has been used"):
        first_admin.make_first_admin("anything", **WORDS)


def test_a_weak_password_is_refused(address):
    page = Client().post(address, WORDS | {"password": "short"})

    assert page.status_code == 422
    assert not Agent.objects.exists()
