def names(browser, ticket, begun=""):
    found = browser.get(f"/desk/tickets/{ticket.pk}/people/", {"q": begun}).json()["people"]
    return [person["name"] for person in found]


def test_who_may_read_the_ticket_is_offered_the_team_first(desk, ada, bo, cy, root, late_parcel):
    assert names(desk(bo), late_parcel) == ["Ada Moreau", "Root Admin"]
    assert names(desk(ada), late_parcel, "bo") == ["Bo Lind"]
    assert names(desk(ada), late_parcel, "lin") == ["Bo Lind"]
    assert names(desk(ada), late_parcel, "cy") == []
