"""Webhooks on the settings pages: only what would ever be called is kept, and its secret is never shown again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from shopbell.automation.models import Trigger, Webhook
from shopbell.core.settings_history import SettingChange
from tests.automation.conftest import SECRET

pytestmark = pytest.mark.django_db
NEW = "/desk/settings/webhooks/new/"


@pytest.fixture
def client(root):
    client = Client()
    client.force_login(root)
    return client


def test_the_settings_say_of_what_else_it_is_told(client, hook):
    page = f"/desk/settings/webhooks/{hook.pk}/"
    assert "An article is published in a language" in client.get(page).content.decode()
    said = {"name": hook.name, "address": hook.address, "is_on": "on"}

    assert client.post(page, said | {"tells": ["article.published"]}).status_code == 302
    assert client.post(page, said | {"tells": ["article.eaten"]}).status_code == 422

    hook.refresh_from_db()
    assert hook.tells == ["article.published"]
    assert SettingChange.objects.latest("pk").lines == [
        ("Is told of", "", "An article is published in a language", False)
    ]


def test_neither_the_secret_lies_open_nor_is_it_shown_again(client, hook, root):
    with connection.cursor() as cursor:
        cursor.execute("select secret from automation_webhook")
        assert SECRET not in cursor.fetchone()[0]
    page = f"/desk/settings/webhooks/{hook.pk}/"
    client.post(page, {"name": "Store", "address": hook.address, "secret": "", "is_on": "on"})
    hook.refresh_from_db()
    assert (hook.name, hook.secret) == ("Store", SECRET)
    assert SECRET not in client.get(page).content.decode()
    client.post(
        page, {"name": "Store", "address": hook.address, "secret": "another that both know", "is_on": "on"}
    )
    assert not [each for each in SettingChange.objects.all() if "both" in str(vars(each))]


def test_a_secret_goes_nowhere_that_it_was_not_written_for(client, hook, program):
    said = {"name": "Store", "address": "https://elsewhere.example/", "secret": "", "is_on": "on"}
    answer = client.post(f"/desk/settings/webhooks/{hook.pk}/", said)

    assert answer.status_code == 422 and "goes nowhere else" in answer.content.decode()


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"secret": ""}, "Write a secret that both sides know."),
        ({"secret": "short"}, "at least 16 characters"),
        ({"address": "http://shop.example/"}, "begins with https://"),
        ({"address": "file:///etc/passwd"}, "begins with https://"),
    ],
)
def test_what_would_never_be_called_is_refused(client, said, sentence):
    whole = {"name": "Store", "address": "https://shop.example/", "secret": SECRET, "is_on": "on"}
    answer = client.post(NEW, whole | said)

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Webhook.objects.exists()
    assert client.post(NEW, whole).status_code == 302


def test_a_rule_is_written_with_it_and_its_page_tells_of_the_calls(client, hook, call):
    client.post(
        "/desk/settings/triggers/new/",
        {"name": "Tell", "occasions": ["opened"], "hours": "any", "webhook": hook.pk},
    )
    assert Trigger.objects.get().steps == [{"do": "webhook", "to": hook.pk}]
    shown = client.get(f"/desk/settings/webhooks/{hook.pk}/").content.decode()
    assert "Tell the warehouse" in shown and "Is called again" in shown


def test_the_address_is_held_against_the_operators_word_wherever_it_comes_from(settings):
    settings.PRIVATE_SHOPS = {"erp.internal"}
    Webhook(name="ERP", address="http://erp.internal/x").clean()
    with pytest.raises(ValidationError):
        Webhook(name="ERP", address="http://other.internal/x").clean()
