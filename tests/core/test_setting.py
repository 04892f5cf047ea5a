"""What the operator writes is read when the desk starts: a typo is told then, and stops nothing later."""

from ipaddress import ip_network

import pytest

from shopbell.core.setting import read_name_servers, read_networks


def test_networks_of_mail_servers_may_be_addresses_in_them(monkeypatch):
    monkeypatch.setenv("SHOPBELL_MAIL_RELAYS", "203.0.113.5/28 2001:db8::1 198.51.100.7")

    assert read_networks("SHOPBELL_MAIL_RELAYS") == [
        ip_network("203.0.113.0/28"),
        ip_network("2001:db8::1/128"),
        ip_network("198.51.100.7/32"),
    ]


@pytest.mark.parametrize("typo", ["203.0.113.0/33", "mx.shop.example", "203.0.113.0/28,198.51.100.7"])
def test_a_typo_in_a_network_is_told_at_the_start(monkeypatch, typo):
    monkeypatch.setenv("SHOPBELL_MAIL_RELAYS", f"10.0.0.0/8 {typo}")

    with pytest.raises(SystemExit, match="SHOPBELL_MAIL_RELAYS must be networks") as stop:
        read_networks("SHOPBELL_MAIL_RELAYS")
    assert typo in str(stop.value)


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("", []),
        ("off", None),
        ("192.0.2.53 192.0.2.54:5353", [("192.0.2.53", 53), ("192.0.2.54", 5353)]),
        ("2001:db8::53 [2001:db8::53] [2001:db8::53]:54", [("2001:db8::53", port) for port in (53, 53, 54)]),
    ],
)
def test_how_name_servers_are_written(monkeypatch, text, servers):
    monkeypatch.setenv("SHOPBELL_DNS", text)

    assert read_name_servers("SHOPBELL_DNS") == servers


@pytest.mark.parametrize(
    "typo", ["192.0.2.53:dns", "192.0.2.53:0", "192.0.2.53:99999", "192.0.2", "of", "[::1"]
)
def test_a_typo_in_a_name_server_is_told_at_the_start(monkeypatch, typo):
    monkeypatch.setenv("SHOPBELL_DNS", typo)

    with pytest.raises(SystemExit, match="SHOPBELL_DNS must be"):
        read_name_servers("SHOPBELL_DNS")
