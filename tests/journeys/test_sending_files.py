"""Files with an answer: a send while one uploads waits for it, and a lost one costs no words."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.tickets.models import Message

from .walking import box, open_ticket, send, write


def test_files_go_along_and_can_be_taken_off(screen, bo, parcel, tmp_path):
    for name in ("scan.pdf", "other.txt"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf", tmp_path / "other.txt"])
    expect(page.locator(".composer-file")).to_have_count(2)
    page.get_by_role("button", name="Remove: other.txt").click()
    expect(page.locator(".composer-file")).to_have_count(1)
    write(page, "See the scan.")
    send(page)

    with page.expect_download() as download:
        page.locator("#entries").get_by_role("link", name=re.compile("scan.pdf")).click(modifiers=["Alt"])
    assert download.value.suggested_filename == "scan.pdf"
    assert [file.name for file in Message.objects.get(agent=bo).attachments.all()] == ["scan.pdf"]


@pytest.fixture
def held():
    """Hold the uploads of a page back: `held(page)` returns a list of those on their way; `…[0].continue_()` lets one go."""

    def hold(page, address="**/uploads/"):
        routes = []
        page.context.route(address, lambda route: routes.append(route))
        return routes

    return hold


def until_held(page, routes, count=1):
    while len(routes) < count:
        page.wait_for_timeout(20)


def test_a_send_while_a_file_uploads_goes_off_by_itself(screen, bo, parcel, tmp_path, held):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    expect(page.get_by_text("Sends by itself when the files are there.")).to_be_visible()
    assert not Message.objects.filter(agent=bo).exists()

    page.get_by_role("button", name="Do not send yet").click()
    expect(page.get_by_text("Sends by itself")).to_be_hidden()
    expect(box(page)).to_have_value("See the scan.")
    send(page)
    routes[0].continue_()

    expect(page.locator("#entries")).to_contain_text("See the scan.")
    expect(box(page)).to_have_value("")
    message = Message.objects.get(agent=bo)
    assert [file.name for file in message.attachments.all()] == ["scan.pdf"]


def test_a_file_that_is_lost_on_the_way_keeps_the_text(screen, bo, parcel, tmp_path, held):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    routes[0].abort()

    expect(page.get_by_role("alert").get_by_text("Not sent: a file did not arrive.")).to_be_visible()
    expect(box(page)).to_have_value("See the scan.")
    expect(box(page)).to_be_editable()
    assert not Message.objects.filter(agent=bo).exists()
    screen.wrong.clear()


def test_a_send_that_waits_for_a_file_goes_off_from_another_ticket(
    screen, bo, parcel, wrong_size, tmp_path, held
):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page = screen(bo)
    open_ticket(page, parcel)
    routes = held(page)
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    until_held(page, routes)
    write(page, "See the scan.")
    send(page)
    page.locator(f"#row-{wrong_size.pk} a").click()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(wrong_size.pk))

    routes[0].continue_()

    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible()
    assert Message.objects.get(agent=bo).ticket == parcel
    page.go_back()
    expect(page.locator(".ticket")).to_have_attribute("data-ticket", str(parcel.pk))
    expect(box(page)).to_have_value("")
