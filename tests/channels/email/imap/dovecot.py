"""Dovecot, a real IMAP server, as an instance of the test's own on a free port; and what its tests do with it."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.imap.fetch import fetch
from shopbell.channels.email.models import Mailbox
from tests.channels.email.conftest import mail
from tests.fakes.mail_relay import free_port

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NEEDED = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not DOVECOT, reason="Dovecot is not here: apt-get install dovecot-imapd"),
]
CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
default_internal_user = {owner}
default_login_user = {owner}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
namespace inbox {{
  inbox = yes
  mailbox "Sent Messages" {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Unwanted {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Orders {{
    auto = create
  }}
}}
mail_uid = {uid}
mail_gid = {gid}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  chroot =
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{oauth2}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""
OAUTH2 = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""


class Server:
    """Dovecot in a folder of its own, as whoever runs the tests.

    With `introspection`, an address by RFC 7662, it takes access tokens too (XOAUTH2).
    """

    def __init__(self, folder: Path, introspection: str = ""):
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        text = CONFIGURATION.format(
            folder=folder,
            mechanisms="xoauth2" if introspection else "",
            oauth2=OAUTH2.format(folder=folder) if introspection else "",
            port=self.port,
            owner=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
        (folder / "dovecot.conf").write_text(text)
        (folder / "oauth2").write_text(INTROSPECTION.format(introspection=introspection))
        (folder / "users").write_text("care:secret\n")
        (folder / "mail").mkdir()
        for each in (folder, folder / "mail"):
            os.chmod(each, 0o755)
        if os.getuid() == 0:
            os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [DOVECOT, "-F", "-c", self.folder / "dovecot.conf"], stderr=subprocess.PIPE
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        log = self.folder / "log"
        raise AssertionError(log.read_text() if log.exists() else self.process.stderr.read())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login("care", "secret")
        return client

    def put(self, *raws: bytes, flags=(), at: datetime | None = None, folder: str = "INBOX") -> None:
        with self.client() as client:
            for raw in raws:
                client.append(folder, raw.replace(b"\n", b"\r\n"), flags=flags, msg_time=at)

    def drop(self, *raws: bytes, first: int = 0) -> None:
        """Put mails there without the server, which must read each file to know its size.

        `first` numbers them on, so that their order stays when the server numbers anew.
        """
        with self.client() as client:
            client.select_folder("INBOX")
        folder = self.folder / "mail" / "care"
        owner = folder.stat()
        for number, raw in enumerate(raws, 1_700_000_000 + first):
            file = folder / "new" / f"{number}.M1P1.shop"
            file.write_bytes(raw)
            os.chown(file, owner.st_uid, owner.st_gid)

    def renumber(self) -> None:
        """Forget all numbers, as a server does that was restored from a copy."""
        with self.client() as client:
            client.create_folder("Other")
            client.rename_folder("Other", "Third")
            client.delete_folder("Third")
        self.stop()
        for name in (self.folder / "mail" / "care").glob("dovecot*"):
            name.unlink() if name.is_file() else None
        self.start()

    def files(self) -> list[Path]:
        """The mails of the folder, in order."""
        mails = [
            *(self.folder / "mail" / "care").glob("cur/*"),
            *(self.folder / "mail" / "care").glob("new/*"),
        ]
        return sorted(mails, key=lambda path: path.name)


def numbered(n: int, **more) -> bytes:
    return mail(f"Mail {n}", message_id=f"<{n}@x.example>", **more)


def fetch_once(mailbox: Mailbox) -> int:
    client = connect(mailbox)
    try:
        return fetch(mailbox, client)
    finally:
        client.logout()


def until(claim, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(0.05)
    return False
