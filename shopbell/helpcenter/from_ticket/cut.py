"""What of a message is no part of its matter: a quote, the greeting, the thanks with the signature."""

import re

from .wording import either, pattern

GREETS = either("""
    hi hello hey dear greetings good_(?:morning|afternoon|evening|day) to_whom_it_may_concern
    hallo guten_(?:tag|morgen|abend) sehr_geehrter? liebe[rs]? moin servus grüezi grüß_gott
    bonjour bonsoir salut ch(?:er|ère)s? coucou
    hola buen(?:os|as)?_(?:días?|tardes|noches) estimad[oa]s? querid[oa]s? muy_buenas
    مرحبا[ًً]? أهلا[ً]? اهلا أهلاً السلام_عليكم وعليكم_السلام عزيزي عزيزتي تحية_طيبة صباح_الخير مساء_الخير السادة
""")
GREETING = pattern(rf"\s*{GREETS}(?!\w)[^\n.!?،,:]{{0,60}}(?:[,!.:،؟]+\s*|\n|\Z)")
CLOSES = either(r"""
    (?:with_)?(?:kind|best|warm|many|kindest|warmest)?_?regards best(?:_wishes)? all_the_best
    (?:many_|a_thousand_)?thanks thank_you cheers sincerely yours(?:_\w+)? respectfully love,
    (?:mit_)?(?:freundliche|beste|liebe|herzliche|viele|schöne|sonnige)[nr]?_(?:grüßen?|gru(?:ß|ss)|grüssen?|dank)
    grüße gru(?:ß|ss) danke(?:_\w+){0,3} vg lg mfg hochachtungsvoll
    (?:bien_)?cordialement bien_à_vous
    merci(?:_\w+){0,3} (?:sincères_|meilleures_)?salutations bonne_(?:journée|soirée)
    amicalement (?:un_|muchos_)?(?:cordial_)?saludos? atentamente
    (?:muchas_)?gracias(?:_\w+){0,3} cordialmente un_abrazo
    مع_(?:أطيب_|خالص_|فائق_)?(?:التحيات|التحية|الشكر|الاحترام|تحياتي) تحياتي شكرا[ً]?(?:_\w+){0,3} وتفضلوا_\w+.*
    ولكم_\w+.*
""")
CLOSING = pattern(rf"\s*{CLOSES}\s*[,.!،]*(?:\s*[-–]?\s*[^\n.?!]{{0,40}})?\s*\Z")
AT_END = pattern(
    rf"(?<=[.!?؟…])\s+{CLOSES}\s*[,،]\s*[^\n.?!]{{1,40}}[.!]?\s*\Z"
)  # behind the last sentence, with a name
SENT_FROM = pattern(
    r"\s*(?:sent from|get outlook|von meinem .* gesendet|gesendet (?:von|mit)|envoyé (?:de|depuis)|enviado desde|"
    r"أرسلت? من).*"
)
WROTE = pattern(r"\s*(?:on|am|le|el|في) .{6,120}(?:wrote|schrieb.*|a écrit|escribió|كتب)\s?:\s*\Z")
DELIMITER = re.compile(r"\s*(?:--|__+|–{2,})\s*\Z")
MOST_AFTER, MOST_OF_LINE = 10, 80  # lines of a signature, and characters of each


def matter_of(text: str) -> str:
    """`text` without quotes, greeting and signature; as it is when nothing else would be left.

    What followed a greeting begins with a capital then, as a sentence does.
    """
    lines = [line for line in _before_quote(text.splitlines()) if not line.lstrip().startswith(">")]
    lines = _before_signature(lines)
    words = AT_END.sub("", "\n".join(lines).strip())
    while match := GREETING.match(words):
        if not match.end() or match.end() == len(words):
            break
        words = words[match.end() :].lstrip()
        words = words[:1].upper() + words[1:]
    return re.sub(r"\n{3,}", "\n\n", words).strip() or text.strip()


def _before_quote(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if WROTE.match(line) and any(each.lstrip().startswith(">") for each in lines[at + 1 :]):
            return lines[:at] + [each for each in lines[at + 1 :] if not each.lstrip().startswith(">")]
    return lines


def _before_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        is_end = DELIMITER.match(line) or SENT_FROM.fullmatch(line) and _is_signature(lines[at + 1 :])
        if at and (is_end or CLOSING.match(line) and _is_signature(lines[at + 1 :])):
            return lines[:at]
    return lines


def _is_signature(rest: list[str]) -> bool:
    """Short lines that end the message: what is said after a thanks in between is longer."""
    said = [line for line in rest if line.strip()]
    return len(said) <= MOST_AFTER and all(len(line) <= MOST_OF_LINE for line in said)
