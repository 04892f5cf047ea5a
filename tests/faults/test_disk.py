"""The disk of the data folder is full: nothing is taken that cannot be kept, and all goes on once there is space."""

import contextlib
import os
import smtplib
import subprocess

import psycopg
import pytest

from shopbell.core import embedded_postgres
from tests.faults.flood import make_flood
from tests.faults.shop import KEY, open_shop
from tests.faults.writers import Mailer, Shopper
from tests.running_desk import Desk, environment, free_port


@pytest.fixture
def small_disk(home):
    """A file system of 300 MB for the data folder."""
    disk = home / "disk"
    disk.mkdir(mode=0o755)
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", disk], capture_output=True
        ).returncode
    ):
        pytest.skip("Mounting a small file system needs root: run the tests as root to try a full disk.")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk) -> None:
    with contextlib.suppress(OSError), (disk / "ballast").open("wb") as ballast:
        while True:
            ballast.write(b"x" * 65536)
            ballast.flush()


def hand_over(smtp_port: int, size_bytes: int) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=20) as server:
        body = b"From: a@shopper.example\r\nMessage-ID: <full@shopper.example>\r\n\r\n" + b"x" * size_bytes
        server.sendmail("a@shopper.example", ["care@shop.example"], body)


def test_a_full_disk_refuses_and_recovers(small_disk):
    port, smtp_port, data = free_port(), free_port(), small_disk / "data"
    settings = environment(SHOPBELL_SMTP_PORT=str(smtp_port))
    desk = Desk("run", "--empty", "--data", data, "--port", port, env=settings).wait_for("is open at")
    try:
        with (
            embedded_postgres.available(data, lambda _: None) as address,
            psycopg.connect(address) as database,
        ):
            open_shop(database)
        fill(small_disk)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            hand_over(smtp_port, 3_000_000)
        assert 400 <= refused.value.smtp_code < 500, "a mail that cannot be kept must be offered again"
        (small_disk / "ballast").unlink()

        shopper, mailer = Shopper(port, KEY, 2), Mailer(smtp_port, make_flood(1))
        shopper.start()
        mailer.start()
        shopper.join()
        mailer.join()
        assert len(shopper.taken) == 2 and len(mailer.taken) == 1
        hand_over(smtp_port, 3_000_000)
    finally:
        assert desk.stop() == 0
