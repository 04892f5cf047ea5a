"""A note over HTTP, with its files, and taking back what was written."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import Attachment

from .conftest import post

pytestmark = pytest.mark.usefixtures("store")


def test_a_note_and_its_files_are_written_together_or_not_at_all(desk, bo, late_parcel, monkeypatch):
    """The desk dies between the two: nothing is there, and the composer's second try brings both."""
    file = keep_attachment([b"label"], name="label.pdf", uploaded_by=f"agent-{bo.pk}")
    data = {"text": "See the label.", "client_id": str(uuid.uuid4()), "uploads": [str(file.pk)]}
    browser = desk(bo)
    with monkeypatch.context() as patch:
        patch.setattr("shopbell.tickets.note.attach_uploads", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            post(browser, late_parcel, "notes", **data)
    assert not late_parcel.messages.filter(kind="note").exists()

    for _ in range(2):
        post(browser, late_parcel, "notes", **data)

    note = late_parcel.messages.get(kind="note")
    assert list(note.attachments.all()) == [file]


def test_a_second_try_brings_the_files_that_a_note_lacks(desk, bo, late_parcel):
    file = keep_attachment([b"label"], name="label.pdf", uploaded_by=f"agent-{bo.pk}")
    data = {"text": "See the label.", "client_id": str(uuid.uuid4())}

    post(desk(bo), late_parcel, "notes", **data)
    post(desk(bo), late_parcel, "notes", **data, uploads=[str(file.pk)])

    assert list(late_parcel.messages.get(kind="note").attachments.all()) == [file]


def test_a_note_is_written_once_however_often_it_is_sent(desk, bo, late_parcel):
    data = {"text": "The carrier lost it.", "client_id": str(uuid.uuid4())}
    answers = [
        desk(bo).post(f"/desk/tickets/{late_parcel.pk}/notes/", data, headers={"Accept": "application/json"})
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert late_parcel.messages.filter(kind="note").count() == 1


def test_an_empty_note_is_refused_in_a_sentence(desk, bo, late_parcel):
    page = post(desk(bo), late_parcel, "notes", text="  ")

    assert (page.status_code, page.content.decode()) == (422, "Write something, or attach a file.")


def test_a_note_takes_the_agent_s_files(desk, bo, late_parcel):
    browser = desk(bo)
    upload = browser.post("/desk/uploads/", {"file": SimpleUploadedFile("scan.pdf", b"%PDF")}).json()

    post(browser, late_parcel, "notes", text="", uploads=upload["id"])

    file = late_parcel.messages.get(kind="note").attachments.get()
    assert (file.name, file.size_bytes) == ("scan.pdf", 4)


def test_taking_back_hands_words_and_files_to_the_composer(desk, bo, late_parcel):
    until = timezone.now() + timedelta(seconds=5)
    reply, _ = write_reply(late_parcel, "On its way.", by=bo, channel="email", held_until=until)
    file = keep_attachment([b"x"], name="a.txt", message=reply)

    draft = desk(bo).post(f"/desk/messages/{reply.pk}/undo/").json()["draft"]

    assert (draft["text"], draft["channel"]) == ("On its way.", "email")
    assert [(file["id"], file["name"], file["size_bytes"]) for file in draft["uploads"]] == [
        (str(file.pk), "a.txt", 1)
    ]
    assert Attachment.objects.get().message is None


def test_taking_back_too_late_says_so(desk, bo, late_parcel):
    reply, _ = write_reply(late_parcel, "On its way.", by=bo, channel="email")

    page = desk(bo).post(f"/desk/messages/{reply.pk}/undo/", headers={"Accept": "application/json"})

    assert (page.status_code, page.content.decode()) == (422, "It is too late: the reply is on its way.")
