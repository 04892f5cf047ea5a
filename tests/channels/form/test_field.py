"""Questions by topic: who is asked, what is needed, where the answer is kept, in whose words it is asked."""

import re

import pytest
from django.utils.translation import override

from shopbell.channels.form.asking import box_for
from shopbell.channels.form.contact import ContactForm
from shopbell.channels.models import Inbox
from shopbell.core.models import SettingChange
from shopbell.core.settings_history import note_change, undo_change
from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.field_value import fields_of
from shopbell.tickets.models import ContactReason, CustomField, Ticket

pytestmark = pytest.mark.django_db


FRAGMENT = {"HX-Request": "true", "HX-Target": "preview"}
KINDS = [
    ("text", "SN-1", "SN-1"),
    ("long", "torn\r\nand wet", "torn\nand wet"),
    ("number", "12,5", "12.5"),
    ("date", "2026-12-24", "2026-12-24"),
    ("choice", "S", "S"),
    ("choices", ["L", "S"], "S, L"),
    ("yes_no", "no", "no"),
    ("link", "https://shop.example/a", "https://shop.example/a"),
]
WRONG = [
    ("number", "many"),
    ("date", "soon"),
    ("choice", "XXL"),
    ("yes_no", "maybe"),
    ("link", "javascript:1"),
]


def open_boxes(client, url) -> str:
    return client.get(url).content.decode()


@pytest.mark.requirement("R22")
@pytest.mark.parametrize(("kind", "typed", "words"), KINDS)
def test_an_answer_is_kept_by_its_ticket_field(send, ask, broken, bo, kind, typed, words):
    question = ask(broken, kind=kind, choices=["S", "L"] if kind.startswith("choice") else [])

    send(reasons=[broken.pk], **{question.key: typed})

    [filled] = fields_of(Ticket.objects.get(), bo)
    assert (filled.field, filled.words) == (question.field, words)


@pytest.mark.parametrize(("kind", "typed"), WRONG)
def test_an_answer_of_another_kind_is_refused_beside_its_question(send, ask, broken, kind, typed):
    question = ask(broken, kind=kind, label="How large is it?", choices=["S"] if kind == "choice" else [])

    answer = send(reasons=[broken.pk], **{question.key: typed})

    page = answer.content.decode()
    assert answer.status_code == 422 and not Ticket.objects.exists()
    assert f'id="contact_{question.key}_error"' in page
    if kind not in {"choice", "yes_no"}:  # of which no browser sends another
        assert "“How large is it?” takes" in page


def test_only_those_are_asked_who_tick_the_topic(send, ask, broken, too_small, bo):
    about_shade = ask(broken, kind="number", name="Height", is_required=True)
    about_size = ask(too_small, name="Usual size", is_required=True)

    # what stands in a box that is hidden again counts for nothing, right or wrong
    answer = send(reasons=[too_small.pk], **{about_shade.key: "many", about_size.key: "M"})

    assert answer.status_code == 302
    assert [(each.field.name, each.words) for each in fields_of(Ticket.objects.get(), bo) if each.value] == [
        ("Usual size", "M")
    ]


def test_what_is_needed_is_said_beside_it(send, ask, broken):
    ask(broken, is_required=True)

    assert send().status_code == 302
    answer = send(reasons=[broken.pk], text="Where is it?")

    assert answer.status_code == 422
    assert "We need this to help you" in answer.content.decode()


def test_a_question_of_no_topic_is_asked_of_everybody(send, ask):
    ask(is_required=True)

    assert send().status_code == 422


def test_a_question_of_a_detail_opens_with_its_reason(send, ask, broken):
    detail = ContactReason.objects.create(stage="after", name="In the post", parent=broken)
    ask(detail, is_required=True)

    assert send(reasons=[broken.pk]).status_code == 422


def test_each_question_names_the_boxes_that_open_it(client, shop_chat, ask, broken, too_small):
    ask(too_small)
    page = open_boxes(client, f"/contact/{shop_chat.public_key}/")

    [place] = re.findall(rf'value="{too_small.pk}"[^>]*data-topic="(\d+)"', page)
    assert f"of-topics of-topic-{place}" in page


