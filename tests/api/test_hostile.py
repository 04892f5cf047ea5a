"""What nobody should send is turned down in words, and never breaks anything."""

import json

import pytest

from shopbell.api.body import DEEPEST

WRITING = ["/tickets"]
NEW = {"text": "Hello", "email": "nia@shopper.example"}
STRANGE = [
    b"", b"{", b"[]", b"null", b'"text"', b"1e999", b'{"text": NaN}', b"\xff\xfe", b"[" * 100_000,
    b'{"a":' * 100_000, b'{"text": "\\u0000", "email": "a@b.example"}', b'{"text": "\\ud800", "email": "a@b.example"}',
    json.dumps({"a": [[]]}).encode().replace(b"[]", b"[" * DEEPEST + b"]" * DEEPEST),
]  # fmt: skip
NAUGHTY = [
    "'; drop table tickets_ticket; --", "<script>alert(1)</script>", "{{ 7*7 }}", "${jndi:ldap://x}", "../../etc/passwd",
    "\u202etxt.exe", "𝕿𝖍𝖊 𝖖𝖚𝖎𝖈𝖐", "👩‍👩‍👧‍👦", "\u200fالسلام عليكم", "田中さん", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "%00%0d%0a", "\r\nBcc: x@y.example", "\ufeff", "\x7f",
]  # fmt: skip


@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_body_is_refused_in_words(everything, body):
    answer = everything.post("/tickets", body)

    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["sentence"]
    if answer.status_code == 400:
        told = everything.post("/tickets", body, Accept_Language="de").json()["error"]
        assert told["code"] == "malformed" and told["sentence"] != answer.json()["error"]["sentence"]


@pytest.mark.parametrize("words", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_words_come_back_as_they_were_sent(everything, words):
    answer = everything.post("/tickets", NEW | {"text": words, "name": words[:20]})
    told = everything.get(f"/tickets/{answer.json()['id']}/messages").json()["data"][0]

    assert told["text"] == words.replace("\r\n", "\n")
    for address in ("/orders?number=", "/customers?email=", "/products?name=", "/shipments?tracking_number="):
        asked = everything.client.get(f"/api/v1{address[:address.index('?')]}", {address.split("?")[1][:-1]: words},
                                      headers=everything.headers)  # fmt: skip
        assert asked.status_code in {200, 400, 422}


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1}, {"text": None}, {"text": ["a"]}, {"text": {}}, {"text": ""}, {"text": "x" * 100_001},
        {"email": {"$ne": ""}}, {"customer_id": -1}, {"customer_id": "a"}, {"customer_id": 10**30}, {"other": 1},
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_by_its_name_and_its_value_is_not_repeated(everything, wrong):
    answer = everything.post("/tickets", NEW | wrong)

    assert answer.status_code in {404, 422}
    if answer.status_code == 422:
        assert answer.json()["error"]["fields"][0]["field"] == next(iter(wrong))


def test_a_body_that_is_too_large_is_refused_before_it_is_read(everything, settings):
    answer = everything.post("/tickets", b'{"text": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}')

    assert answer.status_code == 413 and answer.json()["error"]["code"] == "too_large"


def test_what_goes_wrong_here_is_written_down_and_told_in_the_same_shape(
    everything, monkeypatch, caplog, order
):
    monkeypatch.setattr("shopbell.api.resources.orders.page_of", lambda *_: 1 / 0)

    answer = everything.get("/orders")

    assert answer.status_code == 500 and "division" not in answer.content.decode()
    assert "api/v1/orders failed" in caplog.text


def test_a_key_that_is_too_long_is_refused(everything):
    answer = everything.post("/tickets", NEW, Idempotency_Key="k" * 201)

    assert answer.status_code == 422
