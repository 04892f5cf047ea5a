"""What a command loads is out of the collector's sight."""

import gc

import pytest

from shopbell.cli.desk import loading


def test_what_is_loaded_is_not_looked_through_again_and_what_comes_after_is():
    before = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
        kept = [[] for _ in range(1000)]

    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(kept)
    gc.unfreeze()


def test_the_collector_works_again_though_loading_failed():
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()
    gc.unfreeze()
