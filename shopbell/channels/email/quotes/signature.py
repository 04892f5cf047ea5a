"""What stands below a letter and is not said by it: a signature behind dashes, "Sent from my iPhone", a disclaimer.

A greeting and a name alone are the writer's words, and stay.
"""

import re
from collections.abc import Sequence

from .words import LONGEST

DELIMITER = re.compile(r"^(?:--|—|–|-- )\s?$|^[—–―]{2,}$")
FOOTER_RULE = re.compile(r"^_{2,}$|^[-=]{10,}$")
CERTAIN = "-- "  # as programs write it (RFC 3676 §4.3); a person types it without the blank
MOST_LINES, MOST_LINES_IF_CERTAIN = 15, 40
ITEM = re.compile(r"\s*(?:[-*•·+–]\s+|\d{1,3}\s*(?:[x×.)]\s*|\s)\D)\S?")
FEW_LINES = 8
SHORT_LINE = 80
CONTACT = re.compile(r"[^\s<>()@]@[^\s<>()@]|https?://|www\.|\+?\d[\d ()/.-]{6,}")
LIST_FOOTER = re.compile(
    r"mailing\s?list|listinfo|unsubscribe|abmelden|désinscri|darse\s+de\s+baja|groups\.google\.com|"
    r"you\s+received\s+this\s+(?:message|e-?mail)\s+because",
    re.IGNORECASE,
)
DEVICES = (  # followed by the name of a device or program
    r"(?:this\s+(?:e-?)?mail\s+was\s+)?(?:sent|written|posted|composed)\s+(?:from|via|with|using|by|on)",
    r"von\s+meine[mr]?|von\s+unterwegs|diese\s+nachricht\s+wurde\s+(?:von|mit)",
    r"(?:gesendet|verschickt|versendet)\s+(?:von|mit|über|vom|per|via|aus)",
    r"envoyée?\s+(?:de(?:puis)?|avec|à\s+partir|via|par)",
    r"enviado\s+(?:desde|do|de|a\s+partir|com|con|via|por|pelo)|enviat\s+(?:des|amb)",
    r"inviato\s+(?:da|dal|dallo|dalla|con|tramite)",
    r"(?:verzonden|verstuurd)\s+(?:vanaf|vanuit|met|via|van)",
    r"(?:wysłan[eoya]|wiadomość\s+wysłana)\s+(?:z|ze|za|przez)",
    r"(?:skickat|skickades)\s+(?:från|med|via)|sendt\s+(?:fra|med|via)|lähetetty",
    r"(?:отправлено|послано|надіслано)\s+(?:с|со|из|з|через|от)",
    r"(?:odesláno|odoslané|poslano|poslato)\s+(?:z|ze|zo|s|iz|sa|pomocí)",
    r"trimis\s+(?:de\s+pe|din|cu|de)|elküldve|στάλθηκε\s+από",
    r"đã\s+gửi\s+từ|(?:dikirim|terkirim)\s+dari|ส่งจาก",
    r"(?:发自|發自|从|從|來自|来自)我的|发自|(?:从|從)(?=.*(?:发送|傳送|寄出))",
    r"נשלח\s+(?:מה?|מ-?|באמצעות)|أ?رسلت?\s+من|مرسل\s+من|تم\s+الإرسال\s+من|ارسال\s+شده\s+از",
)
DEVICES_BEFORE = (  # the name of the device stands before
    r"から送信", r"에서\s?보냄", r"(?:készülékemről|-?[oa]mról)\s+küldve", r"['’]?\w*\s+gönderildi",
    r"\s+से\s+भेजा\s+गया",
)  # fmt: skip
OUTLOOK = (  # "Get Outlook for iOS"
    r"(?:get|download)\s+(?:outlook|bluemail|spark|yahoo\s+mail)\s+for\s+\w+",
    r"(?:holen\s+sie\s+sich\s+)?outlook\s+für\s+\w+(?:\s+(?:herunterladen|beziehen|laden|abrufen))?",
    r"(?:télécharge[rz]|obtenir|obtenez)\s+outlook\s+pour\s+\w+",
    r"(?:obtener|obtén|descargar?|obter|obtenha|baixar)\s+(?:o\s+)?outlook\s+para\s+(?:el\s+)?\w+",
    r"(?:ottieni|scarica)\s+outlook\s+per\s+\w+|(?:download\s+)?outlook\s+voor\s+\w+(?:\s+downloaden)?",
    r"pobierz\s+(?:aplikację\s+)?outlook\s+(?:dla|na)\s+(?:systemu\s+)?\w+",
    r"(?:hämta|skaffa|hent|få|last\s+ned)\s+outlook\s+(?:för|til|for)\s+\w+|hanki\s+outlook\s+.{2,40}",
    r"outlook\s+for\s+\w+\s*を(?:入手|取得).{0,10}|获取适用于\s?.{2,20}的\s?outlook|取得\s?outlook.{0,30}",
    r"(?:someone\s+)?from\s+mobile|from\s+my\s+(?:i?phone|i?pad|mobile|android|galaxy|samsung)\b.{0,60}",
)
EXCUSE = r"(?:, an? [\w&+ .-]{2,40})?(?:[.,;]?\s*(?:please\s+)?(?:excuse|forgive|pardon)\b.{0,80})?"
SENT_FROM = re.compile(
    rf"^(?:(?:{'|'.join(DEVICES)})\s?[^,;!?。]{{1,80}}|.{{2,40}}(?:{'|'.join(DEVICES_BEFORE)})|{'|'.join(OUTLOOK)})"
    rf"{EXCUSE}[.!]?$",
    re.IGNORECASE,
)
A_DEVICE = re.compile(  # "Sent with DHL" is what a customer writes
    r"mail|\bapps?\b|phon|handy|mobil|outlook|android|galaxy|\bios\b|i?pad\b|pixel|samsung|huawei|xiaomi|blackberry|windows|"
    r"\bmac\b|tablet|\bcell|device|ger[äa]t|appareil|dispositiv|toestel|urządzeni|enhet|sparrow|spark|unterwegs|aka\.ms|"
    r"\b(?:my|meine[mr]?|mon|mi|meu|mio|mijn|min|mojego|mého|moj\w+|μου|мое\w+)\b|我的|나의|هاتفي|שלי|tôi|saya|телефон|почт",
    re.IGNORECASE,
)
IS_ALWAYS = re.compile(
    r"^(?:sent\s+from\s+(?:my|an?)\b|(?:someone\s+)?from\s+m|.{2,40}から送信)", re.IGNORECASE
)
LINK = re.compile(r"\s*[<(\[]?(?:https?://|www\.)\S+[>)\]]?|<[^<>]*>$")
GLUED_LINK = re.compile(r"(?<=\w)https?://\S+$", re.IGNORECASE)
KEY_WORD = re.compile(  # a disclaimer has several; who writes a letter about one of them does not fill a paragraph so
    "|".join(
        (
            r"confidential|privileged|intended\s+(?:only|solely|recipient)|addressee|in\s+error|disclaimer|unauthori[sz]ed",
            r"vertraulich|irrtümlich|adressat|bestimmt|unbefugt|vernichten",
            r"confidentiel|destinataire|par\s+erreur|confidencial|destinat[aá]rio|por\s+error|por\s+engano",
            r"riservat\w|per\s+errore|vertrouwelijk|geadresseerde|abusievelijk|poufn\w|omyłkow\w",
            r"konfidentiell|mottagare|av\s+misstag|fortrolig|modtager|mottaker|ved\s+en\s+fejl|luottamuksellinen",
            r"конфиденциальн\w*|адресат\w*|по\s+ошибке|機密|秘密|誤って|保密|机密|收件人|误|سرية|بالخطأ",
        )
    )
)  # of words in lower case: to search without regard to case takes seven times as long
KEY_WORDS_OF_A_DISCLAIMER = 3
DISCLAIMER_CHARACTERS = 100
ONE_LINERS = re.compile(
    r"consider\s+the\s+environment|think\s+before\s+(?:you\s+)?print|(?:avast|avg)\.com|checked\s+for\s+viruses|"
    r"virus-free|virenfrei|sans\s+virus|libre\s+de\s+virus|privo\s+di\s+virus|virusvrij|"
    r"(?:umwelt|environnement|medio\s?ambiente|meio\s+ambiente|milieu|miljön?)\b.{0,80}(?:druck|imprim|stamp|print|skriv)",
    re.IGNORECASE,
)


