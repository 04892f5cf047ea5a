"""Signs: what the making of a mail says, whatever its words. Each has a sentence in `why.py`."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from shopbell.core.address_in_text import addresses_in
from shopbell.customers.mail_address import base
from shopbell.tickets.attachment import PROGRAMS

from ..authenticity.policy import organisation
from ..authenticity.verdict import Standing, Verdict
from ..mime.body import File
from ..parse import Inbound
from .letter import Letter

HREF = re.compile(
    r'<a\b[^>]{0,2000}?\bhref="(https?://[^"\s]{1,2000})"[^>]{0,500}>(.{0,500}?)</a>', re.I | re.S
)
TAG = re.compile(r"<[^<>]{0,500}>")
SHORTENERS = frozenset(
    "bit.ly tinyurl.com goo.gl t.co ow.ly is.gd buff.ly rebrand.ly cutt.ly shorturl.at rb.gy t.ly tiny.cc".split()
)
PAGES = frozenset(
    "htm html shtml xhtml svg one iso img vhdx".split()
)  # attachments that a browser or a shell opens
MANY_HOSTS = 4
SHOUTED = 10  # letters of a subject
MIXED_WORD = re.compile(r"[a-zA-Z][\u0400-\u04ff\u0370-\u03ff]|[\u0400-\u04ff\u0370-\u03ff][a-zA-Z]")
HIDDEN = re.compile(r"[a-zA-Z][\u200b\u200c\u2060\ufeff\u00ad][a-zA-Z]")
MIXED = 3  # words


def letter_of(inbound: Inbound, verdict: Verdict | None, inbox_address: str = "") -> Letter:
    """The mail for the filter. `verdict` is on its sender; `inbox_address` is where it arrived, if that is known."""
    text = (
        inbound.text if inbound.text.strip() else inbound.quoted_text
    )  # what it quotes are the words of others
    links = _links(text, inbound.html, inbound.quoted_html)
    sender = inbound.sender.address if inbound.sender else ""
    return Letter(
        subject=inbound.subject,
        text=text,
        sender=sender,
        hosts=frozenset(host for _, host, _ in links),
        signs=frozenset(_signs(inbound, verdict, inbox_address, links, text)),
    )


def letter_of_text(subject: str, text: str, sender: str) -> Letter:
    """What was typed into a form, by whoever gave `sender` as their address."""
    links = _links(text)
    signs = [*_of_links(links), *_of_letters(subject, text)]
    return Letter(subject, text, sender, frozenset(host for _, host, _ in links), frozenset(signs))


def _signs(
    inbound: Inbound, verdict: Verdict | None, inbox_address: str, links: list, text: str
) -> Iterable[str]:
    yield from _of_sender(inbound, verdict, inbox_address)
    yield from _of_links(links)
    named = {base(each.address) for each in [*inbound.to, *inbound.cc]}
    if inbox_address and base(inbox_address) not in named:
        yield "not-addressed"
    if any(_runs(file) for file in inbound.files):
        yield "program"
    yield from _of_letters(inbound.subject, text)


def _of_letters(subject: str, text: str) -> Iterable[str]:
    letters = [each for each in subject if each.isalpha() and each.lower() != each.upper()]
    if len(letters) >= SHOUTED and sum(each.isupper() for each in letters) > 0.8 * len(letters):
        yield "shouting"
    begin = f"{subject} {text[:5_000]}"
    if len(MIXED_WORD.findall(begin)) >= MIXED:
        yield "mixed-letters"
    if len(HIDDEN.findall(begin)) >= MIXED:
        yield "hidden-letters"


def _of_sender(inbound: Inbound, verdict: Verdict | None, inbox_address: str) -> Iterable[str]:
    if verdict is not None and verdict.standing != Standing.PENDING:
        yield {Standing.FORGED: "forged", Standing.VERIFIED: "proven"}.get(verdict.standing, "unproven")
    sender = inbound.sender.address if inbound.sender else ""
    answers = {each.address.rpartition("@")[2] for each in inbound.reply_to}
    own = inbox_address.rpartition("@")[2]  # the form of a shop's page mails in the shop's name
    domain = sender.rpartition("@")[2]
    if domain and domain != own and answers and domain not in answers:
        yield "reply-elsewhere"


def _of_links(links: list[tuple[str, str, str]]) -> Iterable[str]:
    hosts = {host for _, host, _ in links}
    if len(hosts) >= MANY_HOSTS:
        yield "many-hosts"
    if hosts & SHORTENERS:
        yield "shortener"
    if any(_is_number(full) for full, _, _ in links):
        yield "bare-number"
    if any(shown and shown != host for _, host, shown in links):
        yield "posing-link"


def _links(text: str, *pages: str) -> list[tuple[str, str, str]]:
    """Of each link the whole host, its domain, and the domain that its words show, if they show one."""
    found = [(each.href, "") for each in addresses_in(text[:50_000]) if each.href.startswith("http")]
    for html in pages:
        found += [(href, TAG.sub("", words).strip()) for href, words in HREF.findall(html[:200_000])]
    links = []
    for href, words in found[:300]:
        host = host_of(href)
        if host:
            shown = next((host_of(each.href) for each in addresses_in(words) if "@" not in each.words), "")
            links.append((host, domain_of(host), domain_of(shown) if shown else ""))
    return links


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").lower()[:100]
    except ValueError:
        return ""


def domain_of(host: str) -> str:
    """Whose host it is."""
    return host if _is_number(host) else organisation(host)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _runs(file: File) -> bool:
    return file.name.rpartition(".")[2].lower() in PROGRAMS | PAGES
