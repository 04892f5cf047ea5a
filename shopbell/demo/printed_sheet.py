"""A sheet to print: a PDF of one page in A4 with a title and lines, in Helvetica, which every reader has (PDF 1.4)."""

WIDTH, HEIGHT, MARGIN = 595, 842, 72  # points


def printed_sheet(title: str, lines: list[str]) -> bytes:
    """`title` and `lines`, of Latin letters and a line of the page each."""
    begin = f"BT /Bold 28 Tf {MARGIN} {HEIGHT - 110} Td ({_said(title)}) Tj /Plain 14 Tf 26 TL 0 -20 Td"
    stream = " ".join([begin, *(f"T* ({_said(line)}) Tj" for line in lines), "ET"]).encode("cp1252")
    fonts = " ".join(
        f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
        for name, font in (("Plain", "Helvetica"), ("Bold", "Helvetica-Bold"))
    )
    return _file([
        b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R "
        f"/Resources << /Font << {fonts} >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Title ({_said(title)}) >>".encode("cp1252"),
    ])  # fmt: skip


def _file(objects: list[bytes]) -> bytes:
    """`objects` numbered from 1, the first its root and the last what it says of itself, and where each begins."""
    whole, begins = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, each in enumerate(objects, 1):
        begins.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size, start = len(objects) + 1, len(whole)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer % (size, size - 1, start)


def _said(text: str) -> str:
    """`text` as it stands between brackets."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
