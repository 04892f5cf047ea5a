"""Charsets: bytes as the text that somebody wrote, whatever the mail claims about them.

What is declared counts when it is true and a better reading is not plain to see: bytes that are UTF-8 are hardly ever
anything else, yet programs call them Latin-1. What is not declared, or declared wrongly, is guessed.
Nothing here raises, and no byte is dropped.
"""

import codecs
import re

from cchardet import detect

ALIASES = {  # charset names as mail spells them → as Python does; supersets where senders use them so
    "ascii": "utf-8", "us-ascii": "utf-8", "us": "utf-8", "ansi_x3.4-1968": "utf-8", "646": "utf-8",
    "utf8mb4": "utf-8", "unicode": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "latin-1": "cp1252", "latin1": "cp1252", "l1": "cp1252", "ansi": "cp1252",
    "latin5": "cp1254", "latin-9": "iso-8859-15", "latin9": "iso-8859-15",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "euc-cn": "gb18030",
    "cp936": "gb18030", "hz-gb-2312": "hz", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "ks_c_5601-1989": "cp949", "euc-kr": "cp949", "korean": "cp949", "x-sjis": "cp932", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "cp943": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "big5": "big5hkscs", "cp950": "big5hkscs", "x-x-big5": "big5hkscs", "big5-eten": "big5hkscs",
    "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "x-mac-ce": "mac_latin2", "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish", "tis-620": "cp874", "koi8": "koi8_r",
    "cp65001": "utf-8", "cp20127": "utf-8", "cp1200": "utf-16-le", "cp1201": "utf-16-be", "cp20866": "koi8_r",
    "cp21866": "koi8_u", "cp51932": "euc_jp", "cp51949": "cp949", "cp54936": "gb18030", "cp10000": "mac_roman",
}  # fmt: skip
NUMBERS = {"1": "cp1252", "9": "cp1254", "11": "cp874"}  # of ISO 8859
ISO_8859 = re.compile(r"(?:x-)?(?:iso[-_ ]?)?8859[-_ ]?(\d{1,2})(?::\d+)?(?:-windows-.*)?|cp28([56]\d\d)")
CODE_PAGE = re.compile(r"(?:x-)?(?:windows|win|cp|ansi|ms|ibm|dos)[-_ ]?(\d{3,5})")
NO_CHARSET = {
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape",
    "palmos", "mbcs", "oem",
}  # fmt: skip
ONE_BYTE = re.compile(r"cp(?:125\d|874|8\d\d|437)$|iso-?8859-?\d+$|koi8|mac_|latin")
SHIFTED = re.compile(rb"\x1b(?:\$\)?[@ABC]|\([JI])")
MARKS = (  # the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
PAIRED = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
GUESSED_BYTES = 4000
FEWEST_SIGNS = 4  # beyond ASCII: of fewer a guess says nothing


def charset(name: str) -> str:
    """Python's name for a charset of mail, or empty when there is no such text encoding."""
    name = name.strip().strip("\"'").strip().lower().split("*")[0]
    if not name.isascii() or len(name) > 60:
        return ""
    if match := CODE_PAGE.fullmatch(name):
        name = f"cp{match[1]}"
    if match := ISO_8859.fullmatch(name):
        number = match[1] or str(int(match[2]) - 590)  # Windows numbers them from 28591 on
        name = NUMBERS.get(number, f"iso-8859-{number}")
    name = ALIASES.get(name, name)
    if name in NO_CHARSET:
        return ""
    try:
        return name if codecs.lookup(name)._is_text_encoding else ""
    except (LookupError, ValueError):
        return ""


def decode(content: bytes, declared: str = "", *, also: str = "") -> str:
    """`content` as text: as `declared` if that is true, else as UTF-8 or `also`, else as best it can be read."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    name = charset(declared)
    if content.isascii():
        return _seven_bits(content, name)
    content = PAIRED.sub(_one_sign, content) if b"\xed" in content else content
    is_utf8 = _strictly(content, "utf-8")
    if is_utf8 is not None and (not name or ONE_BYTE.match(name)):
        return is_utf8
    if name.startswith(("utf-16", "utf_16")):
        return _sixteen_bits(content, name)
    for candidate in dict.fromkeys([name, charset(also)]):
        if candidate and (text := _strictly(content, candidate)) is not None:
            return text
    if is_utf8 is not None:
        return is_utf8
    return _torn_utf8(content) or _replaced(content, _likely(content, name))


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, ValueError):
        return None


def _one_sign(match: re.Match[bytes]) -> bytes:
    """A sign beyond U+FFFF that some programs write as two halves of UTF-16, each in UTF-8."""
    halves = match[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _seven_bits(content: bytes, name: str) -> str:
    """Most of all mail; but Japanese, Korean and Chinese may hide in seven bits, declared or not."""
    if SHIFTED.search(content):
        name = (
            "iso2022_kr"
            if b"\x1b$)C" in content
            else name
            if name.startswith("iso2022")
            else "iso2022_jp_ext"
        )
        return content.decode(name, "replace")
    if name.startswith(("utf-16", "utf_16", "utf-32", "utf_32")):
        return _sixteen_bits(content, name) if b"\0" in content else content.decode("ascii")
    if name in ("utf-7", "utf_7", "hz"):
        return content.decode(name, "replace")
    return content.decode("ascii")  # also where an EBCDIC is declared: nobody sends that


def _sixteen_bits(content: bytes, name: str) -> str:
    """UTF-16 without a mark of its order, which is to be big-endian by RFC 2781 and often is not."""
    if name in ("utf-16", "utf_16"):
        name = "utf-16-le" if content[1:2000:2].count(0) > content[0:2000:2].count(0) else "utf-16-be"
    return _replaced(content, name)


def _torn_utf8(content: bytes) -> str:
    """UTF-8 in which a few bytes are something else (a character cut in two, an older quote), or empty.

    These few are read as Western European.
    """
    text = content.decode("utf-8", "surrogateescape")
    torn = sum("\udc80" <= each <= "\udcff" for each in text) if not text.isascii() else 0
    whole = sum(each > "\x7f" for each in text) - torn
    if whole < 2 * torn:
        return ""
    return "".join(_western(each) if "\udc80" <= each <= "\udcff" else each for each in text)


def _western(byte: str) -> str:
    return bytes([ord(byte) - 0xDC00]).decode("cp1252", "replace")


def _likely(content: bytes, name: str) -> str:
    """The name of the charset that `content` is most likely in, where what it declares is not true."""
    if name and name not in ("utf-8", "utf_8") and not ONE_BYTE.match(name):
        return name  # a wrong byte here and there: the rest is as it says
    if sum(byte > 127 for byte in content[:GUESSED_BYTES]) < FEWEST_SIGNS:
        return name if name not in ("", "utf-8") else "cp1252"
    guess = charset(detect(content[:GUESSED_BYTES])["encoding"] or "")
    return guess if guess not in ("", "utf-8") else name if name not in ("", "utf-8") else "cp1252"


def _replaced(content: bytes, name: str) -> str:
    try:
        return content.decode(name, "replace")
    except (UnicodeError, ValueError):  # a codec that does not know "replace"
        return content.decode("latin-1")
