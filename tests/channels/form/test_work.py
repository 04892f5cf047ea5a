"""Work instead of a puzzle: a browser that did it is believed, what did not is doubted and slowed, and no work counts twice."""

import hashlib
import itertools
import re
import shutil
import subprocess
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.form import work
from shopbell.channels.form.models import SpentTask
from shopbell.channels.form.work import KEPT, doubt_of, harder, is_solved, new_task, sweep_tasks
from shopbell.channels.models import Inbox
from shopbell.core.errors import Refused
from shopbell.tickets.models import Ticket
from shopbell.tickets.spam import is_spam

SPAM_LIKE = (
    "We offer a free audit of your website, top ranking and backlinks. Reply for our packages and prices."
)


def solved(task: str) -> str:
    """The answer to a task, as the page's worker finds it."""
    signed = task.rpartition(":")[0]
    bits = int(signed.split(".")[1])
    return next(str(number) for number in itertools.count() if is_solved(signed, str(number), bits))


@pytest.fixture(autouse=True)
def easy(monkeypatch):
    """Tasks that Python does at once."""
    monkeypatch.setattr(work, "EASY", 4)
    monkeypatch.setattr(work, "HARDEST", 8)


@pytest.fixture
def earlier(monkeypatch):
    """A task that was given some seconds ago."""

    def give(inbox, seconds=30):
        now = time.time()
        with monkeypatch.context() as past:
            past.setattr(work.time, "time", lambda: now - seconds)
            return new_task(inbox)

    return give


@pytest.mark.django_db
@pytest.mark.requirement("R21")
def test_a_browser_that_did_its_work_is_believed(shop_chat, earlier):
    task = earlier(shop_chat)

    assert doubt_of(task, solved(task), shop_chat) == ""


@pytest.mark.django_db
def test_what_did_none_or_came_at_once_is_doubted(shop_chat, earlier):
    task, now = earlier(shop_chat), new_task(shop_chat)
    wrong = next(str(n) for n in itertools.count() if not is_solved(task.rpartition(":")[0], str(n), 4))

    assert doubt_of("", "", shop_chat) == "no-work"
    assert doubt_of(task, wrong, shop_chat) == "no-work"
    assert (
        doubt_of(task.replace(".4.", ".0."), "1", shop_chat) == "no-work"
    )  # nobody makes their own task easier
    assert doubt_of(now, solved(now), shop_chat) == "too-soon"


@pytest.mark.django_db
def test_a_page_that_was_open_for_long_comes_back_with_a_new_task_and_all_words(send, shop_chat, earlier):
    task = earlier(shop_chat, KEPT.total_seconds() + 60)
    answer = send(task=task, answer=solved(task), text="Where is it?")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "open for long" in page and "Where is it?" in page
    assert task not in page and re.search(r'name="task" value="[0-9a-f]{24}\.', page)


@pytest.mark.django_db
def test_work_counts_for_one_form(send, shop_chat, earlier):
    task, number = earlier(shop_chat), str(uuid.uuid4())
    worked = {"task": task, "answer": solved(task)}

    assert send(client_id=number, **worked).status_code == 302
    assert send(client_id=number, **worked).status_code == 302  # the same form, sent twice
    again = send(**worked)

    assert again.status_code == 422 and "was sent before" in again.content.decode()
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_spent_tasks_are_forgotten_when_nobody_could_use_them(send, shop_chat, earlier):
    task = earlier(shop_chat)
    send(task=task, answer=solved(task))

    assert sweep_tasks(timezone.now() + KEPT) == 0
    assert sweep_tasks(timezone.now() + KEPT * 2 + timedelta(minutes=1)) == 1
    assert not SpentTask.objects.exists()


@pytest.mark.django_db
def test_a_flood_makes_new_tasks_harder_and_its_old_ones_worth_nothing(client, send, shop_chat, earlier):
    client.defaults["REMOTE_ADDR"] = "10.0.0.9"  # behind a proxy, so that no address stops it
    first = earlier(shop_chat)
    answer = solved(first)
    for _ in range(work.CALM * 8):
        send(website="https://spam.example")

    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()
    [bits] = re.findall(r'name="task" value="[0-9a-f]+\.(\d+)\.', page)
    assert int(bits) == work.EASY + 4
    assert doubt_of(first, answer, shop_chat) == "no-work"
    other = Inbox.objects.create(channel="form", name="Trade")
    assert work.bits_now(other) == work.EASY


