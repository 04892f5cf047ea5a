import os

import pytest

from shopbell.cli import COMMANDS
from tests.running_desk import environment, run_command


def test_every_command_says_in_a_sentence_what_it_does():
    told = run_command("--help")
    assert told.returncode == 0
    for name in COMMANDS:
        detail = run_command(name, "--help")
        assert detail.returncode == 0
        assert name in told.stdout
        assert "." in detail.stdout.split("\n\n", 1)[1]


def test_an_agent_is_made_with_a_password_that_is_printed_once(desk_folder):
    made = run_command("create-agent", "--data", desk_folder, "ada@shop.example", "Ada Okafor", "Admin")
    assert made.returncode == 0, made.stderr
    assert len(made.stdout.strip()) >= 12
    assert "Ada Okafor may sign in as ada@shop.example (Admin)." in made.stderr

    again = run_command("create-agent", "--data", desk_folder, "Ada@shop.example", "Ada", "Admin")
    assert again.returncode == 1
    assert again.stderr.endswith("shopbell: There is already an agent with the address Ada@shop.example.\n")


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (["bo@shop.example", "Bo", "Boss"], "", "There is no role Boss; there are "),
        (["not an address", "Bo"], "", "Enter a valid email address."),
        (["bo@shop.example", "Bo", "--password-stdin"], "short\n", "This password is too short."),
    ],
)
def test_an_agent_that_cannot_be_made_is_one_sentence(desk_folder, words, password, sentence):
    tried = run_command("create-agent", "--data", desk_folder, *words, input=password)
    assert tried.returncode == 1
    assert sentence in tried.stderr
    assert "Traceback" not in tried.stderr


def test_the_doctor_finds_a_healthy_desk_healthy(desk_folder):
    run_command("create-agent", "--data", desk_folder, "cy@shop.example", "Cy")
    told = run_command("doctor", "--data", desk_folder)
    assert told.returncode == 0, told.stdout
    doubts = [line for line in told.stdout.splitlines() if not line.startswith("ok ")]
    assert [line.partition(": ")[0] for line in doubts] == ["warn mail out"]
    assert "PostgreSQL 18" in told.stdout
    assert str(desk_folder) in told.stdout


def test_the_doctor_says_what_is_wrong(tmp_path):
    env = environment(DATABASE_URL="postgres://a:b@127.0.0.1:9/c", SHOPBELL_DATA=str(tmp_path / "gone"))
    told = run_command("doctor", env=env)
    assert told.returncode == 1
    assert "bad  folder: " in told.stdout
    assert "bad  database" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr


def test_importing_a_file_that_is_not_there_is_one_sentence(desk_folder):
    tried = run_command("import", "--data", desk_folder, "shop", "/no/such/file.json")
    assert (tried.returncode, tried.stderr) == (1, "shopbell: There is no file /no/such/file.json.\n")


def test_what_is_meant_for_another_folder_makes_no_desk_here(tmp_path):
    desk_folder = tmp_path / "data"
    table = tmp_path / "products.csv"
    table.write_text("product,name\np,Vase\n")

    tried = run_command("import", "--data", desk_folder, "products", table)

    assert tried.returncode == 1 and "There is no desk in" in tried.stderr and "--data" in tried.stderr
    assert not desk_folder.exists()


def test_a_setting_that_is_no_number_is_one_sentence(desk_folder):
    tried = run_command("run", "--data", desk_folder, env=environment(SHOPBELL_PORT="eight"))
    assert tried.returncode == 1
    assert "SHOPBELL_PORT must be a whole number, not 'eight'." in tried.stderr
    assert "Traceback" not in tried.stderr


def test_django_commands_run_on_the_desk_of_the_folder(desk_folder):
    told = run_command("manage", "--data", desk_folder, "check")
    assert told.returncode == 0
    assert "no issues" in told.stdout


def test_words_that_the_terminal_cannot_write_do_not_stop_a_command(desk_folder):
    env = {
        key: value
        for key, value in environment(PYTHONIOENCODING="ascii").items()
        if key not in ("LANG", "LC_ALL")
    }
    made = run_command(
        "create-agent", "--data", desk_folder, f"d{os.getpid()}@shop.example", "Ēlīna 美玲", env=env
    )
    assert made.returncode == 0, made.stderr


def test_failed_jobs_are_listed_and_run_again(desk_folder):
    make = (
        "from procrastinate.contrib.django import app; from django.db import connection;"
        "number = app.configure_task('tests.parcels').defer(order='W26');"
        "connection.cursor().execute(\"update procrastinate_jobs set status = 'failed' where id = %s\", [number])"
    )
    assert run_command("jobs", "--data", desk_folder).stderr.endswith("No job failed.\n")
    made = run_command("manage", "--data", desk_folder, "shell", "--no-imports", "-c", make)
    assert made.returncode == 0, made.stderr

    listed = run_command("jobs", "--data", desk_folder)
    assert listed.returncode == 1
    assert "tests.parcels  order W26" in listed.stdout and "failed for good" in listed.stdout
    told = run_command("doctor", "--data", desk_folder)
    assert told.returncode == 1 and "1 of tests.parcels" in told.stdout

    assert "Jobs that run again: 1." in run_command("jobs", "--data", desk_folder, "--again").stderr
    assert run_command("jobs", "--data", desk_folder).returncode == 0


def test_the_archive_of_mail_is_read_again(desk_folder):
    letter = "From: mina@shopper.example\nTo: care@shop.example\nMessage-ID: <a@x.example>\n\nHello"
    run_command("receive", "--data", desk_folder, input=letter)

    told = run_command("reparse", "--data", desk_folder)
    assert (told.returncode, told.stdout) == (0, "")
    assert "Mails read: 1. Messages that would change: 0." in told.stderr

    code = "from shopbell.tickets.models import Message; Message.objects.update(text='garbled')"
    run_command("manage", "--data", desk_folder, "shell", "-c", code)
    told = run_command("reparse", "--data", desk_folder, "--apply")
    assert ": text 7 → 5 characters" in told.stdout
    assert "Messages that were changed: 1." in told.stderr
    assert "Messages that would change: 0." in run_command("reparse", "--data", desk_folder).stderr