def test_a_browser_is_never_told_to_insist_on_a_hidden_box(client, shop_chat, ask, broken):
    question = ask(broken, is_required=True)
    page = open_boxes(client, f"/contact/{shop_chat.public_key}/")

    [box] = re.findall(rf'<input[^>]*name="{question.key}"[^>]*>', page)
    assert "required" not in box


def test_an_inbox_asks_its_own_questions_and_those_of_all(shop_chat, ask):
    other = Inbox.objects.create(channel="form", name="Trade")
    everywhere, elsewhere = ask(), ask(name="Company")
    elsewhere.inboxes.add(other)

    assert ContactForm(inbox=shop_chat).questions == [everywhere]
    assert ContactForm(inbox=other).questions == [everywhere, elsewhere]


@pytest.mark.parametrize("switched", ["question", "field"])
def test_what_is_switched_off_is_not_asked(shop_chat, ask, switched):
    question = ask()
    row = question if switched == "question" else question.field
    row.is_active = False
    row.save()

    assert ContactForm(inbox=shop_chat).questions == []


def test_an_inbox_leaves_topics_out_and_what_hangs_on_them(client, ask, broken, too_small):
    inbox = Inbox.objects.create(
        channel="form", name="Trade", settings={"topics_left_out": ["after: Too small"]}
    )
    ask(too_small)
    form = ContactForm(inbox=inbox)

    assert broken in form.fields["reasons"].queryset
    assert too_small not in form.fields["reasons"].queryset and form.questions == []
    too_small.name = "Too tight"
    too_small.save()
    assert too_small in ContactForm(inbox=inbox).fields["reasons"].queryset


def test_everybody_reads_the_question_in_their_language(ask):
    question = ask(
        kind="choice", choices=["Small", "Large"], label="Which size?", labels={"de": "Welche Größe?"}
    )
    question.choices = {"de": ["Klein"]}

    with override("de"):
        box = box_for(question)
        assert (box.label, box.choices) == (
            "<bdi>Welche Größe?</bdi>",
            [("Small", "Klein"), ("Large", "Large")],
        )
    with override("fr"):
        assert box_for(question).label == "<bdi>Which size?</bdi>"


# --- order number ---------------------------------------------------------------------------


def test_a_question_for_the_order_number_takes_the_place_of_the_usual_one(
    client, send, shop_chat, ask, broken
):
    question = ask(broken, asks="order", label="Which order was it?")
    page = open_boxes(client, f"/contact/{shop_chat.public_key}/")
    send(reasons=[broken.pk], **{question.key: "10391"})

    assert "Which order was it?" in page and 'name="order_number"' not in page
    assert Ticket.objects.get().messages.get().text.endswith("Order number: 10391")


# --- consent -------------------------------------------------------------------------------------------


def test_what_must_be_agreed_to_is_asked_and_noted(client, send):
    inbox = Inbox.objects.create(
        channel="form", name="Care", settings={"consent": "You may read my skin test."}
    )
    url = f"/contact/{inbox.public_key}/"

    assert "You may read my skin test." in client.get(url).content.decode()
    assert send(url=url).status_code == 422
    send(url=url, consent="on")
    assert (
        Ticket.objects.get()
        .messages.filter(kind="note", text__contains="You may read my skin test.")
        .exists()
    )


def test_what_is_agreed_to_is_asked_and_noted_in_the_words_that_were_read(client, send):
    said = {"consent": "You may read my skin test.", "consents": {"de": "Sie dürfen meinen Hauttest lesen."}}
    inbox = Inbox.objects.create(channel="form", name="Care", settings=said)
    url = f"/contact/{inbox.public_key}/"

    assert said["consent"] in client.get(f"{url}?lang=ar").content.decode()
    german = client.get(f"{url}?lang=de").content.decode()
    assert said["consents"]["de"] in german and said["consent"] not in german

    send(url=f"{url}?lang=de", consent="on")
    notes = Ticket.objects.get().messages.filter(kind="note").values_list("text", flat=True)
    assert any(said["consents"]["de"] in note for note in notes)
    assert not any(said["consent"] in note for note in notes)


# --- settings ------------------------------------------------------------------------------------------


@pytest.fixture
def serial(db):
    return CustomField.objects.create(name="Serial number")


