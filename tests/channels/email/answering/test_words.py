"""What goes to the customer is what the agent wrote: no word of the notification, and not their own signature."""

import pytest

from shopbell.channels.models import Delivery

from .conftest import letters, quoted, whys

pytestmark = pytest.mark.django_db
SAID = "It comes today.\n\nSorry for the wait!"
HEAD = "On Thu, Nov 26, 2026 at 9:00 AM Shopbell <desk@shop.example> wrote:"


def block(rule: str, *names: str) -> str:
    lines = zip(
        names,
        ["Shopbell <desk@shop.example>", "Thursday, 26 November 2026 09:00", "Bo Lind", "1 ticket"],
        strict=True,
    )
    return "\n".join([rule, *(f"{name}: {value}" for name, value in lines), ""])


OUTLOOK = block("________________________________", "From", "Sent", "To", "Subject")
GERMAN = block("", "Von", "Gesendet", "An", "Betreff")
FRENCH = block("", "De", "Envoyé", "À", "Objet")

PROGRAMS = {
    "gmail": lambda notice: f"{SAID}\n\n{HEAD}\n\n{quoted(notice)}",
    "gmail, wrapped": lambda notice: f"{SAID}\n\n{HEAD[:-7]}\nwrote:\n\n{quoted(notice)}",
    "apple": lambda notice: f"{SAID}\n\n> On 26 Nov 2026, at 09:00, Shopbell <desk@shop.example> wrote:\n> \n{quoted(notice)}",
    "iphone": lambda notice: f"{SAID}\n\nSent from my iPhone\n\n{HEAD.replace(' at', ', at')}\n\n{quoted(notice)}",
    "iphone, german": lambda notice: (
        f"{SAID}\n\nVon meinem iPhone gesendet\n\nAm 26.11.2026 um 09:00 schrieb Shopbell <desk@shop.example>:\n\n"
        + quoted(notice)
    ),
    "outlook": lambda notice: f"{SAID}\n\n{OUTLOOK}\n{notice}",
    "outlook, german": lambda notice: f"{SAID}\n\n{GERMAN}\n{notice}",
    "outlook, french": lambda notice: f"{SAID}\n\n{FRENCH}\n{notice}",
    "outlook, phone": lambda notice: f"{SAID}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{OUTLOOK}\n{notice}",
    "thunderbird, below": lambda notice: f"{HEAD}\n{quoted(notice)}\n\n{SAID}",
    "signature": lambda notice: f"{SAID}\n\n-- \nBo Lind\nShop\n\n{HEAD}\n{quoted(notice)}",
    "no quote": lambda notice: SAID,
    "marks alone": lambda notice: f"{SAID}\n\n{quoted(notice)}",
    "nothing but the line": lambda notice: f"{SAID}\n\n{notice}",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_quotes_are_cut_off(ways, notice, answers, program):
    reply = answers(PROGRAMS[program](notice), ways.reply)

    assert reply is not None, letters()
    assert (reply.text, reply.quoted_text) == (SAID, "")


def page(notice: str) -> str:
    return notice.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


PAGES = {
    "gmail": lambda notice: (
        f'<div dir="ltr"><div>It comes today.</div><div><br></div><div>Sorry for the wait!</div></div><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">{HEAD.replace("<", "&lt;").replace(">", "&gt;")}<br></div>'
        f'<blockquote class="gmail_quote">{page(notice)}</blockquote></div>'
    ),
    "apple": lambda notice: (
        f'<body>It comes today.<div><br></div><div>Sorry for the wait!<br><div><br><blockquote type="cite">'
        f"<div>On 26 Nov 2026, at 09:00, Shopbell &lt;desk@shop.example&gt; wrote:</div><br>{page(notice)}"
        f"</blockquote></div></div></body>"
    ),
    "outlook": lambda notice: (
        f'<p class="MsoNormal">It comes today.</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Sorry for the wait!'
        f'</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        f"<b>From:</b> Shopbell &lt;desk@shop.example&gt;<br><b>Sent:</b> Thursday, 26 November 2026 09:00<br>"
        f"<b>To:</b> Bo Lind<br><b>Subject:</b> 1 ticket has news for you</p></div><p>{page(notice)}</p>"
    ),
}


@pytest.mark.parametrize("program", PAGES)
def test_quotes_are_cut_off_where_there_is_a_page_alone(ways, notice, answers, program):
    reply = answers("", ways.reply, html=PAGES[program](notice))

    assert reply is not None, letters()
    assert (reply.text, reply.html, reply.quoted_html) == (SAID, "", "")


@pytest.mark.parametrize(
    "only",
    [
        lambda notice: quoted(notice),
        lambda notice: f"{HEAD}\n\n{quoted(notice)}",
        lambda notice: f"{OUTLOOK}\n{notice}",
        lambda notice: notice,
        lambda notice: f"-- \nBo\n\n{HEAD}\n\n{quoted(notice)}",
    ],
)
def test_a_quote_alone_is_no_answer(ways, notice, answers, only):
    assert answers(only(notice), ways.reply) is None
    assert whys() == ["refused"] and not Delivery.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Yes.\n\n#12 · Where is my parcel?\nhttp://localhost:8000/desk/tickets/12/",
        "Yes.\n\nVan: Shopbell desk@localhost",
        "Yes.\n\nAnswer the customer: {reply}",
        "Yes.\n\n---------- Forwarded message ---------\nFrom: Shopbell <desk@localhost>\nSubject: x\n\n{notice}",
    ],
)
def test_where_a_trace_of_the_notification_is_left_nothing_is_sent(ways, notice, answers, settings, text):
    settings.SITE_URL, settings.MAIL_DOMAIN = "http://localhost:8000", "localhost"

    assert answers(text.format(reply=ways.reply, notice=notice), ways.reply, subject="Fwd: news") is None
    said = letters()[0][2]
    assert "could not be told" in said and said.count(ways.reply) <= 1  # where it is offered anew


def test_answers_between_the_quotes_keep_the_answers_alone(ways, notice, answers):
    lines = quoted(notice).split("\n")
    reply = answers("\n".join([HEAD, *lines[2:5], "", "Tomorrow.", "", *lines[5:]]), ways.reply)

    assert reply is None or reply.text == "Tomorrow."


@pytest.mark.parametrize(
    ("below", "left"),
    [
        ("Bo Lind\nCustomer care\n+44 20 7946 0000", ""),
        ("Bo Lind\nbo@desk.example", ""),
        ("Bo Lind", "\n\nBo Lind"),
        (
            "Bo Lind\nPS: The label is at www.shop.example/label.",
            "\n\nBo Lind\nPS: The label is at www.shop.example/label.",
        ),
    ],
)
def test_a_card_below_the_name_is_cut_off_and_a_postscript_is_not(ways, answers, below, left):
    assert answers(f"{SAID}\n\n{below}", ways.reply).text == SAID + left


def test_what_the_desk_knows_as_the_agents_signature_is_cut_off(ways, answers, bo):
    bo.signature = "Bo from the shop\nWe care"
    bo.save()

    assert answers(f"{SAID}\n\nBo from the shop\nWe care", ways.reply).text == SAID
