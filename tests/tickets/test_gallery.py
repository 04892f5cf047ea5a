from datetime import timedelta

from django.utils import timezone

from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.gallery import PAGE, gallery_of
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Attachment
from shopbell.tickets.unsending import unsend_reply

LOGO, PHOTO = b"\x89PNG logo", b"\x89PNG photo"


def keep(message, content, name):
    return keep_attachment(iter([content]), name=name, message=message)


def test_pictures_and_other_files_stand_apart_the_newest_first(late_parcel, mina):
    message = late_parcel.messages.get()
    keep(message, PHOTO, "box.png")
    keep(message, b"%PDF", "invoice.pdf")
    later, _ = receive_message(late_parcel, "And this", customer=mina, channel="email")
    keep(later, b"\x89PNG other", "label.png")

    gallery = gallery_of(late_parcel)

    assert [file.name for file in gallery.pictures] == ["label.png", "box.png"]
    assert [file.name for file in gallery.files] == ["invoice.pdf"]


def test_a_logo_below_every_mail_is_one_picture(late_parcel, mina):
    first = late_parcel.messages.get()
    keep(first, LOGO, "logo.png")
    for _ in range(3):
        message, _ = receive_message(late_parcel, "Hello?", customer=mina, channel="email")
        keep(message, LOGO, "logo.png")

    assert [file.message_id for file in gallery_of(late_parcel).pictures] == [first.pk]


def test_files_of_other_tickets_and_of_what_was_taken_back_are_not_there(late_parcel, wrong_size, bo):
    until = timezone.now() + timedelta(seconds=5)
    reply, _ = write_reply(late_parcel, "Oops", by=bo, channel="email", held_until=until)
    keep(reply, PHOTO, "wrong.png")
    unsend_reply(reply, by=bo)
    keep(wrong_size.messages.get(), LOGO, "shirt.png")

    assert gallery_of(late_parcel).pictures == []


def test_many_files_come_in_parts_without_gap_or_double(late_parcel):
    message = late_parcel.messages.get()
    Attachment.objects.bulk_create(
        Attachment(message=message, name=f"{n}.png", content_type="image/png", size_bytes=1, blob=f"{n:064}")
        for n in range(2 * PAGE + 5)
    )

    names, start = [], 0
    while True:
        gallery = gallery_of(late_parcel, start=start)
        names += [file.name for file in gallery.pictures]
        start = gallery.next
        if not start:
            break

    assert len(names) == len(set(names)) == 2 * PAGE + 5


def test_the_dialog_shows_them_and_its_parts_follow(late_parcel, desk, bo):
    keep(late_parcel.messages.get(), PHOTO, "box.png")
    address = f"/desk/tickets/{late_parcel.pk}/files/"

    dialog = desk(bo).get(address, headers={"HX-Request": "true"}).content.decode()
    part = desk(bo).get(f"{address}?start=60", headers={"HX-Request": "true"}).content.decode()

    assert "box.png" in dialog and "<html" not in dialog
    assert "box.png" not in part
    assert "<html" in desk(bo).get(address).content.decode()
