"""The menu "More" of a ticket: one small template per ability."""

from pathlib import Path

from shopbell.tickets import more
from shopbell.web.keys import change_keys

ITEMS = Path(more.__file__).parent / "templates/tickets/menus/more"


def test_each_item_has_its_template_and_each_template_its_place():
    below = {path.stem for path in ITEMS.glob("*.html")}

    named = [item for items in more.GROUPS.values() for item in items]

    assert below <= set(named)
    assert len(set(named)) == len(named)


def test_the_menu_shows_what_can_be_done_with_the_ticket(desk, bo, late_parcel):
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/more/").content.decode()

    assert f'data-copy="http://testserver/desk/tickets/{late_parcel.pk}/"' in page


def test_each_line_names_the_agent_s_own_key(desk, bo, late_parcel):
    change_keys(bo, {"snooze": "shift+h"})
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/more/").content.decode()

    assert "<kbd>Shift+T</kbd>" in page
    assert "<kbd>Shift+H</kbd>" in page and "<kbd>H</kbd>" not in page
