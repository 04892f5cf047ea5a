import pytest

from shopbell.cli.doctor import without_secrets


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("smtp://ada:pass%40word@mail.example:587", "mail.example:587"),
        ("smtps://mail.example", "mail.example"),
        ("anymail.backends.mailgun.EmailBackend?api_key=secret", "anymail.backends.mailgun.EmailBackend"),
    ],
)
def test_the_doctor_tells_the_mail_server_but_no_secret(address, shown):
    assert without_secrets(address) == shown
