"""A desk with mail, files and waiting jobs, kept while it runs and brought back elsewhere."""

import hashlib
import io
import json
import re
import shutil
import tarfile
import time
from email.message import EmailMessage

import pytest

from shopbell.cli import archive
from shopbell.cli.backup import target_of
from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.object_store.store import Streamed
from tests.running_desk import environment, get, run_command

PHOTO = bytes(range(256)) * 400
LOOK = """
import json
from shopbell.core import blob
from shopbell.tickets.models import Attachment, Message
from shopbell.tickets.event import Event
from shopbell.channels.email.models import RawMail
from procrastinate.contrib.django.models import ProcrastinateJob
from shopbell.promises.models import Promise, TicketClocks
print(json.dumps({
    "messages": sorted(Message.objects.values_list("pk", "text")),
    "files": sorted((a.name, len(blob.get(a.blob))) for a in Attachment.objects.all()),
    "mails": sorted(len(raw.raw) for raw in RawMail.objects.all()),
    "told": [[*row[:3], str(row[3])] for row in
             TicketClocks.objects.order_by("pk").values_list("pk", "goal", "told", "told_at")],
    "promises": sorted(Promise.objects.values_list("ticket", "kind", "outcome", "is_owed")),
    "events": sorted(Event.objects.values_list("pk", "verb")),
    "groups": sorted(len(set(Event.objects.filter(ticket=t).values_list("xid"))) for t in
                     set(Event.objects.values_list("ticket", flat=True))),
    "readable": list(Event.objects.order_by("pk").values_list("pk", flat=True).extra(
        where=["xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"])),
    "jobs": ProcrastinateJob.objects.filter(status="todo", task_name="shopbell.reactions.react").count(),
}))
"""
PROMISE = """
from datetime import timedelta
from django.utils import timezone
from shopbell.promises.promise import Kind, make_promise
from shopbell.promises.promise_breaking import break_due
from shopbell.tickets.models import Ticket
now = timezone.now()
one, other = Ticket.objects.order_by("pk")
make_promise(one, now + timedelta(hours=2), kind=Kind.CALL)
make_promise(other, now + timedelta(hours=1))
break_due(now + timedelta(hours=1))
"""


def mail(number: int) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Mina Okafor <mina@shopper.example>", "care@shop.example"
    letter["Subject"], letter["Message-ID"] = f"The lamp {number}", f"<{number}@shopper.example>"
    letter.set_content(f"It is broken, see photo {number}.")
    letter.add_attachment(
        PHOTO + bytes([number]), maintype="image", subtype="png", filename=f"lamp-{number}.png"
    )
    return letter.as_bytes()


def look(data) -> dict:
    told = run_command("manage", "--data", data, "shell", "--no-imports", "-c", LOOK)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def shell(data, code: str) -> None:
    told = run_command("manage", "--data", data, "shell", "--no-imports", "-c", code)
    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def desk(desk_folder):
    """A desk with two mails whose reactions still wait, a call that is promised and an answer that is owed, and a server that has counted far."""
    made = run_command("create-agent", "--data", desk_folder, "ada@shop.example", "Ada Okafor", "Admin")
    assert made.returncode == 0, made.stderr
    shell(
        desk_folder,
        "from shopbell.channels.models import Inbox;"
        "Inbox.objects.create(channel='email', name='Care', address='care@shop.example')",
    )
    for number in (1, 2):
        told = run_command("receive", "--data", desk_folder, input=mail(number), text=False)
        assert json.loads(told.stdout)["ticket"], told.stderr
    shell(desk_folder, PROMISE)
    shell(
        desk_folder,
        "from shopbell.tickets.event import Event; from django.db.models import F;"
        "Event.objects.update(xid=F('xid') + 10**9)",
    )
    return desk_folder


@pytest.fixture(scope="module")
def backup(desk, tmp_path_factory):
    target = tmp_path_factory.mktemp("backups") / "desk.tar"
    told = run_command("backup", "--data", desk, target)
    assert told.returncode == 0, told.stderr
    assert "verified" in told.stdout
    return target


def test_a_restored_desk_is_the_desk_that_was_kept_and_goes_on(desk, backup, desk_folder, start, port):
    before, copy = look(desk), desk_folder.with_name("restored")
    told = run_command("restore", "--data", copy, backup)
    assert told.returncode == 0, told.stderr

    after = look(copy)
    assert before["readable"] == []  # what the trick with the counter was for
    assert after["readable"] == [pk for pk, _ in after["events"]]
    assert after | {"readable": 0} == before | {"readable": 0}
    assert after["jobs"] == 3  # of two mails, and of what is owed
    assert [told for _, _, told, _ in after["told"]] == ["call", "answer"]
    assert (copy / "secrets" / "secret-key").read_text() == (desk / "secrets" / "secret-key").read_text()

    running = start("--data", copy).wait_for("Ctrl-C")
    assert get(port) == 200
    until = time.monotonic() + 60
    while not list((copy / "outbox").glob("*.eml")) and time.monotonic() < until:
        time.sleep(0.1)
    assert list((copy / "outbox").glob("*.eml")), "the acknowledgement that waited goes out"
    assert running.stop() == 0
    assert run_command("doctor", "--data", copy).returncode == 0