@pytest.mark.django_db
def test_one_address_sends_few_forms_without_work(client, send, shop_chat, earlier):
    client.defaults["REMOTE_ADDR"] = "9.9.9.9"

    assert [send().status_code for _ in range(6)] == [302] * 5 + [429]
    task = earlier(shop_chat)
    assert send(task=task, answer=solved(task)).status_code == 302  # a browser at the same place


@pytest.mark.django_db
def test_the_filter_needs_less_where_no_work_was_done(monkeypatch, send, shop_chat, earlier):
    from shopbell.channels.email.spam import typed
    from shopbell.channels.email.spam.policy import SpamPolicy
    from shopbell.channels.email.spam.scoring import Score

    between = (SpamPolicy.current().held_from + 0.5) / 2 + 0.01
    monkeypatch.setattr(typed, "score", lambda tokens, known: Score(between, []))
    task = earlier(shop_chat)
    send(task=task, answer=solved(task), email="a@seo.example", text=SPAM_LIKE)
    send(email="b@seo.example", text=SPAM_LIKE)

    believed, doubted = Ticket.objects.order_by("pk")
    assert not is_spam(believed) and is_spam(doubted)


@given(count=st.integers(0, 100_000))
def test_tasks_never_get_easier_with_more_forms_and_never_endless(count):
    assert work.EASY <= harder(count) <= harder(count + 1) <= work.HARDEST


@given(bits=st.integers(1, 8), number=st.integers(0, 10**9))
def test_an_answer_is_right_just_when_its_hash_begins_with_zeros(bits, number):
    begins = f"{int.from_bytes(hashlib.sha256(f'a:{number}'.encode()).digest()):0256b}"[:bits]

    assert is_solved("a", str(number), bits) == (set(begins) == {"0"})


@pytest.mark.parametrize("answer", ["", "-1", "1.0", "١", "9" * 13, "x"])
def test_what_is_no_number_is_no_answer(answer):
    assert not is_solved("a", answer, 0)


@pytest.mark.django_db
def test_another_form_that_is_refused_keeps_no_ticket(shop_chat, earlier):
    with pytest.raises(Refused):
        work.spend_task(task := earlier(shop_chat), uuid.uuid4())
        work.spend_task(task, uuid.uuid4())


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_the_page_s_own_hash_is_the_one_that_the_desk_counts(tmp_path):
    root = Path(__file__).parents[3]
    built = root / "build/front/widget/work.js"
    if not built.exists():
        pytest.skip("the front end is not built")
    script = tmp_path / "run.cjs"
    script.write_text(
        "globalThis.onmessage = null; globalThis.postMessage = (number) => console.log(number);\n"
        f"{built.read_text()}\nonmessage({{ data: 'ab.10.1' }});\n"
    )
    ran = subprocess.run(["node", str(script)], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603, S607

    assert is_solved("ab.10.1", ran.stdout.strip(), 10)


PRESSED = """
import { workOn } from "%s";
const field = (value) => ({ value });
const fields = { task: field("ab.16.1:signed"), answer: field("") };
const heard = {}, sent = [];
globalThis.window = globalThis;
globalThis.Worker = class { constructor() { globalThis.worker = this; } postMessage() {} };
const press = () => { let kept = false; heard.submit({ preventDefault: () => { kept = true; } }); if (!kept) sent.push(fields.answer.value); };
workOn({
  elements: { namedItem: (name) => fields[name] }, dataset: { worker: "/work.js" },
  addEventListener: (name, listener) => { heard[name] = listener; }, requestSubmit: press,
});
press(); press();
worker.onmessage({ data: 42 });
console.log(JSON.stringify(sent));
process.exit(0);
"""


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node")
def test_a_second_press_does_not_send_the_form_without_its_work(tmp_path):
    root = Path(__file__).parents[3]
    bundler = root / "node_modules/.bin/esbuild"
    if not bundler.exists():
        pytest.skip("the front end's packages are not installed")
    script = tmp_path / "pressed.mjs"
    script.write_text(PRESSED % (root / "widget/src/contact/task.ts"))
    built = tmp_path / "pressed.cjs"
    bundle = [str(bundler), str(script), "--bundle", "--platform=node", f"--outfile={built}"]
    subprocess.run(bundle, capture_output=True, timeout=60, check=True)  # noqa: S603
    ran = subprocess.run(["node", str(built)], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603, S607

    assert ran.stdout.strip() == '["42"]'
