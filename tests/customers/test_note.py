"""Notes on customers and companies: pinned first, changed by who wrote them, deleted with a way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.company import Company, save_company
from shopbell.customers.models import Note
from shopbell.customers.note import KEPT, change_note, pin_note, sweep_deleted_notes, write_note
from shopbell.customers.views.note import BESIDE, PAGE


def words(page):
    return page.content.decode()


def test_pinned_notes_come_first_then_the_newest(mina, bo):
    first = write_note("Likes tea.", customer=mina, by=bo)
    write_note("Moved to Lyon.", customer=mina, by=bo)
    pin_note(first, True)

    assert [str(note) for note in mina.notes.standing().pinned_first()] == ["Likes tea.", "Moved to Lyon."]


@pytest.mark.parametrize(("text", "why"), [("  \0 ", "should know"), ("x" * 10_001, "up to 10000")])
def test_a_note_says_something_and_not_too_much(mina, bo, text, why):
    with pytest.raises(Refused, match=why):
        write_note(text, customer=mina, by=bo)


def test_only_who_wrote_a_note_puts_other_words_into_it(mina, bo, ada):
    note = write_note("Likes tea.", customer=mina, by=bo)

    change_note(note, "Likes coffee.", by=bo)
    with pytest.raises(Refused, match="Only who wrote"):
        change_note(note, "Likes neither.", by=ada)

    note.refresh_from_db()
    assert note.text == "Likes coffee." and note.changed_at


def test_a_deleted_note_comes_back_by_undo_and_is_forgotten_after_a_day(desk, mina, bo):
    note = write_note("Likes tea.", customer=mina, by=bo)
    browser = desk(bo)
    answer = browser.post(f"/desk/customer-notes/{note.pk}/delete/", headers={"HX-Request": "true"})
    assert "Likes tea." not in words(answer)
    assert f"/desk/customer-notes/{note.pk}/restore/" in answer.headers["HX-Trigger"]

    browser.post(f"/desk/customer-notes/{note.pk}/restore/")
    assert mina.notes.standing().get() == note

    browser.post(f"/desk/customer-notes/{note.pk}/delete/")
    assert sweep_deleted_notes(timezone.now()) == 0
    assert sweep_deleted_notes(timezone.now() + KEPT + timedelta(minutes=1)) == 1
    assert not Note.objects.exists()


def test_a_note_is_written_on_the_page_and_read_beside_every_ticket(desk, mina, bo, late_parcel):
    browser = desk(bo)

    browser.post(f"/desk/customers/{mina.pk}/notes/", {"text": "Ring twice.", "pinned": "1"})

    assert mina.notes.get().is_pinned
    assert "Ring twice." in words(browser.get(f"/desk/customers/{mina.pk}/"))
    assert "Ring twice." in words(browser.get(f"/desk/tickets/{late_parcel.pk}/panel/"))


def test_beside_a_ticket_stand_a_few_notes_and_the_rest_on_the_page(desk, mina, bo, late_parcel):
    browser, beside = desk(bo), f"/desk/customers/{mina.pk}/notes/?most={BESIDE}"
    for number in range(PAGE + 2):
        write_note(f"Note <{number}>", customer=mina, by=bo, is_pinned=number == 0)
    shown = [f"Note &lt;{number}&gt;" for number in range(PAGE + 2)]

    panel = words(browser.get(f"/desk/tickets/{late_parcel.pk}/panel/"))
    assert panel.count('class="note-words"') == BESIDE and shown[0] in panel and shown[-1] in panel
    assert f'href="/desk/customers/{mina.pk}/?notes={PAGE}#notes"' in panel

    card = words(browser.post(beside, {"text": "The newest."}, headers={"HX-Request": "true"}))
    assert card.count('class="note-words"') == BESIDE and "The newest." in card

    page = words(browser.get(f"/desk/customers/{mina.pk}/"))
    assert page.count('class="note-words"') == PAGE and f"notes={2 * PAGE}#notes" in page
    assert shown[1] in words(browser.get(f"/desk/customers/{mina.pk}/?notes={2 * PAGE}"))


def test_a_long_note_is_begun_beside_a_ticket_and_whole_on_the_page(desk, mina, bo, late_parcel):
    note = write_note("tea " * 2_000 + "and milk", customer=mina, by=bo)

    panel = words(desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/"))

    assert "tea tea" in panel and "and milk" not in panel
    assert f'href="/desk/customers/{mina.pk}/#note-{note.pk}"' in panel
    assert "and milk" in words(desk(bo).get(f"/desk/customers/{mina.pk}/"))


def test_a_refusal_comes_with_the_card(desk, mina, bo):
    browser, htmx, address = desk(bo), {"HX-Request": "true"}, f"/desk/customers/{mina.pk}/notes/"
    page = browser.post(address, {"text": ""}, headers=htmx)
    assert page.status_code == 422 and "Write what others should know." in words(page)

    page = browser.post(address, {"text": "tea " * 3_000}, headers=htmx)
    assert page.status_code == 422 and "tea tea tea" in words(page)


def test_a_company_has_notes_of_its_own(desk, bo):
    wexmoor = save_company(Company(), "Wexmoor", [])

    desk(bo).post(f"/desk/companies/{wexmoor.pk}/notes/", {"text": "Pays by invoice."})

    assert wexmoor.notes.get().text == "Pays by invoice."
    assert "Pays by invoice." in words(desk(bo).get(f"/desk/companies/{wexmoor.pk}/"))


def test_who_may_only_look_writes_nothing(desk, mina, bo):
    bo.role.permissions = ["customer:read"]
    bo.role.save()
    note = write_note("Likes tea.", customer=mina, by=None)
    browser = desk(bo)

    assert browser.post(f"/desk/customers/{mina.pk}/notes/", {"text": "x"}).status_code == 403
    assert browser.post(f"/desk/customer-notes/{note.pk}/", {"pin": "yes"}).status_code == 403
    assert "Likes tea." in words(browser.get(f"/desk/customers/{mina.pk}/"))
