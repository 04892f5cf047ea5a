"""Who may see what: every address of the desk, tried as six people. The table is the truth; a new page needs a row.

`y` is answered · `x` is refused (403) · `-` does not exist for them (404) · `s` is sent to sign in ·
`k` needs the key of a browser that chats (401). Each address is tried by GET, POST and DELETE, with one answer.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .world import arguments

PEOPLE = ["root", "ada", "bo", "cy", "shopper", "stranger"]
TABLE = """
    delivery-again               y  y  y  -  s  s
    file                         y  y  y  -  s  s
    inbox                        y  y  y  y  s  s
    macro-favourite              y  y  y  y  s  s
    mail-raw                     y  y  y  -  s  s
    message                      y  y  y  -  s  s
    message-html                 y  y  y  -  s  s
    message-reactions            y  y  y  -  s  s
    message-split                y  y  y  -  s  s
    message-undo                 y  y  y  -  s  s
    palette                      y  y  y  y  s  s
    search                       y  y  y  y  s  s
    ticket                       y  y  y  -  s  s
    ticket-why                   y  y  y  -  s  s
    bell                         y  y  y  y  s  s
    notifications                y  y  y  y  s  s
    notifications-read           y  y  y  y  s  s
    notification-choices         y  y  y  y  s  s
    notification-ledger          y  y  y  y  s  s
    push-devices                 y  y  y  y  s  s
    push-device-renewal          y  y  y  y  s  s
    push-device-test             -  -  y  -  s  s
    push-device-remove           -  -  y  -  s  s
    service-worker               y  y  y  y  s  s
    ticket-block                 y  y  x  x  s  s
    ticket-unblock               y  y  x  x  s  s
    ticket-delete                y  y  x  x  s  s
    deleted                      y  y  x  x  s  s
    ticket-restore               -  -  x  x  s  s
    ticket-erase                 -  x  x  x  s  s
    ticket-side                  y  y  y  -  s  s
    ticket-side-conversation     y  y  y  -  s  s
    ticket-spam                  y  y  y  -  s  s
    ticket-no-spam               y  y  y  -  s  s
    settings-retention           y  x  x  x  s  s
    settings-erasures            y  x  x  x  s  s
    settings-blocks              y  y  x  x  s  s
    block-lift                   y  y  x  x  s  s
    ticket-bench                 y  y  x  x  s  s
    ticket-sit-in                y  y  x  x  s  s
    ticket-take-over             y  y  x  x  s  s
    ticket-whispers              y  y  x  x  s  s
    ticket-assignment            y  y  y  -  s  s
    ticket-draft                 y  y  y  -  s  s
    ticket-draft-share           y  y  y  -  s  s
    ticket-draft-take            y  y  y  -  s  s
    ticket-earlier               y  y  y  -  s  s
    ticket-events                y  y  y  -  s  s
    ticket-files                 y  y  y  -  s  s
    ticket-print                 y  y  y  -  s  s
    ticket-field                 y  y  y  -  s  s
    ticket-fields                y  y  y  -  s  s
    ticket-follow                y  y  y  -  s  s
    ticket-head                  y  y  y  -  s  s
    ticket-no-duplicate          y  y  y  -  s  s
    ticket-shopper               y  y  y  -  s  s
    preview-picture              y  y  y  -  s  s
    message-translation          y  y  y  -  s  s
    ticket-links                 y  y  y  -  s  s
    scheduled-back               y  y  y  -  s  s
    scheduled-now                y  y  y  -  s  s
    ticket-later                 y  y  y  -  s  s
    ticket-live                  y  y  y  -  s  s
    ticket-looking               y  y  y  -  s  s
    ticket-macro                 y  y  y  -  s  s
    ticket-macros                y  y  y  -  s  s
    ticket-merge                 y  y  y  -  s  s
    ticket-more                  y  y  y  -  s  s
    ticket-notes                 y  y  y  -  s  s
    ticket-order-unlink          y  y  y  -  s  s
    ticket-orders                y  y  y  -  s  s
    ticket-panel                 y  y  y  -  s  s
    ticket-people                y  y  y  -  s  s
    ticket-priority              y  y  y  -  s  s
    ticket-reason                y  y  y  -  s  s
    ticket-replies               y  y  y  -  s  s
    ticket-seen                  y  y  y  -  s  s
    ticket-snooze                y  y  y  -  s  s
    ticket-status                y  y  y  -  s  s
    ticket-subject               y  y  y  -  s  s
    ticket-tags                  y  y  y  -  s  s
    ticket-task                  y  y  y  -  s  s
    ticket-tasks                 y  y  y  -  s  s
    ticket-team                  y  y  y  -  s  s
    ticket-transfer              y  y  y  -  s  s
    brief-read                   y  y  y  -  s  s
    transfer-undo                -  y  -  -  s  s
    handover                     y  y  y  y  s  s
    ticket-unmerge               y  y  y  -  s  s
    ticket-wake                  y  y  y  -  s  s
    upload                       y  y  y  y  s  s
    uploads                      y  y  y  y  s  s
    filter-offers                y  y  y  y  s  s
    saved-view                   -  y  -  -  s  s
    saved-view-delete            -  y  -  -  s  s
    saved-view-move              -  y  -  -  s  s
    saved-view-new               y  y  y  y  s  s
    saved-view-restore           -  y  -  -  s  s
    view                         y  y  y  y  s  s
    visits                       y  y  y  y  s  s
    team                         y  y  y  y  s  s
    team-status                  y  y  y  y  s  s
    team-unseen                  y  y  x  x  s  s
    wall                         y  y  x  x  s  s
    wall-assign                  -  -  x  x  s  s
    wall-choices                 y  y  x  x  s  s
    wall-now                     y  y  x  x  s  s
    wall-undo                    -  -  x  x  s  s
    view-count                   y  y  y  y  s  s
    view-counts                  y  y  y  y  s  s
    bulk                         y  y  y  y  s  s
    bulk-cancel                  -  -  y  -  s  s
    bulk-choose                  y  y  y  y  s  s
    bulk-dismiss                 -  -  y  -  s  s
    bulk-preview                 y  y  y  y  s  s
    bulk-undo                    -  -  y  -  s  s
    view-rows                    y  y  y  y  s  s
    customer                     y  y  y  y  s  s
    customer-edit                y  y  y  y  s  s
    customer-merge               y  y  y  y  s  s
    customer-orders              y  y  y  y  s  s
    customer-block               y  y  x  x  s  s
    customer-unblock             y  y  x  x  s  s
    customer-company             y  y  y  y  s  s
    customer-erase               y  x  x  x  s  s
    customer-export              y  y  x  x  s  s
    customer-field               y  y  y  y  s  s
    customer-identities          y  y  y  y  s  s
    customer-notes               y  y  y  y  s  s
    customer-offers              y  y  y  y  s  s
    customers                    y  y  y  y  s  s
    companies                    y  y  y  y  s  s
    company                      y  y  y  y  s  s
    company-delete               y  y  y  y  s  s
    company-edit                 y  y  y  y  s  s
    company-members              y  y  y  y  s  s
    company-new                  y  y  y  y  s  s
    company-notes                y  y  y  y  s  s
    identity-doubt               y  y  y  y  s  s
    identity-remove              y  y  y  y  s  s
    identity-restore             y  y  y  y  s  s
    identity-verify              y  y  y  y  s  s
    note                         y  y  y  y  s  s
    note-delete                  y  y  y  y  s  s
    note-restore                 y  y  y  y  s  s
    merge-undo                   y  y  y  y  s  s
    agent-active                 y  x  x  x  s  s
    agent-edit                   y  x  x  x  s  s
    agent-invite                 y  x  x  x  s  s
    agent-invite-again           y  x  x  x  s  s
    availability                 y  y  y  y  s  s
    inbox-edit                   y  x  x  x  s  s
    inbox-new                    y  x  x  x  s  s
    jobs-again                   y  x  x  x  s  s
    event-undo                   -  -  y  -  s  s
    keys                         y  y  y  y  s  s
    profile                      y  y  y  y  s  s
    quarantine-raw               y  y  x  x  s  s
    quarantine-replay            y  y  x  x  s  s
    session-end                  -  -  -  -  s  s
    settings                     y  y  y  y  s  s
    settings-history             y  x  x  x  s  s
    setting-undo                 y  x  x  x  s  s
    settings-machine             y  x  x  x  s  s
    settings-shop                y  x  x  x  s  s
    settings-mail                y  x  x  x  s  s
    inbox-test-mail              y  x  x  x  s  s
    inbox-test-account           y  x  x  x  s  s
    inbox-domain                 y  x  x  x  s  s
    inbox-domain-check           y  x  x  x  s  s
    inbox-key-new                y  x  x  x  s  s
    inbox-key-delete             y  x  x  x  s  s
    chat-trial                   y  x  x  x  s  s
    settings-configuration       y  x  x  x  s  s
    configuration-file           y  x  x  x  s  s
    guide                        y  x  x  x  s  s
    guide-step                   y  x  x  x  s  s
    guide-finish                 y  x  x  x  s  s
    guide-talk                   y  x  x  x  s  s
    settings-agents              y  x  x  x  s  s
    settings-checklists          y  x  x  x  s  s
    settings-checklists-delete   y  x  x  x  s  s
    settings-checklists-edit     y  x  x  x  s  s
    settings-checklists-new      y  x  x  x  s  s
    settings-customer-fields     y  x  x  x  s  s
    settings-customer-fields-delete y  x  x  x  s  s
    settings-customer-fields-edit y  x  x  x  s  s
    settings-customer-fields-new y  x  x  x  s  s
    settings-segments            y  y  x  x  s  s
    settings-segments-delete     y  y  x  x  s  s
    settings-segments-edit       y  y  x  x  s  s
    settings-segments-new        y  y  x  x  s  s
    settings-fields              y  x  x  x  s  s
    settings-fields-delete       y  x  x  x  s  s
    settings-fields-edit         y  x  x  x  s  s
    settings-fields-new          y  x  x  x  s  s
    settings-inboxes             y  x  x  x  s  s
    settings-jobs                y  x  x  x  s  s
    settings-presence            y  x  x  x  s  s
    settings-macros              y  x  x  x  s  s
    settings-macros-delete       y  x  x  x  s  s
    settings-macros-edit         y  x  x  x  s  s
    settings-macros-new          y  x  x  x  s  s
    settings-quarantine          y  y  x  x  s  s
    settings-reasons             y  x  x  x  s  s
    settings-reasons-delete      y  x  x  x  s  s
    settings-reasons-edit        y  x  x  x  s  s
    settings-reasons-new         y  x  x  x  s  s
    settings-roles               y  x  x  x  s  s
    settings-roles-delete        y  x  x  x  s  s
    settings-roles-edit          y  x  x  x  s  s
    settings-roles-new           y  x  x  x  s  s
    settings-suppressions        y  x  x  x  s  s
    settings-suppressions-delete y  x  x  x  s  s
    settings-suppressions-edit   y  x  x  x  s  s
    settings-suppressions-new    y  x  x  x  s  s
    settings-tags                y  x  x  x  s  s
    settings-tags-delete         y  x  x  x  s  s
    settings-tags-edit           y  x  x  x  s  s
    settings-tags-new            y  x  x  x  s  s
    settings-teams               y  x  x  x  s  s
    settings-teams-delete        y  x  x  x  s  s
    settings-teams-edit          y  x  x  x  s  s
    settings-teams-new           y  x  x  x  s  s
    chat-continue                -  -  -  -  -  -
    chat-file                    -  -  -  -  -  -
    chat-hello                   y  y  y  y  y  y
    chat-join                    k  k  k  k  y  k
    chat-link                    k  k  k  k  y  k
    chat-look                    y  y  y  y  y  y
    chat-messages                k  k  k  k  -  k
    chat-page                    y  y  y  y  y  y
    chat-read                    k  k  k  k  y  k
    chat-send                    k  k  k  k  y  k
    chat-start                   k  k  k  k  y  k
    chat-transcript              k  k  k  k  y  k
    chat-upload                  k  k  k  k  -  k
    demo-cart                    -  -  -  -  -  -
    demo-cart-out                -  -  -  -  -  -
    demo-front                   -  -  -  -  -  -
    demo-orders                  -  -  -  -  -  -
    demo-picture                 -  -  -  -  -  -
    demo-product                 -  -  -  -  -  -
    demo-shoppers                -  -  -  -  -  -
    contact                      y  y  y  y  y  y
    contact-thanks               -  -  -  -  -  -
    face                         -  -  -  -  -  -
    logo                         -  -  -  -  -  -
    first-admin                  y  y  y  y  y  y
    health                       y  y  y  y  y  y
    join                         y  y  y  y  y  y
    mail-hook                    -  -  -  -  -  -
    metrics                      y  y  y  y  y  y
    widget                       y  y  y  y  y  y
    app                          y  y  y  y  y  y