def signature_before(lines: Sequence[str], last: int) -> int | None:
    """Where the signature begins that ends with line `last - 1`; None if words of the letter stand there."""
    if is_sent_from(lines[last - 1]):
        return last - 1
    disclaimer = _disclaimer(lines, last)
    return disclaimer if disclaimer is not None else _behind_dashes(lines, last)


def is_sent_from(line: str) -> bool:
    """Whether a phone or a program wrote this line below the letter."""
    if len(line) > LONGEST:
        return False
    bare = GLUED_LINK.sub("", LINK.sub("", line.strip()) or line).strip("<>()[]*_ \t.-–—")
    if not bare or not SENT_FROM.match(bare):
        return False
    return IS_ALWAYS.match(bare) is not None or A_DEVICE.search(line) is not None


def _behind_dashes(lines: Sequence[str], last: int) -> int | None:
    for number in range(last - 1, max(-1, last - 1 - MOST_LINES_IF_CERTAIN), -1):
        line = lines[number].strip("\t")
        if len(line) > LONGEST:
            return None
        if line == CERTAIN:
            return number
        if number < last - MOST_LINES:
            continue
        if DELIMITER.match(line):
            return None if _is_list(lines, number, last) else number
        is_apart = number > 0 and not lines[number - 1].strip()  # else it underlines a heading
        if (
            is_apart
            and FOOTER_RULE.match(line.strip())
            and _is_footer(line.strip(), lines[number + 1 : last])
        ):
            return number
    return None


