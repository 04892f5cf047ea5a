import uuid

from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Draft

JSON = {"headers": {"Accept": "application/json"}}


def save(browser, ticket, **data):
    data = {"kind": "reply", "channel": "email", "client_id": str(uuid.uuid4()), "version": 0, **data}
    return browser.post(f"/desk/tickets/{ticket.pk}/draft/", data, **JSON)


def test_another_device_goes_on_with_the_draft(desk, bo, late_parcel):
    saved = save(desk(bo), late_parcel, text="Dear Mina")

    found = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/draft/?kind=reply").json()["draft"]
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    assert saved.json() == {"version": 1}
    assert (found["text"], found["version"]) == ("Dear Mina", 1)
    assert "Dear Mina" in page


def test_nobody_else_reads_a_draft_before_it_is_shared(desk, ada, bo, late_parcel):
    save(desk(bo), late_parcel, text="Dear Mina")
    assert "Dear Mina" not in desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    desk(bo).post(f"/desk/tickets/{late_parcel.pk}/draft/share/", {"kind": "reply", "shared": "1"}, **JSON)

    page = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "Bo shares a draft:" in page
    taken = desk(ada).post(f"/desk/tickets/{late_parcel.pk}/drafts/{Draft.objects.get().pk}/take/", **JSON)
    assert taken.json()["draft"]["text"] == "Dear Mina"


def test_a_window_that_knows_less_is_shown_what_there_is(desk, bo, late_parcel):
    save(desk(bo), late_parcel, text="Dear Mina")

    answer = save(desk(bo), late_parcel, text="Hello")

    assert answer.status_code == 409
    assert answer.json()["draft"]["text"] == "Dear Mina"
    assert "another window" in answer.json()["sentence"]


def test_formatted_words_come_back_as_the_editor_shows_them(desk, bo, late_parcel):
    save(desk(bo), late_parcel, html="<div>It is <b>here</b><script>x</script></div>")

    draft = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/draft/?kind=reply").json()["draft"]
    assert (draft["text"], draft["html"]) == ("It is here", "<div>It is <b>here</b></div>")


def test_a_reply_that_crosses_a_message_is_told_which(desk, bo, mina, late_parcel):
    seen = late_parcel.messages.get().pk
    news, _ = receive_message(late_parcel, "It has come!", customer=mina, channel="email")
    data = {"text": "It comes today.", "channel": "email", "seen": seen}

    stopped = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/replies/", data, **JSON)
    plain = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/replies/", data)

    assert stopped.status_code == plain.status_code == 409
    assert stopped.json()["came"] == [{"id": news.pk, "by": "Mina Okafor", "text": "It has come!"}]
    assert "A new message came while you were typing." in plain.content.decode()
    again = desk(bo).post(
        f"/desk/tickets/{late_parcel.pk}/replies/", {**data, "seen": stopped.json()["seen"]}, **JSON
    )
    assert again.status_code == 200