def test_an_admin_writes_a_question_and_sees_it_before(desk, root, serial, broken):
    browser, words = (
        desk(root),
        {"asks": "field", "field": serial.pk, "label": "Which number?", "position": 0},
    )
    words |= {"labels": "de: Welche Nummer?\nar: أي رقم؟", "reasons": [broken.pk]}
    seen = browser.post("/desk/settings/form-questions/new/", words, headers=FRAGMENT).content.decode()
    browser.post("/desk/settings/form-questions/new/", words)

    question = serial.questions.get()
    assert "Which number?" in seen
    assert question.labels == {"de": "Welche Nummer?", "ar": "أي رقم؟"}
    assert list(question.reasons.all()) == [broken]
    page = browser.get(f"/desk/settings/form-questions/{question.pk}/").content.decode()
    assert "ar: أي رقم؟\nde: Welche Nummer?" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"field": ""}, "Choose the ticket field that keeps the answer."),
        ({"labels": "Welche Nummer?"}, "names no language"),
        ({"labels": "xx: ?"}, "names no language"),
        ({"labels": f"de: {'x' * 121}"}, "up to 120 characters"),
    ],
)
def test_a_question_that_would_not_work_is_refused(desk, root, serial, wrong, sentence):
    words = {"asks": "field", "field": serial.pk, "position": 0} | wrong
    page = desk(root).post("/desk/settings/form-questions/new/", words)

    assert page.status_code == 422 and sentence in page.content.decode()


def test_a_change_of_a_question_is_undone(root, ask, broken, too_small):
    question = ask(broken, labels={"de": "Nummer?"})
    with note_change("settings-form-questions", question, by=root):
        question.labels = {"de": "Welche?"}
        question.save()
        question.reasons.set([too_small])

    undo_change(SettingChange.objects.latest("pk"), by=root)

    question.refresh_from_db()
    assert (question.labels, list(question.reasons.all())) == ({"de": "Nummer?"}, [broken])


def test_the_inbox_of_a_form_is_set(desk, root, broken):
    browser = desk(root)
    browser.post(
        "/desk/settings/inboxes/new/form/",
        {
            "name": "Trade", "is_active": "on", "form-origins": "https://Shop.example/",
            "form-topics_left_out": ["after: Broken shade"], "form-consent": "", "form-accent": "#112233",
        },
    )  # fmt: skip
    inbox = Inbox.objects.get(channel="form", name="Trade")

    assert inbox.settings == {
        "origins": ["https://shop.example"],
        "topics_left_out": ["after: Broken shade"],
        "consent": "",
        "consents": {},
        "accent": "#112233",
    }
    assert (
        'value="after: Broken shade"' in browser.get(f"/desk/settings/inboxes/{inbox.pk}/").content.decode()
    )


def test_what_a_shop_writes_below_a_question_is_words(client, shop_chat, broken, ask):
    ask(broken, help="Sizes < 40 & <img src=x onerror=alert(1)>")

    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert "Sizes &lt; 40 &amp; &lt;img src=x onerror=alert(1)&gt;" in page and "<img src=x" not in page


def test_who_saves_a_question_that_some_readers_cannot_read_is_told(desk, root):
    HelpCentre.objects.create(pk=1, languages=["en", "de", "ar"])
    words = {"asks": "photos", "label": "Which size?", "position": 0, "is_active": "on"}

    def saved(**more):
        page = (
            desk(root).post("/desk/settings/form-questions/new/", words | more, follow=True).content.decode()
        )
        return "is not written in" in page and page

    assert "“Which size?” is not written in العربيّة:" in saved(labels="de: Welche Größe?")
    assert not saved(labels="de: Welche Größe?\nar: أي مقاس؟")


def test_a_question_in_another_language_than_the_page_keeps_its_direction(
    client, shop_chat, broken, ask, send
):
    ask(broken, label="Which size?", help="See the label.", is_required=True)

    page = client.get(f"/contact/{shop_chat.public_key}/?lang=ar").content.decode()
    assert "<bdi>Which size?</bdi>" in page and "<bdi>See the label.</bdi>" in page
    came_back = send(url=f"/contact/{shop_chat.public_key}/?lang=ar", reasons=[broken.pk]).content.decode()
    assert "<bdi>Which size?</bdi></a>" in came_back
