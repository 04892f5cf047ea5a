import pytest

from shopbell.tickets.reaction import reactions_on, toggle_reaction


def test_a_reaction_is_put_on_and_taken_off(late_parcel, bo):
    message = late_parcel.messages.get()

    assert toggle_reaction(message, "🙏", by=bo) is True
    assert reactions_on(message, bo) == [("🙏", 1, True)]
    assert toggle_reaction(message, "🙏", by=bo) is False
    assert reactions_on(message, bo) == []


def test_reactions_of_several_people_are_counted_in_one_order(late_parcel, ada, bo, mina):
    message = late_parcel.messages.get()
    for emoji, person in (("👀", ada), ("👍", mina), ("👍", bo)):
        toggle_reaction(message, emoji, by=person)

    assert reactions_on(message, bo) == [("👍", 2, True), ("👀", 1, False)]


def test_only_the_known_reactions_count(late_parcel, bo):
    with pytest.raises(ValueError, match="not one of the reactions"):
        toggle_reaction(late_parcel.messages.get(), "<b>", by=bo)
