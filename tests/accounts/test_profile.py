import pytest

FORM = {
    "name": "Ada M.",
    "title": "Returns",
    "language": "en-gb",
    "time_zone": "Europe/Paris",
    "theme": "dark",
    "goes_on": "next",
    "signature": "Kind regards,\nAda",
}


def test_an_agent_says_who_they_are(desk, ada):
    assert desk(ada).post("/desk/profile/", FORM).status_code == 302

    ada.refresh_from_db()
    assert {name: getattr(ada, name) for name in FORM} == FORM


def test_a_new_language_is_spoken_at_once(desk, ada):
    page = desk(ada).post("/desk/profile/", FORM | {"language": "de"}, follow=True).content.decode()

    assert "Gespeichert." in page and "Saved." not in page


def test_the_page_takes_the_chosen_look(desk, ada):
    desk(ada).post("/desk/profile/", FORM)

    page = desk(ada).get("/desk/profile/").content.decode()
    assert '<html lang="en-gb" dir="ltr" data-theme="dark">' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("language", "xx"), ("time_zone", "Mars/Olympus"), ("theme", "neon"), ("name", "x" * 121)],
)
def test_a_wrong_value_is_said_on_its_field(desk, ada, field, value):
    page = desk(ada).post("/desk/profile/", FORM | {field: value})

    assert page.status_code == 422
    assert 'class="error"' in page.content.decode()
    ada.refresh_from_db()
    assert ada.name == "Ada Moreau"


def test_nobody_makes_themselves_admin(desk, ada, root):
    desk(ada).post(
        "/desk/profile/", FORM | {"role": root.role_id, "is_active": "", "email": "eve@evil.example"}
    )

    ada.refresh_from_db()
    assert (ada.role.name, ada.is_active, ada.email) == ("Lead", True, "ada@desk.example")


def test_the_page_shows_the_way_to_every_lock(desk, ada):
    page = desk(ada).get("/desk/profile/").content.decode()

    for address in (
        "/accounts/password/change/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
    ):
        assert f'href="{address}"' in page


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get("/desk/profile/").headers["Location"].startswith("/accounts/login/")
