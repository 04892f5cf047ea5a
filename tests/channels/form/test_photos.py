"""Photos with a form: kept while it comes back, and one bad file costs none of the others."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shopbell.tickets.attachment import UNSENT_KEPT, sweep_unsent
from shopbell.tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db


def photo(name="crack.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, b"\xff\xd8\xff\xe0crack", content_type)


def test_photos_come_along(send, ask, broken):
    question = ask(broken, asks="photos")
    send(reasons=[broken.pk], **{question.key: [photo("a.jpg"), photo("b.heic", "")]})

    assert [file.name for file in Ticket.objects.get().messages.get().attachments.all()] == [
        "a.jpg",
        "b.heic",
    ]


def test_what_is_no_picture_is_no_photo(send, ask, broken):
    question = ask(broken, asks="photos")
    answer = send(reasons=[broken.pk], **{question.key: photo("invoice.pdf", "application/pdf")})

    assert answer.status_code == 422
    assert "“invoice.pdf” is no picture" in answer.content.decode()


def test_photos_wait_while_the_form_comes_back(send, ask, broken):
    question, number = ask(broken, asks="photos", is_required=True), str(uuid.uuid4())
    first = send(
        reasons=[broken.pk],
        email="none",
        client_id=number,
        **{question.key: [photo("a.jpg"), photo("b.jpg")]},
    )
    ids = re.findall(r'name="kept" value="([0-9a-f-]+)" checked', first.content.decode())

    send(reasons=[broken.pk], client_id=number, kept=ids[:1])

    assert [file.name for file in Ticket.objects.get().messages.get().attachments.all()] == ["a.jpg"]
    assert sweep_unsent(timezone.now() + UNSENT_KEPT * 2) == 1


def test_one_bad_file_is_named_on_top_and_costs_none_of_the_others(send, ask, broken):
    question, number = ask(broken, asks="photos"), str(uuid.uuid4())
    first = send(
        reasons=[broken.pk],
        client_id=number,
        enclosed=[
            photo("good.jpg"),
            SimpleUploadedFile("none.pdf", b""),
            SimpleUploadedFile("run.exe", b"MZ"),
        ],
        **{question.key: [photo("crack.jpg"), photo("invoice.pdf", "application/pdf")]},
    )
    page = first.content.decode()

    assert (
        first.status_code == 422 and "“none.pdf” is empty" in page and "“invoice.pdf” is no picture" in page
    )
    summary = page[page.index("contact-faults") : page.index("<form")]
    assert 'href="#contact_enclosed"' in summary and f'href="#contact_{question.key}"' in summary
    ids = re.findall(r'name="kept" value="([0-9a-f-]+)" checked', page)
    send(reasons=[broken.pk], client_id=number, kept=ids)
    sent = {file.name for file in Ticket.objects.get().messages.get().attachments.all()}
    assert sent == {"good.jpg", "crack.jpg"}


def test_too_many_files_are_not_kept(send):
    answer = send(enclosed=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)])

    assert answer.status_code == 422 and not Attachment.objects.exists()


def test_nobody_has_the_files_of_another_page(send, ask, broken):
    question = ask(broken, asks="photos")
    send(reasons=[broken.pk], email="none", **{question.key: photo()})

    send(kept=[str(Attachment.objects.get().pk)])

    assert not Ticket.objects.get().messages.get().attachments.exists()
