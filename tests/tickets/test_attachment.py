from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core import blob
from shopbell.core.errors import Refused
from shopbell.tickets.attachment import (
    attach_uploads,
    clean_name,
    keep_attachment,
    release_uploads,
    sweep_unsent,
)
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Attachment

pytestmark = pytest.mark.usefixtures("store")


def test_a_file_is_kept_byte_for_byte(db):
    kept = keep_attachment([b"\x89PNG\xff", b"tail"], name="photo.PNG", uploaded_by="agent-1")

    assert (kept.size_bytes, kept.content_type, kept.is_picture) == (9, "image/png", True)
    assert blob.get(kept.blob) == b"\x89PNG\xfftail"


def test_a_file_that_is_too_large_is_refused(db, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    with pytest.raises(Refused, match="larger than 1 MB"):
        keep_attachment([b"x" * 1024 * 1024, b"x"], name="film.mp4")
    assert not Attachment.objects.exists()


def test_only_one_s_own_uploads_are_attached(late_parcel, ada, bo):
    own = keep_attachment([b"a"], name="a.txt", uploaded_by=f"agent-{bo.pk}")
    foreign = keep_attachment([b"b"], name="b.txt", uploaded_by=f"agent-{ada.pk}")
    note, _ = add_note(late_parcel, "See files.", by=bo)

    attach_uploads(note, [own.pk, foreign.pk], uploaded_by=f"agent-{bo.pk}")

    assert list(note.attachments.all()) == [own]


def test_files_keep_the_order_in_which_they_were_sent(late_parcel, bo):
    small, large = [keep_attachment([b"a"], name=name, uploaded_by=f"agent-{bo.pk}") for name in "ab"]
    note, _ = add_note(late_parcel, "See files.", by=bo)

    attach_uploads(note, [large.pk, str(small.pk)], uploaded_by=f"agent-{bo.pk}")

    assert list(note.attachments.all()) == [large, small]


def test_files_of_a_message_taken_back_can_be_sent_again(late_parcel, bo):
    own = keep_attachment([b"a"], name="a.txt", uploaded_by=f"agent-{bo.pk}")
    note, _ = add_note(late_parcel, "See file.", by=bo)
    attach_uploads(note, [own.pk], uploaded_by=f"agent-{bo.pk}")

    assert release_uploads(note, uploaded_by=f"agent-{bo.pk}") == [own]
    attach_uploads(add_note(late_parcel, "Again.", by=bo)[0], [own.pk], uploaded_by=f"agent-{bo.pk}")

    assert not note.attachments.exists()
    assert Attachment.objects.get().message.text == "Again."


def test_what_was_never_sent_is_forgotten_after_a_day(late_parcel, bo):
    sent = keep_attachment([b"a"], name="a.txt", message=late_parcel.messages.get())
    keep_attachment([b"b"], name="b.txt", uploaded_by=f"agent-{bo.pk}")

    assert sweep_unsent(timezone.now() + timedelta(hours=23)) == 0
    assert sweep_unsent(timezone.now() + timedelta(hours=25)) == 1
    assert list(Attachment.objects.all()) == [sent]


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mina\\photo.png", "photo.png"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 187 + ".pdf"),
    ],
)
def test_a_file_name_has_no_folder_and_no_end_without_end(given, kept):
    assert clean_name(given) == kept
