"""The encoder is loaded once by each process, when it is first needed, and no search waits for it."""

from threading import Barrier, Event, Thread

import pytest

from shopbell.search.meaning import encoder

from .conftest import MadeUp

needs_package = pytest.mark.skipif(
    not encoder.is_installed(),
    reason="the package of the search by meaning is not installed: bin/setup vectors",
)


def test_many_who_need_it_at_once_get_the_same_one():
    made, taken, start = [], [], Barrier(8)

    def make():
        made.append(MadeUp())
        return made[-1]

    shelf = encoder.Shelf(make)

    def take():
        start.wait()
        taken.append(shelf.take())

    threads = [Thread(target=take) for _each in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(made) == 1 and all(each is made[0] for each in taken) and len(taken) == 8


def test_who_searches_does_not_wait_until_it_is_loaded():
    may_load, made = Event(), []

    def make():
        may_load.wait()
        made.append(MadeUp())
        return made[-1]

    shelf = encoder.Shelf(make)
    assert shelf.at_hand() is None and shelf.at_hand() is None

    may_load.set()
    assert shelf.take() is shelf.at_hand() and len(made) == 1


def test_a_package_that_does_not_load_is_told_to_the_log_once(caplog):
    told = Event()

    def make():
        raise ImportError("no such wheel")

    class Waited(encoder.Shelf):
        def _load(self):
            super()._load()
            told.set()

    shelf = Waited(make)
    assert shelf.at_hand() is None
    assert told.wait(30)
    assert shelf.at_hand() is None
    assert [record.levelname for record in caplog.records] == ["ERROR"] and "wordllama" in caplog.text


@needs_package
def test_the_package_tells_a_question_from_what_is_about_something_else():
    asked, parcel, colour = encoder.SHELF.take().encode(
        ["Where is my package?", "Track your parcel", "Which colours a chair comes in"]
    )
    assert asked @ parcel > asked @ colour
    assert float(asked @ asked) == pytest.approx(1, abs=1e-3)


@needs_package
def test_the_package_makes_zeros_of_an_empty_text_and_reads_a_very_long_one():
    rows = encoder.SHELF.take().encode(["", " \n", "\0", "word " * 100_000])

    assert (
        rows.shape[1] == 256 and not rows[:2].any() and float(rows[3] @ rows[3]) == pytest.approx(1, abs=1e-3)
    )
