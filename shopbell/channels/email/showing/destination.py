"""Where a link leads in truth, as people read it, and whether its words or its name pretend something else.

Redirects that are known to carry their destination (mail filters, search engines) are looked through. Others are not
asked: a link is never followed before a person does.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import idna
from django.utils.translation import gettext as _

from ..authenticity.policy import has_known_suffix, organisation

MOST_WRAPPERS = 5
LONGEST = 8000
BACKSLASH = "\\"
LINES = re.compile(r"[\t\r\n]")
WEB = re.compile(r"(https?):[/\\]*([^?#]*)(.*)", re.I | re.S)
UNSEEN = re.compile("[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]")
HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})"
NAMED = re.compile(
    rf"(?:https?://|\bwww\.)(?:[^\s/@]{{1,80}}@)?({HOST})|^(?:[\w.+-]{{1,64}}@)?({HOST})\.?(?:[:/?#]\S*)?$",
    re.I,
)
WITHIN = re.compile(
    rf"(?<![\w.@/-])(?:[\w.+-]{{1,64}}@)?({HOST})(?![\w-]|\.\w)", re.I
)  # a name among other words
RESERVED = {
    "example",
    "test",
    "invalid",
}  # no registry gives them out (RFC 2606), and yet they are meant as names
LIKE_FILES = {"zip", "mov", "md", "py", "sh", "rs", "pl", "ps", "so", "ai", "cab", "app"}
# letters of other scripts that are drawn like Latin ones
TWINS = set("аеорсухіјѕԁһӏԛԝьвкмнтгпзАВЕКМНОРСТУХІЈЅαοιρυνκεταβγηωχΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսցհզԱՕՈՍɑɡıⅼ")  # noqa: RUF001
TOGETHER = {
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "BOPOMOFO",
    "LATIN",
}  # Japanese, Korean, Chinese with Latin


@dataclass(frozen=True)
class Destination:
    """`where` stands beside the link when it is pointed at; `warning`, if there is one, always."""

    where: str
    warning: str = ""


def plain_address(href: str) -> str:
    """`href` as a browser reads it (WHATWG URL §4.4): no blanks of lines in it, and \\ is / in what leads to a host."""
    address = LINES.sub("", href.strip())
    match = WEB.match(address)
    return f"{match[1]}://{match[2].replace(BACKSLASH, '/')}{match[3]}" if match else address


def destination(href: str, words: str = "") -> Destination | None:
    """Where `href` leads; `words` are those of the link. None when it leads nowhere outside of the mail."""
    address = unwrapped(plain_address(href)[:LONGEST])
    kind, _colon, rest = address.partition(":")
    if kind.lower() == "mailto":
        to = unquote(rest.partition("?")[0])
        found = to.rpartition("@")[2].lower()
        return Destination(_("Writes to %(address)s") % {"address": to[:200]}, _mismatch(found, words))
    if kind.lower() == "tel":
        return Destination(_("Calls %(number)s") % {"number": unquote(rest)[:60]})
    if kind.lower() not in ("http", "https"):
        return None
    host, pretended = _host_of(address)
    if not host:
        return None
    where = _("Leads to %(host)s") % {"host": readable_host(host)}
    return Destination(where, _mismatch(host, pretended or words) or _looks_like_another(host))


def unwrapped(address: str) -> str:
    """The address at the end of known redirects."""
    for _round in range(MOST_WRAPPERS):
        try:
            inner = _inside(address)
        except ValueError:
            break
        if not re.match(r"https?://[^/]", inner, re.IGNORECASE):
            break
        address = inner
    return address


def _inside(address: str) -> str:
    parts = urlsplit(address)
    place = f"{parts.netloc}{parts.path}".lower()
    return next(
        (found for pattern, look in WRAPPERS if pattern.match(place) and (found := look(address))), ""
    )


def readable_host(host: str) -> str:
    """`host` as it is meant to be read, with its plain letters behind it where it has others."""
    plain, shown = _ascii(host), _unicode(host)
    return shown if shown == plain else f"{shown} ({plain})"


def _host_of(address: str) -> tuple[str, str]:
    """Its host, and what stands before an @ and looks like one."""
    try:
        parts = urlsplit(address)
        host, user = (parts.hostname or "").lower(), unquote(parts.username or "")
    except ValueError:
        return "", ""
    return host, user if NAMED.search(user) else ""


def _mismatch(host: str, words: str) -> str:
    """A warning when `words` name other hosts, and not the one they lead to."""
    named = _named_in(words)
    if not named or not host:
        return ""
    if organisation(_ascii(host)) in {organisation(_ascii(each)) for each in named}:
        return ""
    return _("Beware: this leads to %(host)s, not to %(named)s") % {
        "host": readable_host(host),
        "named": readable_host(named[0]),
    }


def _named_in(words: str) -> list[str]:
    """The hosts that the words name: all of the words, or a name or an address among them."""
    words = UNSEEN.sub("", unicodedata.normalize("NFKC", words[:2000])).strip(" \t\r\n<>()[]\"'")
    match = NAMED.search(words)
    if match:
        host = (match[1] or match[2]).lower()
        is_bare = bool(match[2]) and "@" not in words and "/" not in words
        return [] if is_bare and not _is_name(host) else [host]
    found = (each[1].lower() for each in WITHIN.finditer(words))
    return [host for host in found if _is_name(host)]


def _is_name(host: str) -> bool:
    """Whether it is meant as the name of a host, and is no file and no abbreviation."""
    last = host.rpartition(".")[2]
    return last not in LIKE_FILES and (last in RESERVED or has_known_suffix(host))


def _looks_like_another(host: str) -> str:
    """A warning when a name is written with letters of one script that look like those of another."""
    if any(_is_lookalike(label) for label in _unicode(host).split(".")):
        return _("Beware: some letters of this address only look like others. Its real name is %(host)s") % {
            "host": _ascii(host)
        }
    return ""


def _is_lookalike(label: str) -> bool:
    letters = [each for each in label if each.isalpha() and not each.isascii()]
    if not letters:
        return False
    scripts = {unicodedata.name(each, "?").split(" ")[0].split("-")[0] for each in label if each.isalpha()}
    is_mixed = len(scripts) > 1 and not scripts <= TOGETHER
    return is_mixed or all(each in TWINS for each in letters)


def _unicode(host: str) -> str:
    return ".".join(_label(each) for each in host.split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode().lower() if not host.isascii() else host.lower()
    except idna.IDNAError:
        return host.lower()


def _asked(*names: str) -> Callable[[str], str]:
    """The destination is what one of these names of the query holds; where several do, nobody knows which counts."""

    def look(address: str) -> str:
        query = parse_qs(urlsplit(address).query)
        found = {value for name in names for value in query.get(name, [])}
        return found.pop() if len(found) == 1 else ""

    return look


def _proofpoint(address: str) -> str:
    coded = parse_qs(urlsplit(address).query).get("u", [""])[0]
    return unquote(coded.replace("-", "%").replace("_", "/"))


def _between_lines(address: str) -> str:
    match = re.search(r"/v3/__(.+?)__;", address)
    return match[1].replace("*", "-") if match else ""


def _at_the_end(address: str) -> str:
    return unquote(urlsplit(address).path.rpartition("/")[2])


# whole names: anybody may own google.<something>
GOOGLE = (
    "com|com?\\.(?:uk|jp|in|kr|za|nz|il|id|th|au|br|mx|tr|ar|co|pe|ua|hk|sg|tw|sa|eg)|ae|at|be|bg|ca|ch|cl|cz|de|dk|ee|es"
    "|fi|fr|gr|hr|hu|ie|it|lt|lu|lv|nl|no|pl|pt|ro|rs|ru|se|si|sk"
)
WRAPPERS: list[tuple[re.Pattern[str], Callable[[str], str]]] = [
    (re.compile(pattern), look)
    for pattern, look in [
        (r"[\w-]+\.safelinks\.protection\.(?:outlook|office365)\.(?:com|us)/", _asked("url")),
        (rf"(?:www\.)?google\.(?:{GOOGLE})/url", _asked("q", "url")),
        (r"lm?\.(?:facebook|instagram|messenger)\.com/", _asked("u")),
        (r"urldefense\.proofpoint\.com/v2/", _proofpoint),
        (r"urldefense\.(?:com|us)/v3/", _between_lines),
        (r"secure-web\.cisco\.com/", _at_the_end),
        (r"linkprotect\.cudasvc\.com/url", _asked("a")),
        (r"protect2?\.fireeye\.com/(?:v1/)?url", _asked("u")),
        (r"(?:www\.)?linkedin\.com/(?:redir|safety)/", _asked("url")),
        (
            r"deref-(?:gmx\.(?:net|com|de|at|ch|fr)|web\.de|mail\.com|1und1\.de)/",
            _asked("redirecturl", "redirectUrl"),
        ),
        (r"(?:slack-redir\.net/link|out\.reddit\.com/|exit\.sc/)", _asked("url")),
        (r"(?:www\.)?youtube\.com/redirect", _asked("q")),
        (r"(?:www\.)?vk\.com/away\.php", _asked("to")),
        (r"duckduckgo\.com/l/", _asked("uddg")),
    ]
]
