"""The demo shop's mails greet once, however the line of the dialogue begins."""

import random

import pytest

from shopbell.customers.models import Customer
from shopbell.demo.letters import as_mail, without_greeting


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Hello Mina, let me look.", "Let me look."),
        ("Bonjour, ma commande 4711 devait arriver.", "Ma commande 4711 devait arriver."),
        ("Hola Ana: lo tengo delante.", "Lo tengo delante."),
        ("Where is order 4711, please?", "Where is order 4711, please?"),
        ("Hidden, as it is, I found it.", "Hidden, as it is, I found it."),
    ],
)
def test_a_greeting_is_taken_off_a_line(line, rest):
    assert without_greeting(line) == rest


def test_a_mail_greets_once():
    chance = random.Random(1)
    written = as_mail("Guten Tag, wann kommt 4711?", Customer(name="Mina O"), "de", chance, is_first=True)

    assert (
        len([line for line in written.splitlines() if line.startswith(("Guten Tag", "Hallo", "Liebes"))]) == 1
    )
    assert "Wann kommt 4711?" in written
