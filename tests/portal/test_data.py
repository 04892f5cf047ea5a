"""A shopper's data and wishes: what they take along, withdraw, choose, and how they are forgotten."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.reply import send_reply
from shopbell.core import blob
from shopbell.customers.consent import ConsentKind, Way, give_consent, standing_consents
from shopbell.customers.erasure import erase_customer
from shopbell.customers.merge import merge_customers
from shopbell.customers.note import write_note as note_of
from shopbell.portal.data_export import LASTS, sweep_exports
from shopbell.portal.models import DataExport, ErasureRequest
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Ticket
from shopbell.web.when import on_day
from tests.channels.email.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


def exported(browser) -> zipfile.ZipFile:
    browser.post("/portal/data/exports/")
    work()
    answer = browser.get(f"/portal/data/exports/{DataExport.objects.latest('pk').pk}/")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.requirement("R171")
def test_the_export_holds_what_is_theirs_and_nothing_internal(minas, mina, late_parcel, sell, card, bo):
    sell(mina, card, number="9077")
    secret = "s" * 43
    merge_customers(mina, find_or_create_visitor(secret).customer)
    send_reply(late_parcel, "It is in Lyon.", by=bo, hold_seconds=0)
    send_reply(late_parcel, "Or in Paris.", by=bo, hold_seconds=600)
    add_note(late_parcel, "She is cross with us.", by=bo)
    note_of("Pays late.", customer=mina, by=bo)
    asked = late_parcel.messages.order_by("pk").first()
    keep_attachment([b"a map"], name="../../map.txt", message=asked)

    archive = exported(minas)

    data = archive.read("data.json").decode()
    told = json.loads(data)
    assert told["orders"][0]["number"] == "9077" and told["questions"][0]["number"] == late_parcel.pk
    assert "It is in Lyon." in data and "mina@shopper.example" in data
    assert "cross with us" not in data and "Pays late" not in data and "in Paris" not in data
    assert [each for each in told["known_as"] if each["kind"] == "visitor"] == []
    (name,) = [each for each in archive.namelist() if each != "data.json"]
    assert archive.read(name) == b"a map" and ".." not in name
    assert told["questions"][0]["messages"][0]["files"] == [name]


def test_an_export_is_fetched_by_its_customer_for_a_week(minas, theos, mina):
    exported(minas)
    export = DataExport.objects.get()

    assert theos.get(f"/portal/data/exports/{export.pk}/").status_code == 404
    assert sweep_exports(timezone.now()) == 0
    DataExport.objects.update(created_at=timezone.now() - LASTS - timedelta(seconds=1))
    assert minas.get(f"/portal/data/exports/{export.pk}/").status_code == 404
    assert sweep_exports(timezone.now()) == 1


def test_one_is_prepared_at_a_time_and_few_a_day(minas):
    minas.post("/portal/data/exports/")
    minas.post("/portal/data/exports/")
    assert DataExport.objects.count() == 1
    work()

    answers = [exported_again(minas) for _ in range(3)]
    assert answers == [302, 302, 429]


def test_where_one_is_signed_in_is_said_by_browser_and_system(minas, mina):
    mina.sessions.update(browser="Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")

    page = minas.get("/portal/data/").content.decode()

    assert "Firefox · Linux" in page and "Gecko" not in page


def exported_again(browser) -> int:
    status = browser.post("/portal/data/exports/").status_code
    work()
    return status


def test_an_export_goes_with_its_customer(minas, mina, ada):
    exported(minas)
    key = DataExport.objects.get().blob

    erase_customer(mina, "Mina Okafor", by=ada)

    assert not DataExport.objects.exists() and blob.get(key)  # swept with what no row names


def test_what_is_unticked_is_withdrawn_and_what_is_ticked_is_agreed_to(minas, mina):
    give_consent(mina, ConsentKind.NEWS, way=Way.API)
    give_consent(mina, ConsentKind.SURVEYS, way=Way.API)

    saved = minas.post("/portal/data/consents/", {"kind": ["news", "advice", "nonsense"]})

    page = minas.get(saved.headers["Location"]).content.decode()
    assert "Saved." in page and f"since {on_day(timezone.now())}" in page and "since Today" not in page
    assert set(standing_consents(mina)) == {"news", "advice"}
    assert mina.consents.get(kind="surveys").withdrawn_way == Way.WIDGET
    assert mina.consents.get(kind="news").way == Way.API  # it stays as it was given
    assert mina.consents.get(kind="advice").words == "Advice from what you bought"
    assert "what they bought" not in minas.get("/portal/data/").content.decode()


def test_the_language_is_theirs_to_choose(minas, mina):
    saved = minas.post("/portal/data/wishes/", {"language": "de"})
    assert "Gespeichert." in minas.get(saved.headers["Location"]).content.decode()

    mina.refresh_from_db()
    assert mina.language == "de"
    assert '<html lang="de"' in minas.get("/portal/").content.decode()
    assert minas.post("/portal/data/wishes/", {"language": "tlh"}).status_code == 422


def test_who_wants_to_be_forgotten_asks_the_agents_once(minas, mina):
    assert minas.post("/portal/data/erasure/").status_code == 422  # the box was not ticked
    minas.post("/portal/data/erasure/", {"sure": "1"})
    minas.post("/portal/data/erasure/", {"sure": "1"})

    ticket = Ticket.objects.get()
    assert "erase what you keep about me" in ticket.messages.get().text and ticket.is_unsolved
    mina.refresh_from_db()
    assert mina.erased_at is None
    assert f"#{ticket.pk}" in minas.get("/portal/data/").content.decode()


def test_the_wish_to_be_forgotten_is_taken_back(minas):
    minas.post("/portal/data/erasure/", {"sure": "1"})

    minas.post("/portal/data/erasure/", {"back": "1"})

    assert Ticket.objects.get().status == "solved" and not ErasureRequest.objects.exists()
    assert minas.post("/portal/data/erasure/", {"back": "1"}).status_code == 422


def test_the_page_says_how_they_are_known_and_where_they_are_signed_in(minas, mina):
    page = minas.get("/portal/data/").content.decode()

    assert "mina@shopper.example" in page and "Sign out everywhere" in page
    assert str(ConsentKind.NEWS.label) in page
