import pytest
from django.contrib.auth.hashers import check_password

from shopbell import demo as questions
from shopbell.accounts.models import Agent
from shopbell.demo.sign_in import READABLE, is_loopback


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("desk.example", False),
    ],
)
def test_only_this_machine_is_a_loopback(host, expected):
    assert is_loopback(host) is expected


def test_on_this_machine_the_password_is_readable(demo, data, settings):
    settings.HOST = "127.0.0.1"

    assert questions.shown_sign_ins()[0][1] == READABLE


@pytest.mark.parametrize(
    ("host", "site"), [("0.0.0.0", "http://localhost:8000"), ("127.0.0.1", "https://desk.shop.example")]
)
def test_on_a_network_or_behind_a_proxy_the_password_is_random_and_not_shown(
    demo, data, settings, host, site
):
    settings.HOST, settings.SITE_URL = host, site

    password = questions.sign_ins()[0][1]

    assert password != READABLE and password == questions.sign_ins()[-1][1]
    assert check_password(password, Agent.objects.filter(email="jude@wexmoor.example").get().password)
    assert questions.shown_sign_ins() == []
    assert (data / "secrets" / "demo-password").stat().st_mode & 0o777 == 0o600


def test_only_the_demos_own_agents_are_listed_and_only_while_its_password_opens_them(demo, data, settings):
    settings.HOST = "127.0.0.1"
    jude = Agent.objects.get(email="jude@wexmoor.example")
    Agent.objects.create(
        email="petra@wexmoor.example", name="Petra Lindqvist", role=jude.role, password=jude.password
    )
    before = [email for email, _, _ in questions.sign_ins()]
    assert "jude@wexmoor.example" in before and "petra@wexmoor.example" not in before

    jude.set_password("a password of their own")
    jude.save()

    assert [email for email, _, _ in questions.sign_ins()] == [
        email for email in before if email != "jude@wexmoor.example"
    ]


def test_who_chose_a_password_of_their_own_keeps_it_when_the_desk_is_opened_to_a_network(
    demo, data, settings
):
    jude = Agent.objects.get(email="jude@wexmoor.example")
    jude.set_password("a password of their own")
    jude.save()
    settings.HOST = "0.0.0.0"

    listed = [email for email, _, _ in questions.sign_ins()]

    jude.refresh_from_db()
    assert check_password("a password of their own", jude.password)
    assert "jude@wexmoor.example" not in listed and len(listed) > 5
