"""Domains where anybody gets an address: no company owns the people there, however many write from one.

Whole families are told by their first label (`yahoo.fr`, `gmx.at`), the rest by name. It need not be complete: a
domain counts for a company only when an agent says so, and this list refuses the mistakes that are likely.
"""

FAMILIES = {
    *("gmail", "googlemail", "yahoo", "ymail", "hotmail", "outlook", "live", "msn", "aol", "gmx", "web"),
    *("icloud", "yandex", "mail", "protonmail", "proton", "tutanota", "tuta", "zoho", "fastmail", "orange"),
    *(
        "freenet",
        "t-online",
        "libero",
        "virgilio",
        "wanadoo",
        "laposte",
        "rediffmail",
        "naver",
        "daum",
        "hanmail",
    ),
}
NAMES = {
    *(
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "arcor.de",
        "att.net",
        "bellsouth.net",
        "bigpond.com",
        "bk.ru",
    ),
    *("bluewin.ch", "bol.com.br", "bt.com", "btinternet.com", "charter.net", "comcast.net", "cox.net"),
    *(
        "duck.com",
        "earthlink.net",
        "email.com",
        "email.de",
        "eircom.net",
        "fastmail.fm",
        "free.fr",
        "hey.com",
    ),
    *(
        "hushmail.com",
        "inbox.com",
        "inbox.ru",
        "interia.pl",
        "juno.com",
        "kolabnow.com",
        "list.ru",
        "mac.com",
    ),
    *("mailbox.org", "me.com", "mailinator.com", "neuf.fr", "ntlworld.com", "o2.pl", "online.de", "onet.pl"),
    *("op.pl", "optonline.net", "passmail.net", "pm.me", "posteo.de", "privaterelay.appleid.com", "qq.com"),
    *(
        "rocketmail.com",
        "sapo.pt",
        "sbcglobal.net",
        "seznam.cz",
        "sfr.fr",
        "sky.com",
        "sina.com",
        "skynet.be",
    ),
    *("sympatico.ca", "talktalk.net", "telenet.be", "telus.net", "terra.com.br", "tin.it", "tiscali.it"),
    *("uol.com.br", "verizon.net", "vodafone.it", "wp.pl", "xs4all.nl", "xtra.co.nz", "ziggo.nl", "aim.com"),
    *("centrum.cz", "email.cz", "mailfence.com", "runbox.com", "startmail.com", "simplelogin.com", "vk.com"),
}
SHORT = 3  # letters of the last labels of a family: yahoo.fr, yahoo.co.uk; yahoo-reisen.de is somebody's own


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at `domain` (in lower case)."""
    first, _, rest = domain.partition(".")
    is_family = first in FAMILIES and all(len(label) <= SHORT for label in rest.split("."))
    return is_family or domain in NAMES
