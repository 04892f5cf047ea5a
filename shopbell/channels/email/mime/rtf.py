"""Rich text (RTF), which Outlook wraps its words in: unpacked ([MS-OXRTFCP]), read as text or as the HTML inside it.

Many mails of Exchange hold their HTML only in this form ([MS-OXRTFEX]): tags in `htmltag` groups, what stands between
them as text, and a second version for programs that know no HTML, which `htmlrtf` marks.
"""

import re

from .charset import decode

MOST_BYTES = 4_000_000  # of what is unpacked: a few bytes may stand for very many
DEEPEST = 500
DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
UNSEEN = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"headerl", b"headerr",
    b"footerl", b"footerr", b"listtable", b"listoverridetable", b"rsidtbl", b"generator", b"themedata", b"fldinst",
    b"datastore", b"latentstyles", b"xmlnstbl", b"pntext", b"bkmkstart", b"bkmkend",
}  # fmt: skip
SIGNS = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"row": "\n", b"cell": "\t", b"emdash": "—", b"endash": "–",
    b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"sect": "\n", b"page": "\n",
}  # fmt: skip
CHARSETS = {  # of fonts
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip


def unpacked(packed: bytes) -> bytes:
    """Compressed RTF as RTF, as far as it goes."""
    kind = packed[8:12]
    if kind == b"MELA":
        return packed[16 : 16 + MOST_BYTES]
    if kind != b"LZFu":
        return b""
    out = bytearray(DICTIONARY)
    begin, position = len(DICTIONARY), 16
    while position < len(packed) and len(out) < MOST_BYTES:
        control = packed[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += packed[position : position + 1]
                position += 1
                continue
            token = int.from_bytes(packed[position : position + 2], "big")
            position += 2
            offset, length = token >> 4, (token & 15) + 2
            if position > len(packed) or offset == len(out) % 4096:
                return bytes(out[begin:])
            _repeat(out, offset, length)
    return bytes(out[begin:])


def _repeat(out: bytearray, offset: int, length: int) -> None:
    """Say again what stands at `offset` of the last 4096 bytes; it may run into what it writes."""
    source = len(out) - (len(out) - offset) % 4096
    for step in range(length):
        out.append(out[source + step] if 0 <= source + step < len(out) else 0x20)


def words_of(rtf: bytes) -> tuple[str, bool]:
    """What an RTF document says, and whether that is HTML."""
    is_html = b"\\fromhtml1" in rtf[:2000]
    return _Reader(is_html).read(rtf[:MOST_BYTES]), is_html


class _Reader:
    def __init__(self, is_html: bool):
        self.is_html = is_html
        self.out: list[str] = []
        self.pending = bytearray()  # bytes of one charset that wait to be decoded together
        self.charset = self.usual = "cp1252"
        self.fonts: dict[int, str] = {}
        self.is_unseen = self.is_rtf_only = False
        self.in_fonts, self.font = False, 0
        self.skip, self.skips = 0, 1
        self.groups: list[tuple] = []
        self.is_optional = False

    def read(self, rtf: bytes) -> str:
        for match in TOKEN.finditer(rtf):
            word, number, byte, sign, brace, text = match.groups()
            if brace:
                self._group(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif sign is not None:
                self._sign(sign)
            elif byte:
                self._bytes(bytes.fromhex(byte.decode()))
            elif text:
                self._bytes(text)
        self._flush()
        return "".join(self.out)

    def _group(self, brace: bytes) -> None:
        self._flush()
        self.is_optional = False
        if brace == b"{":
            if len(self.groups) < DEEPEST:
                self.groups.append(
                    (self.is_unseen, self.is_rtf_only, self.charset, self.in_fonts, self.skips)
                )
        elif self.groups:
            self.is_unseen, self.is_rtf_only, self.charset, self.in_fonts, self.skips = self.groups.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        if self.is_optional and not (self.is_html and word in (b"htmltag", b"mhtmltag")):
            self.is_unseen = True
        if word == b"mhtmltag":
            self.is_unseen = True  # the same tag as another program would write it
        self.is_optional = False
        if word == b"ansicpg" and number:
            self.usual = self.charset = "utf-8" if number == 65001 else f"cp{number}"
        elif word == b"fonttbl":
            self.in_fonts = self.is_unseen = True
        elif word == b"f" and number is not None:
            self.font = number
            self.charset = self.charset if self.in_fonts else self.fonts.get(number, self.usual)
        elif word == b"fcharset" and self.in_fonts and number:
            self.fonts[self.font] = CHARSETS.get(number, self.usual)
        elif word in UNSEEN:
            self.is_unseen = True
        elif word == b"htmlrtf":
            self.is_rtf_only = number != 0
        elif word == b"uc":
            self.skips = max(0, min(number or 0, 9))
        elif word == b"u" and number is not None:
            self._say(chr(number % 65536))
            self.skip = self.skips
        elif word in SIGNS:
            self._say(SIGNS[word])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.is_optional = True
        elif sign in b"\\{}":
            self._bytes(sign)
        elif sign == b"~":
            self._say("\u00a0")
        elif sign == b"_":
            self._say("-")
        elif sign in b"\r\n":
            self._say("\n")

    def _bytes(self, text: bytes) -> None:
        dropped = min(self.skip, len(text))  # what stands beside a \u for programs that do not know it
        self.skip -= dropped
        text = text[dropped:]
        if not self._is_silent:
            self.pending += text

    def _say(self, text: str) -> None:
        self._flush()
        if not self._is_silent:
            self.out.append(text)

    @property
    def _is_silent(self) -> bool:
        return self.is_unseen or (self.is_html and self.is_rtf_only)

    def _flush(self) -> None:
        if self.pending:
            self.out.append(decode(bytes(self.pending), self.charset))
            self.pending.clear()
