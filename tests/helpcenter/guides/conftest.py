import pytest

from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step


@pytest.fixture
def change(ada):
    """Write a step of a guide as it is now: change(guide, 1, title="…", choices=[…])."""

    def change(guide, number, language="en", **said):
        guide.refresh_from_db()
        return write_step(guide, number, language, said, by=ada, seen=guide.revision)

    return change


@pytest.fixture
def parcel(sending_back, ada, change):
    """Not for days: wait, an answer. Yes, today: ask a person. Not published."""
    guide = begin_guide("en", "My parcel has not come", sending_back, by=ada)
    rows = [(0, "Not for days", Kind.ANSWER), (0, "Yes, today", Kind.CONTACT)]
    change(guide, 1, title="Does the parcel move?", choices=rows)
    guide.refresh_from_db()
    first, second = (choice.to for choice in guide.tree.steps[0].choices)
    change(guide, first, title="Give it two days", text="1. Wait.\n2. Look again.")
    return change(guide, second, title="We look into it")


@pytest.fixture
def published(parcel, ada):
    publish_guide(parcel, by=ada, seen=parcel.revision)
    parcel.refresh_from_db()
    return parcel
