"""A backup takes a while, and meanwhile the sweep of the object store comes around."""

import tarfile
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shopbell.cli import archive, postgres_tools
from shopbell.cli.backup import back_up, keys_in
from shopbell.cli.restore import bring_back_files, left_out
from shopbell.core import blob, bus
from shopbell.core.blob_key import blob_columns
from shopbell.core.blob_sweep import sweep_blobs
from shopbell.core.embedded_postgres import CannotStart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(place, settings, tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def photo(data, place, bo):
    """Bo's picture, which was taken in long ago."""
    bo.photo = place.put_long_ago(b"a face")
    bo.save()
    return bo.photo


def elsewhere(act):
    """Do it as another process would, on a connection of its own."""
    done = []

    def run():
        try:
            done.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    return done[0]


def after_the_dump(monkeypatch, act):
    dump = postgres_tools.dump

    def dump_then_act(*args, **more):
        dump(*args, **more)
        act()

    monkeypatch.setattr(postgres_tools, "dump", dump_then_act)


def test_a_backup_holds_what_its_moment_named_though_it_is_dropped_and_swept_meanwhile(
    data, photo, bo, tmp_path, monkeypatch
):
    def drop_and_sweep():
        bo.photo = ""
        bo.save()
        assert elsewhere(lambda: sweep_blobs(timezone.now())) == 0

    after_the_dump(monkeypatch, drop_and_sweep)

    about = back_up(bus.address(), data, tmp_path / "desk.tar")

    assert (about.missing, about.file_count) == ([], 1)
    assert archive.verify(tmp_path / "desk.tar").rows["accounts_agent"] >= 1
    assert sweep_blobs(timezone.now() + timedelta(seconds=1)) == 1  # the next sweep does what was left


def test_a_file_that_somebody_removes_by_hand_meanwhile_is_told(data, photo, tmp_path, monkeypatch):
    after_the_dump(monkeypatch, lambda: blob.store().forget(photo))

    assert back_up(bus.address(), data, tmp_path / "desk.tar").missing == [photo]


def test_a_backup_whose_database_went_away_is_none(data, photo, tmp_path, monkeypatch):
    def bounce():
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )

    after_the_dump(monkeypatch, bounce)

    with pytest.raises(CannotStart, match="The database went away: no backup was made"):
        back_up(bus.address(), data, tmp_path / "desk.tar")
    assert list(tmp_path.glob("*.tar*")) == []


def test_a_file_of_that_name_that_comes_meanwhile_is_left_alone(data, photo, tmp_path, monkeypatch):
    target = tmp_path / "desk.tar"
    after_the_dump(monkeypatch, lambda: target.write_text("precious"))

    with pytest.raises(CannotStart, match="exists already"):
        back_up(bus.address(), data, target)
    assert target.read_text() == "precious"


def test_a_backup_looks_for_keys_in_every_column_that_keeps_one(bo, monkeypatch):
    asked = set()

    class Noting:
        def execute(self, query, *args):
            if not isinstance(query, str):
                asked.add(query.as_string(None))
                return []
            return connection.connection.execute(query, *args)

    with connection.cursor():
        keys_in(Noting())

    columns = {(model._meta.db_table, name) for model, name in blob_columns()}
    assert asked == {f'select distinct "{column}"::text from "{table}"' for table, column in columns}


def test_files_may_be_left_out_and_a_restore_says_which_are_nowhere(data, photo, bo, tmp_path):
    about = back_up(bus.address(), data, tmp_path / "desk.tar", is_without_files=True)

    assert (about.file_count, about.missing, about.store) == (0, [], str(blob.store()))
    assert archive.verify(tmp_path / "desk.tar").store == about.store
    assert left_out(bus.address()) == []
    blob.store().forget(photo)
    assert left_out(bus.address()) == [photo]


def test_files_come_back_into_the_store_that_the_settings_name(data, photo, tmp_path):
    back_up(bus.address(), data, tmp_path / "desk.tar")
    blob.store().forget(photo)

    with tarfile.open(tmp_path / "desk.tar") as tar:
        bring_back_files(tar, archive.verify(tmp_path / "desk.tar"), data)

    assert blob.store().has(photo) and blob.get(photo) == b"a face"


def test_a_store_that_does_not_answer_is_a_sentence_and_no_backup(data, photo, tmp_path, monkeypatch):
    def silent(key):
        raise blob.Unreachable("s3://shop does not answer (GenericError).")

    monkeypatch.setattr(blob, "open_blob", silent)

    with pytest.raises(blob.Unreachable, match="does not answer"):
        back_up(bus.address(), data, tmp_path / "desk.tar")
    assert list(tmp_path.glob("*.tar*")) == []
