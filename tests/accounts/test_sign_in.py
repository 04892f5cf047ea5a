"""Who comes in and who does not: passwords, second factors, limits, sessions."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts import letter
from shopbell.accounts.letter import Letter, send_kept
from tests.cast import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(client, agent, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": agent.email, "password": password}, **extra)


def is_in(client) -> bool:
    return client.get("/desk/profile/").status_code == 200


def test_a_password_opens_the_desk(client, ada):
    assert sign_in(client, ada).headers["Location"] == "/desk/"
    assert is_in(client)


def test_one_goes_on_where_one_wanted_to_go(client, ada):
    assert client.get("/desk/profile/").headers["Location"] == f"{LOGIN}?next=/desk/profile/"

    answer = client.post(LOGIN, {"login": ada.email, "password": PASSWORD, "next": "/desk/profile/"})
    assert answer.headers["Location"] == "/desk/profile/"


def test_nobody_is_led_to_another_site(client, ada):
    answer = client.post(LOGIN, {"login": ada.email, "password": PASSWORD, "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/desk/"


def test_a_wrong_password_says_nothing_about_who_exists(client, ada):
    known = sign_in(client, ada, "wrong").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@desk.example", "password": "wrong"}).content.decode()

    said = [re.search(r'role="alert">.*?<span>(.*?)</span>', page, re.S)[1] for page in (known, unknown)]
    assert said[0] == said[1]
    assert not is_in(client)


def test_after_five_wrong_passwords_the_right_one_must_wait(client, ada, bo):
    for _ in range(5):
        sign_in(client, ada, "wrong")

    assert "Too many" in sign_in(client, ada).content.decode()
    assert sign_in(Client(), bo).status_code == 302  # somebody else is not kept out


def test_ten_wrong_passwords_from_one_address_keep_it_out(client, ada, bo, cy, root):
    for agent in (ada, bo, cy):
        for _ in range(4):
            sign_in(client, agent, "wrong")

    assert "Too many" in sign_in(client, root).content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), root).status_code == 302


def test_a_made_up_address_does_not_help(client, ada):
    for number in range(12):
        sign_in(client, ada, "wrong", headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert "Too many" in sign_in(client, ada, headers={"X-Forwarded-For": "192.0.2.99"}).content.decode()


def test_behind_a_proxy_people_are_told_apart(client, settings, ada, bo, cy, root):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for agent in (ada, bo, cy):
        for _ in range(4):
            sign_in(client, agent, "wrong", headers={"X-Forwarded-For": "192.0.2.1"})

    assert sign_in(client, root, headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 302
    assert "Too many" in sign_in(Client(), root, headers={"X-Forwarded-For": "192.0.2.1"}).content.decode()


def test_a_second_factor_is_asked_for(client, ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)

    assert sign_in(client, ada).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert is_in(client)
    assert sign_in(other := Client(), ada).status_code == 302
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_in(other)  # a code opens once


def test_guards_are_only_changed_after_asking_again(desk, ada):
    for address in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = desk(ada).get(f"/accounts/2fa/{address}")
        assert answer.status_code == 302, address
    assert not Authenticator.objects.exists()


def test_a_deactivated_agent_is_out_at_once(client, ada):
    sign_in(client, ada)
    ada.is_active = False
    ada.save()

    assert not is_in(client)
    sign_in(client, ada)
    assert not is_in(client)


def test_nobody_signs_up(client, db):
    client.post(
        "/accounts/signup/", {"email": "eve@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "by invitation" in client.get("/accounts/signup/").content.decode()
    assert not is_in(client)


def test_leaving_needs_more_than_a_link(client, ada):
    sign_in(client, ada)

    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_a_session_elsewhere_is_ended(ada):
    here, there = Client(), Client()
    sign_in(here, ada)
    sign_in(there, ada)
    is_in(here), is_in(there)
    other = UserSession.objects.get(session_key=there.session.session_key)

    assert here.post(f"/desk/profile/sessions/{other.pk}/end/").status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_all_other_sessions_are_ended(ada):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, ada)
        is_in(client)

    here.post("/accounts/sessions/")

    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_the_session_of_another(ada, bo):
    here, there = Client(), Client()
    sign_in(here, ada)
    sign_in(there, bo)
    is_in(here), is_in(there)
    other = UserSession.objects.get(user=bo)

    assert here.post(f"/desk/profile/sessions/{other.pk}/end/").status_code == 404
    assert is_in(there)


def test_a_forgotten_password_is_replaced_by_a_mailed_link(client, ada):
    client.post("/accounts/password/reset/", {"email": ada.email})
    send_kept(**ProcrastinateJob.objects.get(task_name="accounts.send_letter").args)
    assert mail.outbox[0].subject == "Choose a new password"
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    form = client.get(link, follow=True)
    new = "another long enough password"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert sign_in(Client(), ada, new).status_code == 302
    assert sign_in(Client(), ada, PASSWORD).status_code == 200
    assert "too old" in Client().get(link, follow=True).content.decode()


def test_no_link_lies_in_the_queue_nor_readable_in_the_database(client, ada):
    client.post("/accounts/password/reset/", {"email": ada.email})

    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"letter_id": Letter.objects.get().pk}
    with connection.cursor() as cursor:
        cursor.execute("select content from accounts_letter")
        assert "accounts" not in cursor.fetchone()[0]
    for _ in range(2):
        send_kept(**job.args)
    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()


def test_a_letter_that_the_mail_server_did_not_take_waits(client, ada, monkeypatch):
    client.post("/accounts/password/reset/", {"email": ada.email})
    number = Letter.objects.get().pk

    def refuse(*args):
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(letter, "send_letter", refuse)
        with pytest.raises(OSError):
            send_kept(number)
    send_kept(number)
    assert len(mail.outbox) == 1


def test_a_letter_sealed_with_another_key_is_not_sent(client, ada, settings, caplog):
    client.post("/accounts/password/reset/", {"email": ada.email})
    settings.SECRET_KEY = "another"

    send_kept(Letter.objects.get().pk)
    assert mail.outbox == []
    assert "key that is gone" in caplog.text


def test_a_stranger_gets_no_mail_from_the_form_of_forgotten_passwords(client, ada):
    client.post("/accounts/password/reset/", {"email": "nobody@desk.example"})

    assert not Letter.objects.exists() and not ProcrastinateJob.objects.exists()


def test_a_reset_for_a_stranger_answers_alike(client, ada):
    known = client.post("/accounts/password/reset/", {"email": ada.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@desk.example"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


@pytest.mark.parametrize("address", ["email/", "2fa/", "3rdparty/"])
def test_an_address_belongs_to_the_admin(desk, ada, address):
    answer = desk(ada).post(f"/accounts/{address}", {"action_add": "", "email": "eve@evil.example"})

    assert answer.headers["Location"] == "/desk/profile/"


def test_a_new_password_signs_the_other_devices_out(ada):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, ada)
    new = "another long enough password"

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert is_in(here)
    assert not is_in(there)


def test_codes_cannot_be_guessed(client, ada):
    TOTP.activate(ada, generate_totp_secret())
    sign_in(client, ada)

    pages = [client.post("/accounts/2fa/authenticate/", {"code": f"{n:06}"}) for n in range(12)]

    assert pages[-1].status_code == 429 or "Too many" in pages[-1].content.decode()
