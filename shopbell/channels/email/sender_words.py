"""The verdict on a mail's sender in plain words, for who reads the mail and not for who runs a mail server."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .authenticity.verdict import Result, Standing, Verdict


@dataclass(frozen=True)
class SenderWords:
    """`label` stands on the message, the rest behind it. `tone` as of badges; `facts` are (check, what it found)."""

    label: str
    icon: str
    tone: str
    title: str
    why: str
    advice: str
    facts: list[tuple[str, str]]


def sender_words(verdict: Verdict) -> SenderWords:
    return SenderWords(**_face(verdict), why=_why(verdict), advice=_advice(verdict), facts=_facts(verdict))


def _face(verdict: Verdict) -> dict[str, str]:
    if verdict.standing == Standing.VERIFIED:
        title = _("The sender is verified")
        return {"label": verdict.domain, "icon": "shield-check", "tone": "calm", "title": title}
    if verdict.standing == Standing.FORGED:
        title = _("The sender is forged")
        return {"label": _("Forged sender"), "icon": "shield-alert", "tone": "broken", "title": title}
    if verdict.standing == Standing.PENDING:
        title = _("The sender is being checked")
        return {"label": _("Being checked"), "icon": "hourglass", "tone": "", "title": title}
    label, title = _("Not verified"), _("The sender is not verified")
    return {"label": label, "icon": "shield", "tone": "", "title": title}


def _why(verdict: Verdict) -> str:
    domain = verdict.sender.rpartition("@")[2]
    if verdict.standing == Standing.VERIFIED:
        words = {
            "dkim": _("%(domain)s has signed this mail, and nobody has changed it since."),
            "spf": _("It came from a server that may send mail for %(domain)s."),
            "arc": _(
                "%(domain)s passed it on. This inbox trusts that server, which had checked the sender before."
            ),
        }
        return words.get(verdict.by, words["dkim"]) % {"domain": verdict.domain}
    if verdict.standing == Standing.FORGED:
        return _(
            "It says that it is from %(domain)s, but no server of theirs sent or signed it, and they ask everybody to "
            "refuse such mail."
        ) % {"domain": domain}
    if verdict.standing == Standing.PENDING:
        return _("The name servers have not answered yet. The desk asks them again by itself.")
    return _why_unverified(verdict, domain)


def _why_unverified(verdict: Verdict, domain: str) -> str:
    if not domain:
        return _("It names no sender whom anybody could ask about.")
    if verdict.dmarc == Result.FAIL:
        words = _(
            "No server of %(domain)s sent or signed it. They do not ask anybody to refuse such mail, though."
        )
    elif verdict.dmarc == Result.UNKNOWN:
        words = _(
            "Another mail server took it in, so the desk cannot see who sent it, and %(domain)s has not signed it. An "
            "admin can name the servers whose checks count, in the settings of the inbox."
        )
    elif verdict.dmarc == Result.TEMPERROR:
        words = _("The name servers of %(domain)s never answered.")
    else:
        words = _("%(domain)s does not say which mail is really theirs.")
    return words % {"domain": domain}


def _advice(verdict: Verdict) -> str:
    if verdict.standing == Standing.VERIFIED:
        return _("This is about the address, not the person: whoever can use the mailbox can write from it.")
    if verdict.standing == Standing.FORGED:
        return _(
            "Do nothing that it asks for. An answer goes to the address that it names, whose owner may know "
            "nothing about it."
        )
    return _(
        "It may be genuine. Before you tell or change what matters, ask for something that only the customer knows."
    )


def _facts(verdict: Verdict) -> list[tuple[str, str]]:
    """What each check found, in the words of the standards, for who looks after the mail."""
    facts = [("SPF", _joined(verdict.spf, verdict.spf_domain, verdict.spf_why))]
    facts += [("DKIM", _joined(each.result, each.domain, each.why)) for each in verdict.signatures]
    facts += [] if verdict.signatures else [("DKIM", Result.NONE.value)]
    facts.append(("DMARC", _joined(verdict.dmarc, f"p={verdict.policy}" if verdict.policy else "", "")))
    if verdict.arc != Result.NONE:
        facts.append(("ARC", _joined(verdict.arc, verdict.arc_domain, "")))
    if verdict.server:
        facts.append((_("Checked by"), verdict.server))
    return facts


def _joined(result: Result, *more: str) -> str:
    return " · ".join([str(result), *filter(None, more)])
