"""How mail programs introduce a quote or a signature, in the languages of Europe and East Asia.

A line is an introduction only when its frame is right ("On … wrote:"): words alone ("On Monday I wrote:
…") are what people write themselves, so the frame asks for a date or an address in between.
"""

import re

DATE_OR_ADDRESS = r"(?=.*(?:\d{1,4}|@)).{4,300}"
FRAMES = [  # before, after
    (r"On", r"wrote|writes|said"),
    (r"Am|An", r"schrieb|schrieben"),
    (r"Le", r"a\s+écrit|écrivait|a\s+ecrit"),
    (r"El|Em|En", r"escribió|escribio|escreveu|escribiu"),
    (r"Il(?:\s+giorno)?|In\s+data", r"ha\s+scritto|scrisse"),
    (r"Op", r"schreef|geschreven"),
    (r"W\s+dniu|Dnia", r"napisał(?:\(a\)|a)?|pisze"),
    (r"Den|På|Pe", r"skrev|a\s+scris"),
    (r"Dne", r"napsal(?:\(a\)|a)?"),
    (r"Dňa", r"napísal(?:\(a\)|a)?"),
    (r"V", r"je\s+napisal(?:\(a\)|a)?"),
    (r"Vào", r"đã\s+viết"),
    (r"Στις", r"έγραψε"),
    (r"Pada", r"menulis"),
    (r"בתאריך", r"כתב(?:/ה)?"),
    (r"في|بتاريخ", r"كتب(?:ت)?"),
]
ENDS = [  # frames that are known by their end alone
    r"(?:пишет|писал\(а\)|писал|написал\(а\)|написал|пише|написав)",
    r"(?:kirjoitti)",
    r"(?:şunu\s+yazdı|tarihinde\s+.{1,120}yazdı)",
    r"(?:ezt\s+írta|írta)",
    r"(?:写道|寫道|のメール|wrote|님이\s+작성|님이\s+썼습니다|schreef|schrieb|skrev|escribió|escreveu|a\s+écrit|ha\s+scritto)",
]
_FRAMES = "|".join(rf"(?:{before})\s{DATE_OR_ADDRESS}\s*(?:{after})" for before, after in FRAMES)
_ENDS = "|".join(rf"(?=.*(?:\d{{4}}|@))(?=.*\d).{{6,300}}{end}" for end in ENDS)
INTRODUCTION = re.compile(rf"^(?:(?:{_FRAMES})(?:\s.{{0,120}})?|{_ENDS})\s*[:：]?$", re.IGNORECASE)
INTRODUCTION_LINES = 4
INTRODUCTION_LENGTH = 600  # characters; a pattern that may try every place is only let near short lines
EDGES = " \t\xa0>*_-"
BEGINNING = re.compile(rf"^(?:{'|'.join(before for before, _ in FRAMES)})\s.*\d", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")
ORIGINAL = re.compile(
    r"^[-_]{2,}\s*(?:Original\s+(?:Message|Appointment|E-?mail)|Reply\s+(?:message|above\s+this\s+line)|"
    r"Urspr(?:ü|ue)ngliche\s+(?:Nachricht|E-Mail)|Message\s+(?:d'origine|original)|Mensaje\s+original|Mensagem\s+original|"
    r"Messaggio\s+originale|Oorspronkelijk\s+bericht|Oryginalna\s+wiadomość|Wiadomość\s+oryginalna|Original(?:t)?\s+meddelande|"
    r"Oprindelig\s+meddelelse|Opprinnelig\s+melding|Alkuperäinen\s+viesti|Исходное\s+сообщение|Původní\s+zpráva|"
    r"原始邮件|原始郵件|元のメッセージ|원본\s*메일|Eredeti\s+üzenet|Özgün\s+İleti)\s*[-_]{2,}\s*$",
    re.IGNORECASE,
)
# a forwarded mail is what the person wants to show: it is never folded
FORWARDED = re.compile(
    r"^\s*(?:[-_]{2,}\s*(?:Forwarded\s+message|Weitergeleitete\s+Nachricht|Message\s+transféré|Mensaje\s+reenviado|"
    r"Mensagem\s+encaminhada|Messaggio\s+inoltrato|Doorgestuurd\s+bericht)|Begin\s+forwarded\s+message|Anfang\s+der\s+weitergeleiteten)",
    re.IGNORECASE,
)
HEADER_NAME = re.compile(
    r"^[>\s*]*\*?(From|Sent|Date|To|Cc|Subject|Von|Gesendet|Datum|An|Betreff|De|Envoyé|À|Objet|Enviado(?:\s+el)?|Para|Asunto|"
    r"Assunto|Data|Da|Inviato|A|Oggetto|Van|Verzonden|Aan|Onderwerp|Od|Wysłano|Wysłane|Do|DW|Temat|Från|Skickat|Till|Ämne|Fra|Sendt|Til|Emne|"
    r"Lähettäjä|Lähetetty|Vastaanottaja|Aihe|От|Отправлено|Кому|Тема|Дата|Odesláno|Komu|Předmět|差出人|送信日時|宛先|件名|发件人|发送时间|收件人|主题|"
    r"寄件者|日期|收件者|主旨|보낸\s*사람|보낸\s*날짜|받는\s*사람|제목|Feladó|Küldve|Címzett|Tárgy|Kimden|Gönderme\s+Tarihi|Kime|Konu)[\s*]*[:：]\*?\s*\S",
    re.IGNORECASE,
)
HEADER_BLOCK_MINIMUM = 3
SENT_FROM = re.compile(
    r"^(?:Sent\s+(?:from|via|with|using)\s+(?:my\s+|the\s+)?[\w' .&+-]{2,60}|Get\s+Outlook\s+for\s+\w+.*|"
    r"(?:Von\s+meinem?|Gesendet\s+(?:von|mit|über|vom))\s.{2,60}|Envoyé\s+(?:de(?:puis)?|avec|à\s+partir)\s.{2,60}|"
    r"Enviado\s+(?:desde|do|de|a\s+partir|com)\s.{2,60}|Inviato\s+da(?:l)?\s.{2,60}|Verzonden\s+(?:vanaf|vanuit|met|via)\s.{2,60}|"
    r"Verstuurd\s+(?:vanaf|met|via)\s.{2,60}|Wysłane\s+z\s.{2,60}|Skickat\s+från\s.{2,60}|Sendt\s+fra\s.{2,60}|Lähetetty\s.{2,60}|"
    r"Отправлено\s+(?:с|из)\s.{2,60}|Odesláno\s+z\s.{2,60}|iPhoneから送信|发自我的\s?.{2,40}|從我的\s?.{2,40}|나의\s.{2,40}에서\s보냄)\.?$",
    re.IGNORECASE,
)


def is_introduction(words: str) -> bool:
    """Whether `words` (a line, or a few joined) introduce a quote. Long ones never do, so the time is bounded."""
    words = words.strip(EDGES)
    return len(words) <= INTRODUCTION_LENGTH and INTRODUCTION.match(words) is not None


def may_begin_introduction(line: str) -> bool:
    """A cheap look before `is_introduction`: a date after the right word, or a year with an address or a colon."""
    line = line.strip(EDGES)
    if len(line) > INTRODUCTION_LENGTH:
        return False
    has_end = line.endswith((":", "：")) or ("@" in line and "<" in line and ">" in line)
    return BEGINNING.match(line) is not None or (has_end and YEAR.search(line) is not None)


def is_original_line(line: str) -> bool:
    """Whether this is the "--- Original Message ---" of some language."""
    line = line.strip("> \t\xa0")
    return len(line) <= INTRODUCTION_LENGTH and ORIGINAL.match(line) is not None
