import uuid

import pytest

from shopbell.channels.chat import file_link
from shopbell.channels.reply import send_reply
from shopbell.tickets.attachment import keep_attachment

from .shopper import Shopper

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.mark.requirement("R16")
def test_a_shopper_sends_a_picture(chatting, ticket):
    upload = chatting.upload(PNG, "broken lamp.png").json()
    chatting.send("Look", uploads=[upload["id"]])

    file = chatting.messages()[-1]["files"][0]

    assert (file["name"], file["is_picture"]) == ("broken lamp.png", True)
    got = chatting.client.get(file["url"])
    assert b"".join(got.streaming_content) == PNG
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert ticket.messages.latest("pk").attachments.get().size_bytes == len(PNG)


@pytest.mark.requirement("R16")
def test_an_agent_sends_a_file(chatting, ticket, bo):
    file = keep_attachment([b"label"], name="label.pdf", uploaded_by=f"agent-{bo.pk}")
    send_reply(ticket, "", by=bo, uploads=[file.pk])

    told = chatting.messages()[-1]["files"][0]

    got = chatting.client.get(told["url"])
    assert got.headers["Content-Disposition"] == 'attachment; filename="label.pdf"'


def test_a_file_alone_is_a_message(chatting):
    upload = chatting.upload(PNG, "a.png").json()

    assert chatting.send("", uploads=[upload["id"]]).status_code == 200
    assert chatting.send("").status_code == 422


def test_nobody_sends_the_file_of_another(chatting, shop_chat):
    upload = chatting.upload(PNG, "mine.png").json()
    thief = Shopper(shop_chat)
    thief.start("Hello")

    thief.send("Mine now", uploads=[upload["id"]])

    assert thief.messages()[-1]["files"] == []


def test_a_page_that_a_shopper_uploads_never_runs(chatting):
    upload = chatting.upload(b"<script>alert(1)</script>", "x.html", "text/html").json()
    chatting.send("", uploads=[upload["id"]])

    got = chatting.client.get(chatting.messages()[-1]["files"][0]["url"])

    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["setup.exe", "SETUP.EXE", "a.pdf.scr", "x.exe. ", "../../x.js", "run.bat"])
def test_programs_are_refused(chatting, name):
    answer = chatting.upload(b"MZ", name)

    assert answer.status_code == 422
    assert "Programs" in answer.json()["error"]


def test_a_file_that_is_too_large_is_refused_with_its_limit(chatting, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    answer = chatting.upload(b"x" * (1024 * 1024 + 1), "x.txt")

    assert answer.status_code == 413
    assert "1 MB" in answer.json()["error"]


def test_a_link_is_the_same_all_day_and_ends(chatting, monkeypatch):
    upload = chatting.upload(PNG, "a.png").json()
    chatting.send("", uploads=[upload["id"]])
    first, second = (chatting.messages()[-1]["files"][0]["url"] for _ in range(2))
    assert first == second

    now = file_link.time.time()
    monkeypatch.setattr(file_link.time, "time", lambda: now + 3 * 24 * 3600)
    assert chatting.client.get(first).status_code == 404


def test_a_forged_link_opens_nothing(chatting):
    upload = chatting.upload(PNG, "a.png").json()

    assert chatting.client.get(f"/chat/files/{upload['id']}.99999:forged").status_code == 404


@pytest.mark.parametrize("uploads", [["x"], "x", [str(uuid.uuid4())] * 11, {"a": 1}])
def test_odd_lists_of_files_are_refused(chatting, uploads):
    assert chatting.send("Hi", uploads=uploads).status_code == 422
