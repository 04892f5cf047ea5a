"""Files over HTTP: whose they are, and how large."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopbell.core import blob
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.models import Attachment

pytestmark = pytest.mark.usefixtures("store")


def test_a_file_is_for_those_who_see_its_ticket(desk, bo, cy, client, late_parcel):
    file = keep_attachment(
        [b"<script>"], name="odd ?#.html", content_type="text/html", message=late_parcel.messages.get()
    )
    address = f"/files/{file.pk}/odd%20%3F%23.html/"

    assert client.get(address).status_code == 302
    assert desk(cy).get(address).status_code == 404
    page = desk(bo).get(address)
    assert b"".join(page.streaming_content) == b"<script>"
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert page.headers["Content-Security-Policy"].startswith("sandbox;")


def test_an_upload_is_its_owner_s_until_it_is_sent(desk, ada, bo):
    upload = desk(bo).post("/desk/uploads/", {"file": SimpleUploadedFile("a.txt", b"a")}).json()["id"]

    assert desk(ada).get(f"/files/{upload}/a.txt/").status_code == 404
    desk(ada).delete(f"/desk/uploads/{upload}/")
    assert Attachment.objects.filter(pk=upload).exists()
    assert desk(bo).delete(f"/desk/uploads/{upload}/").status_code == 204
    assert not Attachment.objects.filter(pk=upload).exists()


def test_an_upload_that_is_too_large_says_how_large_it_may_be(desk, bo, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    file = SimpleUploadedFile("film.mp4", b"x" * (1024 * 1024 + 1))

    page = desk(bo).post("/desk/uploads/", {"file": file}, headers={"Accept": "application/json"})

    assert (page.status_code, page.content.decode()) == (
        422,
        "The file is larger than 1 MB. Send a link instead.",
    )


def test_a_file_the_store_lost_is_not_found(desk, bo, late_parcel, tmp_path):
    file = keep_attachment([b"x"], name="a.txt", message=late_parcel.messages.get())
    (tmp_path / file.blob[:2] / file.blob).unlink()

    assert desk(bo).get(f"/files/{file.pk}/a.txt/").status_code == 404


def test_files_that_cannot_be_reached_are_a_sentence_and_the_ticket_is_shown_all_the_same(
    desk, bo, late_parcel, monkeypatch
):
    file = keep_attachment([b"x"], name="a.txt", message=late_parcel.messages.get())

    def silent(key):
        raise blob.Unreachable("s3://shop does not answer (GenericError).")

    monkeypatch.setattr(blob, "open_blob", silent)
    page = desk(bo).get(f"/files/{file.pk}/a.txt/")

    assert page.status_code == 503
    assert "The store of the files does not answer right now." in page.content.decode()
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").status_code == 200