def test_a_desk_is_kept_while_it_runs(desk, tmp_path, start):
    start().wait_for("Ctrl-C")

    told = run_command("backup", "--data", desk, tmp_path)

    assert told.returncode == 0, told.stderr
    (target,) = tmp_path.iterdir()
    assert target.stat().st_mode & 0o077 == 0
    assert archive.verify(target).rows["tickets_message"] == 2


def test_a_restore_into_a_desk_that_is_there_is_refused(desk, backup):
    told = run_command("restore", "--data", desk, backup)

    assert told.returncode == 1
    assert "a restore would mix the two" in told.stderr
    assert len(look(desk)["messages"]) == 2


def test_a_backup_holds_no_password_of_the_old_server(backup):
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert "secrets/secret-key" in names and "secrets/postgres-password" not in names
    assert names[0] == archive.DUMP and names[-1] == archive.ABOUT


def test_a_damaged_backup_is_known_before_anything_is_touched(backup, tmp_path):
    content = backup.read_bytes()
    flipped = tmp_path / "flipped.tar"
    at = content.index(PHOTO)
    flipped.write_bytes(content[:at] + b"\x01" + content[at + 1 :])
    cut = tmp_path / "cut.tar"
    cut.write_bytes(content[: len(content) // 2])
    other = tmp_path / "other.tar"
    other.write_bytes(b"not a tar at all")

    for broken in (flipped, cut, other):
        with pytest.raises(CannotStart, match="damaged|no backup"):
            archive.verify(broken)
        told = run_command("restore", "--data", tmp_path / "new", broken)
        assert told.returncode == 1 and "Traceback" not in told.stderr
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_newer_desk_is_refused(backup, tmp_path):
    newer = tmp_path / "newer.tar"
    with tarfile.open(backup) as old, tarfile.open(newer, "w") as tar:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == archive.ABOUT:
                about = json.loads(content)
                about["migrations"].append("tickets.0999_something_new")
                content = json.dumps(about).encode()
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))

    told = run_command("restore", "--data", tmp_path / "data", newer)

    assert told.returncode == 1
    assert "newer Shopbell" in told.stderr and "0999_something_new" in told.stderr


def test_a_missing_file_is_told_and_the_rest_is_kept(desk, tmp_path):
    blobs = desk / "blobs"
    lost = next(path for path in blobs.glob("*/*") if path.stat().st_size == len(PHOTO) + 1)
    shutil.move(lost, tmp_path / "lost")
    try:
        told = run_command("backup", "--data", desk, tmp_path / "desk.tar")
    finally:
        shutil.move(tmp_path / "lost", lost)

    assert told.returncode == 1
    assert f"The file {lost.name} is named in the database" in told.stderr
    assert archive.verify(tmp_path / "desk.tar").missing == [lost.name]


def test_a_damaged_file_is_told_and_the_rest_is_kept(desk, tmp_path):
    blobs = desk / "blobs"
    hurt = next(path for path in blobs.glob("*/*") if path.stat().st_size == len(PHOTO) + 1)
    whole = hurt.read_bytes()
    hurt.chmod(0o600)
    hurt.write_bytes(b"\0" * len(whole))
    try:
        told = run_command("backup", "--data", desk, tmp_path / "desk.tar")
    finally:
        hurt.write_bytes(whole)

    assert told.returncode == 1
    assert f"The file {hurt.name} in" in told.stderr and "is damaged and left out" in told.stderr
    assert archive.verify(tmp_path / "desk.tar").damaged == [hurt.name]


@pytest.mark.parametrize("is_long", [True, False])
def test_nothing_of_a_file_that_proves_damaged_at_its_end_stays_in_the_backup(tmp_path, is_long):
    good, bad = b"a lamp", b"x" * (3_000_000 if is_long else 10)
    key, other = hashlib.sha256(good).hexdigest(), "0" * 64
    with tarfile.open(tmp_path / "desk.tar", "w:") as tar:
        assert not archive.add_blob(tar, other, Streamed(other, [bad], len(bad), "a bucket"))
        assert archive.add_blob(tar, key, Streamed(key, [good], len(good), "a bucket"))

    with tarfile.open(tmp_path / "desk.tar") as tar:
        assert [(each.name, tar.extractfile(each).read()) for each in tar] == [
            (f"blobs/{key[:2]}/{key}", good)
        ]