def _is_list(lines: Sequence[str], dashes: int, last: int) -> bool:
    """Whether the dashes underline the heading of a list, or part it from the words above."""
    below = [line for line in lines[dashes + 1 : last] if line.strip()]
    is_heading = dashes > 0 and lines[dashes - 1].rstrip().endswith((":", "："))
    items = sum(ITEM.match(line[:LONGEST]) is not None for line in below)
    return bool(below) and ITEM.match(below[0][:LONGEST]) is not None and (is_heading or items > 1)


def _is_footer(rule: str, lines: Sequence[str]) -> bool:
    """A rule of underscores parts a letter as well: what is below it must look like the foot of a mail."""
    text = "\n".join(lines)
    if len(lines) > FEW_LINES or not CONTACT.search(text):
        return False
    is_card = (
        rule[0] == "_" and len(lines) > 1 and all(line.strip() and len(line) < SHORT_LINE for line in lines)
    )
    return is_card or LIST_FOOTER.search(text) is not None


def _disclaimer(lines: Sequence[str], last: int) -> int | None:
    """The last paragraph, if it is what a company's server puts below every mail."""
    first = last
    while first and lines[first - 1].strip() and last - first < 2 * MOST_LINES:
        first -= 1
    words = " ".join(lines[first:last])[: 20 * LONGEST]
    if len(words) < DISCLAIMER_CHARACTERS:
        return first if last - first <= 2 and ONE_LINERS.search(words) else None
    found = set(KEY_WORD.findall(words.lower()))
    return first if len(found) >= KEY_WORDS_OF_A_DISCLAIMER else None