"""


def table() -> dict[str, list[str]]:
    rows = (line.split() for line in TABLE.splitlines() if line.strip())
    return {name: answers for name, *answers in rows}


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of our own; the sign-in's are allauth's, which tests them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if str(pattern.pattern).startswith("accounts/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, before + str(pattern.pattern))
        elif pattern.name:
            yield pattern.name, pattern


NAMES = [name for name, _ in addresses()]


def test_every_address_has_a_row():
    assert sorted(set(NAMES) - set(table())) == []
    assert sorted(set(table()) - set(NAMES)) == []


def answer_of(response) -> str:
    if response.status_code in {302, 401} and "/accounts/login/" in str(response.headers):
        return "s"
    return {401: "k", 403: "x", 404: "-"}.get(response.status_code, "y")


def ask(client: Client, path: str, headers: dict[str, str]) -> str:
    """Try as one person, by GET, POST and DELETE, and leave no trace."""
    answers = set()
    for method in (client.get, client.post, client.delete):
        with transaction.atomic():
            data = {} if method == client.delete else {"status": "open", "priority": 2}
            response = method(path, data, headers=headers)
            transaction.set_rollback(True)
        assert response.status_code < 500, f"{path} answered {response.status_code}"
        if response.status_code != 405:
            answers.add(answer_of(response))
    if "y" in answers:
        answers.discard("-")  # what this try did not name (a tag, another customer) is not there for anybody
    return "".join(sorted(answers))


@pytest.mark.requirement("R171")
@pytest.mark.parametrize(("name", "pattern"), list(addresses()), ids=NAMES)
def test_each_person_sees_what_the_table_says(name, pattern, world, root, ada, bo, cy):
    agents = {"root": root, "ada": ada, "bo": bo, "cy": cy}
    path = reverse(name, kwargs=arguments(name, pattern, world))
    said = []
    for person in PEOPLE:
        client, headers = Client(raise_request_exception=False), {}
        if person in agents:
            client.force_login(agents[person])
        elif person == "shopper":
            headers = {"Authorization": f"Visitor {world['token']}"}
        said.append(ask(client, path, headers))
    assert said == table().get(name), f"{name:<28} {'  '.join(said)}"
