"""What to write next: an editor calls a wish not needed and brings it back; reasons that ask nothing are no wish."""

import json

import pytest
from django.utils import timezone

from shopbell.helpcenter.dismissed_wish import KEPT, DismissedWish
from shopbell.helpcenter.tasks import sweep
from shopbell.helpcenter.wishes import MOST
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import create_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48", "R56")]
FIGURES = "/desk/help/figures/"


@pytest.fixture
def asked_often(mina, returns):
    def ask(name: str, **more) -> ContactReason:
        reason, _ = ContactReason.objects.get_or_create(stage="after", name=name, parent=None, defaults=more)
        for _time in range(5):
            create_ticket(customer=mina, channel="form", subject="?", reason=reason, team=returns)
        return reason

    return ask


@pytest.fixture
def editor(desk, bo, write):
    write("How to pay")
    return desk(bo)


def shown(editor) -> tuple[str, str]:
    """What the page asks for, and what it says was dismissed."""
    wanted, _, dismissed = editor.get(FIGURES).content.decode().partition("1 dismissed")
    return wanted, dismissed


def test_a_wish_that_is_not_needed_stands_under_dismissed_until_it_is_brought_back(editor, asked_often, bo):
    address = f"{FIGURES}wishes/reason-{asked_often('Wobbly lampshade').pk}/"
    assert "Wobbly lampshade" in shown(editor)[0]

    for answer in (editor.post(f"{address}?weeks=13"), editor.get(f"{FIGURES}?weeks=13")):
        assert answer.status_code in {302, 200}
    wanted, dismissed = shown(editor)
    assert "Wobbly lampshade" not in wanted and "Wobbly lampshade" in dismissed
    assert DismissedWish.objects.get().agent == bo

    assert editor.post(f"{address}?undo=1").status_code == 302
    assert "Wobbly lampshade" in shown(editor)[0]


def test_the_toast_of_a_dismissed_wish_leads_back_to_the_list_with_it(editor, asked_often):
    address = f"{FIGURES}wishes/reason-{asked_often('Wobbly lampshade').pk}/"

    pressed = editor.post(f"{address}?weeks=13", headers={"HX-Request": "true", "HX-Target": "to-write"})
    toast = json.loads(pressed.headers["HX-Trigger"])["toast"]
    back = editor.post(toast["undo"], headers={"HX-Request": "true"})

    assert "1 dismissed" in pressed.content.decode()
    place = json.loads(back.headers["HX-Location"])
    assert back.status_code == 204 and place["path"] == f"{FIGURES}?weeks=13"
    assert not DismissedWish.objects.exists()


def test_a_dismissed_wish_is_asked_for_again_after_a_year(editor, asked_often):
    editor.post(f"{FIGURES}wishes/reason-{asked_often('Wobbly lampshade').pk}/")
    sweep(0)
    assert "Wobbly lampshade" not in shown(editor)[0]

    DismissedWish.objects.update(created_at=timezone.now() - KEPT)
    sweep(0)

    assert "Wobbly lampshade" in shown(editor)[0] and not DismissedWish.objects.exists()


def test_what_is_no_wish_is_not_dismissed(editor):
    assert editor.post(f"{FIGURES}wishes/reason-1/").status_code == 404
    assert not DismissedWish.objects.exists()


def test_dismissed_wishes_take_no_place_from_those_after_them(editor, asked_often):
    for number in range(MOST + 1):
        asked_often(f"Wobbly lampshade{'x' * number}y")
    last = ContactReason.objects.order_by("pk").last()
    first = ContactReason.objects.get(name="Wobbly lampshadey")
    assert f"› {last.name}<" not in shown(editor)[0]

    editor.post(f"{FIGURES}wishes/reason-{first.pk}/")

    assert f"› {last.name}<" in shown(editor)[0]


def test_a_reason_that_asks_nothing_wants_no_article(editor, asked_often):
    asked_often("Praise")
    asked_often("Greetings", asks_something=False)

    wanted, _dismissed = shown(editor)
    assert "Praise" not in wanted and "Greetings" not in wanted
