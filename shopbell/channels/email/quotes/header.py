"""Blocks of header fields and lines of dashes, as mail programs put them above what they quote or forward.

`From: … Sent: … To: … Subject: …` is Outlook's way in all its languages. People write "From: Berlin, To: Rome,
Subject: my parcel" as well, so a block needs an address, a date with its hour, or a date and a subject too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from .words import ADDRESS, DATE, HOUR, LONGEST

FIELDS = {
    "from": (
        r"From|Sent\s+by|Von|Absender|De|Expéditeur|Remitente|Remetente|Da|Mittente|Van|Afzender|Od|Nadawca|Odesílatel|Odosielateľ",
        r"Från|Avsändare|Fra|Lähettäjä|От|От\s+кого|Від|Від\s+кого|Feladó|Kimden|Gönderen|Από|De\s+la|Expeditor|Šalje|Pošiljatelj",
        r"差出人|送信者|发件人|發件人|寄件者|寄件人|보낸\s*사람|발신|Từ|Người\s+gửi|Dari|จาก|מאת|من|المرسل|از|فرستنده",
    ),
    "date": (
        r"Date|Sent|Sent\s+(?:at|on)|Datum|Gesendet(?:\s+am)?|Date\s+d'envoi|Envoyé(?:\s+le)?|Message\s+du|Fecha|Data|Data\s+invio",
        r"Enviad[oa](?:\s+el|\s+em)?|Inviato(?:\s+il)?|Verzonden(?:\s+op)?|Wysłan[oaye](?:\s+dnia)?|Odeslán[oa]|Odoslané|Dátum",
        r"Skickat|Dato|Sendt|Päivämäärä|Päiväys|Lähetetty|Отправлено|Дата|Надіслано|Küldve|Elküldve|Gönderme\s+Tarihi|Gönderildi",
        r"Gönderilme|Tarih|Στάλθηκε|Ημερομηνία|Trimis|Poslano|Poslato|送信日時|日時|日付|发送时间|发送日期|發送時間|傳送時間|寄件日期",
        r"日期|时间|時間|보낸\s*날짜|날짜|일시|Đã\s+gửi|Ngày|Terkirim|Dikirim|Tanggal|ส่ง|วันที่|נשלח|תאריך|تم\s+الإرسال|أرسلت|التاريخ",
        r"تاريخ\s+الإرسال|تاریخ|ارسال",
    ),
    "to": (
        r"To|Sent\s+to|An|Empfänger|À|A|Destinataire|Pour|Para|Destinatario|Destinatário|Aan|Ontvanger|Do|Komu|Till|Mottagare|Til",
        r"Vastaanottaja|Кому|Címzett|Kime|Alıcı|Προς|Către|Za|Prima|宛先|收件人|收件者|받[는은]\s*사람|Tới|Đến|Kepada|ถึง|אל|إلى",
        r"المرسل\s+إليه|به|گیرنده",
    ),
    "copy": (
        r"Cc|Bcc|Kopie|Copie(?:\s+à)?|Copia|Cópia|Kopia|Kopi|Kopio|DW|Копия|Копія|抄送|副本|참조|Másolatot\s+kap|Bilgi|Κοιν\.?|העתק|نسخة",
    ),
    "subject": (
        r"Subject|Betreff|Objet|Sujet|Asunto|Assunto|Oggetto|Onderwerp|Temat|Předmět|Predmet|Ämne|Rubrik|Emne|Aihe|Тема|Предмет|Tárgy|Konu",
        r"Θέμα|Subiect|件名|主题|主題|主旨|標題|제목|Chủ\s+đề|Subjek|Perihal|เรื่อง|נושא|الموضوع|موضوع",
    ),
    "other": (
        r"Reply-To|Antwort\s+an|Répondre\s+à|Responder\s+a|Organization|Importance|Priority|Wichtigkeit|Priorität|Importancia",
        r"Attachments?|Anlagen?|Anhang|Pièces?\s+jointes?|Datos\s+adjuntos|Allegati|Bijlagen?|Message-ID|User-Agent|Newsgroups|References",
    ),
}
MAIN = {"from", "date", "to", "subject"}
_KINDS = "|".join(f"(?P<{kind}>{'|'.join(names)})" for kind, names in FIELDS.items())
FIELD = re.compile(
    rf"^[*_\s]*+(?:{_KINDS})[*_\s]*+[:：](?!//)[*_\s]*(?P<value>.*)$", re.IGNORECASE | re.DOTALL
)
MOST_LINES = 12  # of a block, with the values that go on in the next line
MOST_LINES_OF_A_VALUE = 3
RULE = re.compile(r"^\s*(?:[_*=~—–―-]\s?){3,}$")
ORIGINAL_WORDS = (
    r"Original(?:\s+|-)(?:Message|Appointment|E-?mail)|Reply\s+(?:message|above\s+this\s+line)",
    r"Antwort\s+Nachricht|Urspr(?:ü|ue)ngliche\s+(?:Nachricht|E-?Mail|Mail)|Original-?nachricht",
    r"(?:Message|E-?mail)\s+(?:d['’]origine|original|initial)|(?:Mensaje|Correo|Missatge|Mensagem|Mesaj(?:ul)?)\s+original",
    r"Messaggio\s+originale|(?:Oorspronkelijk|Origineel)\s+(?:e-?mail)?bericht",
    r"Oryginalna\s+wiadomość|Wiadomość\s+oryginalna|Pierwotna\s+wiadomość|Původní\s+(?:zpráva|e-mail)|Pôvodná\s+správa",
    r"(?:Originalt?|Ursprungligt)\s*meddelande|Oprindelig\s+(?:meddelelse|besked|e?-?mail)|Opprinnelig\s+(?:melding|e-post)",
    r"Alkuperäinen\s+viesti|(?:Исходное|Оригинальное)\s+(?:сообщение|письмо)|Вихідне\s+повідомлення",
    r"(?:Originalna|Izvorna)\s+poruka|Eredeti\s+üzenet|(?:Özgün|Orijinal)\s+(?:Mesaj|İleti)|Αρχικό\s+μήνυμα",
    r"Thư\s+gốc|Pesan\s+asli|ข้อความเดิม|原始邮件|原始郵件|(?:回复的)?原邮件|邮件原文|元の(?:メッセージ|メール)|원본\s*(?:메일|메시지|이메일)",
    r"ה?הודעה\s+ה?מקורית|الرسالة\s+الأصلية|رسالة\s+أصلية|پیام\s+اصلی",
)
ORIGINAL = re.compile(
    rf"^[\s*>|]*[-_—–=]{{2}}[-_—–=\s*]*(?:{'|'.join(ORIGINAL_WORDS)})[\s:：*]*[-_—–=][-_—–=\s*]*$",
    re.IGNORECASE,
)
# what somebody forwards is what they want to show: it is never folded
FORWARDED_WORDS = (  # between dashes
    r"Forwarded\s+(?:message|e-?mail|by)|Weitergeleitete\s+(?:Nachricht|E-?Mail|Mail)",
    r"Message\s+(?:transféré|transmis|réexpédié)|Mensaje\s+reenviado|Missatge\s+reenviat|Mensagem\s+(?:re)?encaminhada",
    r"Messaggio\s+inoltrato|Doorgestuurd\s+bericht|Przekazana\s+wiadomość|Wiadomość\s+przekazana",
    r"Vidarebefordrat\s+(?:meddelande|mail)|Videresendt\s+(?:meddelelse|besked|melding)|(?:Edelleenlähetetty|Välitetty)\s+viesti",
    r"(?:Пересылаемое|Пересланное)\s+сообщение|Пересилане\s+повідомлення|Přeposlaná\s+zpráva|Preposlaná\s+správa",
    r"Továbbított\s+(?:üzenet|levél)|Yönlendirilen\s+(?:mesaj|ileti)|Mesaj\s+redirecționat|Προωθημένο\s+μήνυμα",
    r"Thư\s+chuyển\s+tiếp|Pesan\s+terusan|转发(?:的)?(?:原?邮件|消息)|轉寄(?:的)?(?:郵件|訊息)|転送(?:された)?(?:メッセージ|メール)",
    r"전달된\s*(?:메시지|메일)|הודעה\s+שהועברה|رسالة\s+(?:معاد\s+توجيهها|محولة)",
)
FORWARDED_LINES = (  # Apple's, with a colon
    r"Begin\s+forwarded\s+message|Anfang\s+der\s+weitergeleiteten\s+(?:Nachricht|E-Mail)|Weitergeleitete\s+Nachricht",
    r"Début\s+du\s+message\s+(?:transféré|réexpédié)|Inicio\s+del\s+mensaje\s+reenviado|Início\s+da\s+mensagem\s+(?:re)?encaminhada",
    r"Inizio\s+messaggio\s+inoltrato|Begin\s+doorgestuurd\s+bericht|Początek\s+przekazywanej\s+wiadomości",
    r"Vidarebefordrat\s+brev|(?:Start\s+på\s+)?videresendt\s+(?:besked|melding)|Välitetty\s+viesti\s+alkaa",
    r"Начало\s+переадресованного\s+(?:сообщения|письма)|(?:以下是)?转发的邮件|開始轉寄(?:郵件|訊息)|以下是轉寄的郵件",
    r"転送されたメッセージ|전달된\s*메시지(?:의\s*시작)?|(?:بدء|بداية)\s+الرسالة\s+(?:المحولة|المعاد\s+توجيهها)",
)
FORWARDED = re.compile(
    rf"^[\s*>|]*(?:[-_]{{2}}[-_\s*]*(?:{'|'.join(FORWARDED_WORDS)})|(?:{'|'.join(FORWARDED_LINES)})\s*[:：])",
    re.IGNORECASE,
)
FORWARDED_SUBJECT = re.compile(
    r"^\s*(fwd?|wg|wtr|tr|rv|enc|i|inoltro|doorst|pd|vs|vb|vl|ilt|转发|轉寄|轉發|転送|пересл|הועבר|إعادة\s+توجيه)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)


def is_original_line(words: str) -> bool:
    """Whether this is the "--- Original Message ---" of some language."""
    return len(words) <= LONGEST and ORIGINAL.match(words) is not None


def is_forward_line(words: str) -> bool:
    return len(words) <= LONGEST and FORWARDED.match(words) is not None


def is_forward_subject(subject: str, text: str = "") -> bool:
    """Whether a mail of this subject forwards another; an answer to one that did ("Re: Fwd:") does not.

    "VS:" is a Dane's forward and a Finn's answer; the Finn's mail says "Lähettäjä:".
    """
    match = FORWARDED_SUBJECT.match(subject[:LONGEST])
    return match is not None and not (match[1].lower() == "vs" and "Lähettäjä" in text)


def header_block(lines: Sequence[str], first: int, *, is_below_rule: bool) -> int:
    """How many lines from `first` on are a block of header fields; 0 if there is none."""
    return header_fields(lines, first, is_below_rule=is_below_rule)[0]


def header_fields(lines: Sequence[str], first: int, *, is_below_rule: bool) -> tuple[int, dict[str, str]]:
    """The same with what they say, by kind of field."""
    values: dict[str, str] = {}
    size = 0
    window = lines[first : first + MOST_LINES]
    for number, line in enumerate(window, start=1):
        field = _field(line)
        if field:
            values[field[0]] = f"{values.get(field[0], '')} {field[1]}"
            size = number
        elif not values or number >= size + MOST_LINES_OF_A_VALUE:
            break
        elif not line.strip():  # what makes text of pages may part the fields by empty lines
            below = _field(window[number]) if number < len(window) else None
            if below is None or below[0] in values or size < number - 1:
                break
        else:  # a value that goes on
            values[next(reversed(values))] += f" {line[:LONGEST]}"
    return (size, values) if _is_sure(values, is_below_rule=is_below_rule) else (0, {})


@lru_cache(maxsize=4 * MOST_LINES)  # where line after line is a field, each is in the window of many
def _field(line: str) -> tuple[str, str] | None:
    """The kind of a header field and its value."""
    may_match = len(line) <= LONGEST and (":" in line or "：" in line)
    match = FIELD.match(line) if may_match else None
    return (next(kind for kind in FIELDS if match[kind]), match["value"]) if match else None


def _is_sure(values: dict[str, str], *, is_below_rule: bool) -> bool:
    main = MAIN & set(values)
    if len(main) < 2:
        return False
    has_address = ADDRESS.search(" ".join(values.values())[: 4 * LONGEST]) is not None
    date = values.get("date", "")[:LONGEST]
    has_moment = DATE.search(date) is not None and HOUR.search(date) is not None
    if len(main) > 2 and "from" in main:
        return has_address or has_moment or is_below_rule or {"date", "subject"} <= main
    return (has_address or is_below_rule) and (has_moment or (is_below_rule and "from" in main))
