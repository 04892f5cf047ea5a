"""format=flowed (RFC 3676): lines that end in a space go on in the next one of the same quote depth."""

SIGNATURE = "-- "


def unflow(text: str, *, delsp: bool = False) -> str:
    """The paragraphs of a flowed text, each in one line. With `delsp` the space at a line's end is no part of it."""
    paragraphs: list[list[str]] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != SIGNATURE
        words = rest[:-1] if flows and delsp else rest
        if open_depth == depth and rest != SIGNATURE:
            paragraphs[-1].append(words)
        else:
            paragraphs.append([f"{'>' * depth}{' ' if depth and words else ''}", words])
        open_depth = depth if flows else None
    return "\n".join("".join(pieces) for pieces in paragraphs)
