"""The head's forms and what belongs to one message, over HTTP: parsing, permission, what the person reads."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.core.html import clean
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Attachment, ContactReason, Message, Tag
from tests.cast import agent

FRAGMENT = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


def post(client, ticket, what, **data):
    return client.post(f"/desk/tickets/{ticket.pk}/{what}/", data, **FRAGMENT)


def test_the_head_changes_the_ticket_and_comes_back(desk, bo, late_parcel, advice):
    browser, reason = desk(bo), ContactReason.objects.get(name="Return")
    tag = Tag.objects.create(name="fragile")

    for what, data, words in [
        ("subject", {"subject": "Lost in Lyon"}, "Lost in Lyon"),
        ("status", {"status": "pending"}, "Pending"),
        ("assignment", {"assignee": bo.pk}, "Bo Lind"),
        ("reason", {"reason": reason.pk}, "After purchase › Return"),
        ("priority", {"priority": 4}, "Urgent"),
        ("tags", {"tag": tag.pk}, "fragile"),
    ]:
        page = post(browser, late_parcel, what, **data)
        assert page.status_code == 200 and words in page.content.decode(), what
        said = json.loads(page.headers["HX-Trigger"])
        assert "ticket-changed" in said
        assert what == "subject" or said["toast"]["undo"].endswith("/undo/"), what

    late_parcel.refresh_from_db()
    assert (late_parcel.subject, late_parcel.status, late_parcel.assignee) == ("Lost in Lyon", "pending", bo)
    assert (late_parcel.reason, late_parcel.priority, list(late_parcel.tags.all())) == (reason, 4, [tag])

    post(browser, late_parcel, "tags", untag=tag.pk)
    post(browser, late_parcel, "assignment", assignee="")
    post(browser, late_parcel, "reason", reason="")
    late_parcel.refresh_from_db()
    assert (late_parcel.assignee, late_parcel.reason, late_parcel.tags.count()) == (None, None, 0)


def test_what_was_just_done_is_taken_back_by_whoever_did_it(desk, bo, ada, late_parcel):
    said = json.loads(post(desk(bo), late_parcel, "status", status="solved").headers["HX-Trigger"])
    assert said["toast"]["text"] == "Bo Lind solved this ticket." and "ticket-done" in said

    assert desk(ada).post(said["toast"]["undo"]).status_code == 404
    answer = desk(bo).post(said["toast"]["undo"])

    assert answer.status_code == 204 and "Undone." in answer.headers["HX-Trigger"]
    late_parcel.refresh_from_db()
    assert late_parcel.status == "new"


def test_a_ticket_that_left_the_agent_s_sight_by_mistake_comes_back(desk, bo, late_parcel, advice):
    browser = desk(bo)
    post(browser, late_parcel, "team", team=advice.pk)
    undo = re.search(r'data-undo="([^"]+)"', browser.get("/desk/views/open/").content.decode())[1]

    assert browser.post(undo).status_code == 204
    assert browser.get(f"/desk/tickets/{late_parcel.pk}/head/").status_code == 200


def test_a_ticket_that_leaves_the_agent_s_sight_leads_back_to_the_list(desk, bo, late_parcel, advice):
    page = post(desk(bo), late_parcel, "team", team=advice.pk)

    assert page.headers["HX-Redirect"] == "/desk/"
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/head/").status_code == 404


def test_a_refusal_is_read_in_the_head(desk, bo, ada, late_parcel):
    bo.is_active = False
    bo.save()

    page = post(desk(ada), late_parcel, "assignment", assignee=bo.pk)

    assert page.status_code == 422
    assert "Bo Lind can no longer sign in. Choose somebody else." in page.content.decode()


def test_forms_work_without_javascript(desk, bo, late_parcel):
    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/status/", {"status": "solved"})

    assert (page.status_code, page.url) == (302, f"/desk/tickets/{late_parcel.pk}/")


@pytest.mark.parametrize(
    "what, data",
    [
        ("status", {"status": "odd"}),
        ("priority", {"priority": "9"}),
        ("status", {}),
        ("priority", {"priority": "x"}),
    ],
)
def test_what_does_not_exist_is_a_bad_request(desk, bo, late_parcel, what, data):
    assert post(desk(bo), late_parcel, what, **data).status_code == 400


@pytest.mark.parametrize(
    "what, data",
    [
        ("assignment", {"assignee": "99999"}),
        ("assignment", {"assignee": "x"}),
        ("team", {"team": "9" * 30}),
        ("reason", {"reason": "0"}),
        ("tags", {}),
    ],
)
def test_what_is_not_there_is_not_found(desk, bo, late_parcel, what, data):
    assert post(desk(bo), late_parcel, what, **data).status_code == 404


def test_the_menus_offer_what_there_is(desk, bo, late_parcel, advice):
    Tag.objects.create(name="fragile")
    browser = desk(bo)

    menus = {
        what: browser.get(f"/desk/tickets/{late_parcel.pk}/{what}/").content.decode()
        for what in ("assignment", "team", "reason", "tags")
    }

    assert "Bo Lind" in menus["assignment"]
    assert "Product advice" in menus["team"]
    assert "Where is my order" in menus["reason"] and "Before purchase" in menus["reason"]
    assert "fragile" in menus["tags"]


def test_an_agent_of_another_team_finds_nothing(desk, cy, late_parcel):
    message, browser = late_parcel.messages.get(), desk(cy)
    for what in ("head", "assignment", "team", "reason", "tags"):
        assert browser.get(f"/desk/tickets/{late_parcel.pk}/{what}/").status_code == 404, what
    for what in ("status", "priority", "subject", "notes"):
        data = {"status": "solved", "priority": 1, "subject": "x", "text": "x"}
        assert post(browser, late_parcel, what, **data).status_code == 404, what
    assert browser.get(f"/desk/messages/{message.pk}/html/").status_code == 404
    assert browser.post(f"/desk/messages/{message.pk}/undo/").status_code == 404
    assert browser.post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "👍"}).status_code == 404


def test_a_number_that_no_ticket_can_have_is_not_looked_for(desk, root):
    browser = desk(root)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/desk/tickets/{10**25}/").status_code == 404
    assert not [each for each in asked if str(10**25) in each["sql"]]


def test_who_may_read_nothing_or_is_in_no_team_finds_nothing(desk, late_parcel):
    for name, permissions in (("Nobody", []), ("Teams", ["ticket:read_team"])):
        Role.objects.create(name=name, permissions=permissions)
        assert desk(agent(name, name)).get(f"/desk/tickets/{late_parcel.pk}/").status_code == 404, name


# --- notes and taking back ---------------------------------------------------------------------------


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


# --- mail in its frame -------------------------------------------------------------------------------


@pytest.fixture
def letter(late_parcel, mina) -> Message:
    html = clean(
        '<p onclick="x()">Hello</p><script>bad()</script><img src="https://spy.example/p.gif"><img src="cid:shade@x">'
    )
    message, _ = receive_message(
        late_parcel, "Hello", customer=mina, channel="email", html=html, quoted_html="<p>Earlier</p>"
    )
    keep_attachment([b"\x89PNG"], name="shade.png", message=message, content_id="<shade@x>", is_inline=True)
    return message


def test_a_mail_s_html_runs_nothing_and_tells_nobody(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/")
    html, policy = page.content.decode(), page.headers["Content-Security-Policy"]

    assert "onclick" not in html and "bad()" not in html
    assert ' src="https://spy.example' not in html and 'data-src="https://spy.example/p.gif"' in html
    assert policy.startswith("sandbox ") and "allow-scripts" not in policy and "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy


def test_remote_pictures_come_when_asked_for(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/?pictures=1")

    assert ' src="https://spy.example/p.gif"' in page.content.decode()
    assert "img-src 'self' data: https: http:;" in page.headers["Content-Security-Policy"]


def test_pictures_inside_the_mail_are_its_own_files(desk, bo, letter):
    file = letter.attachments.get()

    assert (
        f'src="/files/{file.pk}/shade.png/"'
        in desk(bo).get(f"/desk/messages/{letter.pk}/html/").content.decode()
    )


def test_what_a_mail_quotes_is_a_page_of_its_own(desk, bo, letter):
    assert "Earlier" in desk(bo).get(f"/desk/messages/{letter.pk}/html/?quoted=1").content.decode()


# --- files -------------------------------------------------------------------------------------------


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


def test_reactions_come_back_counted(desk, bo, late_parcel):
    message = late_parcel.messages.get()

    page = desk(bo).post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "👍"})

    assert 'aria-pressed="true"' in page.content.decode()
    assert desk(bo).post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "x"}).status_code == 400