def test_a_backup_never_takes_the_place_of_another_file(desk, tmp_path):
    (tmp_path / "desk.tar").write_text("precious")

    told = run_command("backup", "--data", desk, tmp_path / "desk.tar")

    assert told.returncode == 1 and "exists already" in told.stderr
    assert (tmp_path / "desk.tar").read_text() == "precious"


def test_what_ends_in_a_slash_is_a_folder_and_the_file_is_named_by_the_moment(tmp_path):
    target = target_of(f"{tmp_path}/away/nightly/")

    assert target.parent == tmp_path / "away" / "nightly" and target.parent.is_dir()
    assert re.fullmatch(r"shopbell-\d{8}-\d{6}\.tar", target.name)
    assert target_of(f"{tmp_path}/away").parent == tmp_path / "away"
    assert target_of(f"{tmp_path}/desk.tar") == tmp_path / "desk.tar"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CannotStart, match="The folder .*taken cannot be made"):
        target_of(f"{tmp_path}/taken/")


@pytest.mark.parametrize("command", ["backup", "doctor"])
def test_looking_for_a_desk_in_the_wrong_folder_makes_none(command, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "gone"):
        told = run_command(command, "--data", folder)

        assert (told.returncode, told.stdout) == (1, "")
        assert told.stderr == f"shopbell: There is no desk in {folder}: name its data folder with --data.\n"
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


def test_where_there_is_no_desk_nothing_is_kept(tmp_path):
    told = run_command("backup", "--data", tmp_path / "nowhere", tmp_path)

    assert told.returncode == 1 and "There is no desk in" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_desk_moves_into_a_bucket_and_back(desk, backup, desk_folder, access, tmp_path):
    copy, before = desk_folder.with_name("clouded"), look(desk)
    service = {
        "SHOPBELL_OBJECT_STORE_ENDPOINT": access.endpoint,
        "SHOPBELL_OBJECT_STORE_KEY_ID": "desk",
        "SHOPBELL_OBJECT_STORE_SECRET": "of-the-desk",
    }
    in_bucket, elsewhere = environment(SHOPBELL_OBJECT_STORE=str(access), **service), environment(**service)

    told = run_command("restore", "--data", copy, backup, env=in_bucket)
    assert told.returncode == 0, told.stderr
    assert not list((copy / "blobs").glob("*/*"))
    second = run_command("restore", "--data", copy.with_name("second"), backup, env=in_bucket)
    assert second.returncode == 1 and "has files already" in second.stderr
    told = run_command("restore", "--data", copy.with_name("second"), "--same-bucket", backup, env=in_bucket)
    assert told.returncode == 0, told.stderr
    told = run_command("backup", "--data", copy, tmp_path / "clouded.tar", env=in_bucket)
    assert told.returncode == 0, told.stderr
    assert archive.verify(tmp_path / "clouded.tar").file_count == archive.verify(backup).file_count

    told = run_command("move-objects", "--data", copy, "--from", access, env=elsewhere)
    assert told.returncode == 0, told.stderr
    assert f"files are in {copy / 'blobs'} now" in told.stdout
    assert look(copy)["files"] == before["files"]
    again = run_command("move-objects", "--data", copy, env=elsewhere)
    assert again.returncode == 1 and "already: name another place" in again.stderr


def test_tickets_are_taken_out_a_line_each(desk, tmp_path):
    target = tmp_path / "tickets.jsonl"

    told = run_command("export", "--data", desk, "tickets", target)
    again = run_command("export", "--data", desk, "tickets", target)
    piped = run_command("export", "--data", desk, "tickets", "-")

    assert told.returncode == 0, told.stderr
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["messages"][0]["files"][0]["name"] for line in lines] == ["lamp-1.png", "lamp-2.png"]
    assert piped.stdout == target.read_text() and target.stat().st_mode & 0o077 == 0
    assert again.returncode == 1 and "exists already" in again.stderr


def test_the_configuration_goes_out_and_comes_in_at_the_command_line(desk, tmp_path):
    target = tmp_path / "configuration.json"
    told = run_command("config", "--data", desk, "export", target)
    assert told.returncode == 0, told.stderr
    document = json.loads(target.read_text())
    document["tags"].append({"name": "returner"})
    document["tigers"] = []
    target.write_text(json.dumps(document))

    refused = run_command("config", "--data", desk, "import", target)
    assert refused.returncode == 1 and "no section “tigers”" in refused.stderr
    assert "Nothing was changed." in refused.stderr

    del document["tigers"]
    target.write_text(json.dumps(document))
    shown = run_command("config", "--data", desk, "import", "--preview", target)
    done = run_command("config", "--data", desk, "import", target)
    again = run_command("config", "--data", desk, "import", target)

    assert "new     tags “returner”" in shown.stdout and "1 would change." in shown.stderr + shown.stdout
    assert "new     tags “returner”" in done.stdout
    assert "Nothing differs." in again.stderr + again.stdout
