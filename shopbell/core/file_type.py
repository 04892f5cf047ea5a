"""What a file is, by its first bytes: a name and a claimed type are what a stranger says.

Only what a browser shows or runs, or what people would be misled about, is told apart; for all else the claim stands,
as long as nothing speaks against it. A claim to be a picture, sound or film without such a beginning is none.
"""

import re

BEGIN = 1024  # bytes that are looked at
UNKNOWN = "application/octet-stream"
BEGINNINGS: list[tuple[bytes, str]] = [
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF", "application/pdf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/java-vm"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"{\\rtf", "application/rtf"),
]
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHOWN = {kind for _, kind in BEGINNINGS if not kind.startswith("application/")} | {
    *RIFF.values(),
    "video/mp4",
}
SHORT = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "audio/mp3": "audio/mpeg",
}
COUSINS = {  # kinds that begin alike
    "audio/ogg": {"video/ogg", "application/ogg", "audio/opus"},
    "video/webm": {"audio/webm", "video/x-matroska"},
    "video/mp4": {"audio/mp4", "audio/x-m4a", "video/quicktime", "image/heic", "image/heif", "image/avif"},
}
IN_ZIP = re.compile(
    r"openxmlformats|opendocument|epub|zip|java-archive|android|vnd\.(?:apple|ms-|google)|sketch|kml"
)
IN_OLE = re.compile(r"msword|ms-(?:excel|powerpoint|outlook|project|works)|visio|publisher|ole|msi\b")
MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.{0,900}?-->\s*)*<(?:(!doctype\s+html|html|head|body|script|iframe|table|div|title|style|a\s)"
    rb"|(?:\?xml[^>]{0,300}>\s*)?(?:<!doctype\s+svg[^>]{0,300}>\s*)?<?(svg[\s>])|(\?xml))",
    re.IGNORECASE | re.DOTALL,
)


def type_of(begin: bytes, claimed: str) -> str:
    """The type of a file whose first bytes are `begin` (BEGIN of them, or all), in lower case, without parameters."""
    claimed = claimed.partition(";")[0].strip().lower()
    claimed = SHORT.get(claimed, claimed) or UNKNOWN
    found = _by_beginning(begin)
    if claimed in COUSINS.get(found, ()):
        return claimed
    if found:
        return found
    if begin.startswith(ZIP):
        return claimed if IN_ZIP.search(claimed) else "application/zip"
    if begin.startswith(OLE):
        return claimed if IN_OLE.search(claimed) else "application/x-ole-storage"
    return UNKNOWN if claimed in SHOWN else claimed


def _by_beginning(begin: bytes) -> str:
    for start, kind in BEGINNINGS:
        if begin.startswith(start):
            return kind
    if begin.startswith(b"RIFF"):
        return RIFF.get(begin[8:12], "")
    if begin[4:8] == b"ftyp":
        return "video/mp4"
    return _markup(begin[:BEGIN])


def _markup(begin: bytes) -> str:
    """HTML, SVG and XML: a browser that opens them may run what is inside."""
    if begin[:2] in (b"\xff\xfe", b"\xfe\xff"):
        begin = begin.decode("utf-16", "replace").encode()
    match = MARKUP.match(begin)
    if match is None:
        return ""
    if match[1]:
        return "text/html"
    lower = begin.lower()
    if match[2] or b"<svg" in lower:
        return "image/svg+xml"
    return "application/xhtml+xml" if b"<html" in lower else "application/xml"
