import threading

from shopbell.cli import part
from shopbell.cli.part import Part, stop_all


class Hanging(Part):
    def stop(self) -> None:
        threading.Event().wait()


def test_parts_that_hang_have_one_time_together(monkeypatch):
    waited = []
    monkeypatch.setattr(threading.Thread, "join", lambda self, seconds: waited.append(seconds))
    clock = iter([0, 0, 10, 20])
    monkeypatch.setattr(part, "monotonic", lambda: next(clock))

    stop_all([Hanging(), Hanging(), Hanging()])

    assert waited == [12, 2, 0]
