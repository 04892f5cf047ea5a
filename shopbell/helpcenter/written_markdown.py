"""A body written down as Markdown, as `markdown.to_body` reads it.

What Markdown has no mark for stays as an element, so that no word and no value of a policy is lost: `<var>`, `<u>`,
`<details>`, a film, a table with cells that span.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = {"br", "hr", "img"}
BLOCKS = set(
    """
    aside blockquote caption dd details dl dt figcaption figure h2 h3 h4 hr li ol p pre summary table tbody td tfoot th
    thead tr ul
    """.split()
)
DEEPEST = 40  # below that, elements stay elements
BLANK = re.compile(r"[ \t\r\n\f]+")
MARKS = re.compile(r"[\\`*\[\]<~]|(?<!\w)_|_(?!\w)|&(?=[#\w])|!\Z")
LINE_START = re.compile(r"(#{1,6}(?:\s|$)|>|[-+](?:\s|$|-)|=)|(\d{1,9})([.)])(?=\s|$)")
PLAIN_ADDRESS = re.compile(r"[^\s<>()\\\"&*_`\[\]]+")
CODE = re.compile(r"[^\s`|](?:[^`|\n]*[^\s`|])?")
PAUSE = "<!-- -->"  # between two lists that would become one
MARK_OF = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        return self.tag in BLOCKS

    def elements(self, *tags: str) -> list["Node"]:
        return [each for each in self.children if isinstance(each, Node) and each.tag in tags]


class _Reader(HTMLParser):
    """The tree of a cleaned body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs if name != "rel"})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def to_markdown(body: str) -> str:
    """`body` (cleaned) as Markdown; `to_body` makes the same words of it."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return _blocks(reader.root, 0) + "\n"


def _blocks(node: Node, depth: int) -> str:
    return _joined(_parts(node, depth))


def _parts(node: Node, depth: int) -> list[tuple[str, str]]:
    """What stands in `node`, block after block, each with its tag; words between blocks are a paragraph."""
    written: list[tuple[str, str]] = []
    line: list[Node | str] = []
    for child in [*node.children, Node("p")]:
        if isinstance(child, str) or not child.is_block:
            line.append(child)
            continue
        written += [("p", _paragraph(line)), (child.tag, _block(child, depth))]
        line = []
    return [(tag, part) for tag, part in written if part]


def _joined(parts: list[tuple[str, str]]) -> str:
    written: list[str] = []
    for place, (tag, part) in enumerate(parts):
        written += [PAUSE] if place and tag in ("ul", "ol") and parts[place - 1][0] == tag else []
        written.append(part)
    return "\n\n".join(written)


def _block(node: Node, depth: int) -> str:
    if depth > DEEPEST:
        return _raw(node)
    if node.tag == "p":
        return _paragraph(node.children) if not any(_is_block(each) for each in node.children) else _raw(node)
    if node.tag in ("h2", "h3", "h4"):
        # signs at its end would be taken for its close
        words = re.sub(r"#(?=#*\Z)", r"\#", _line(node.children).strip(" "))
        return f"{'#' * int(node.tag[1])} {words}" if words else ""
    if node.tag == "hr":
        return "***"
    if node.tag in ("ul", "ol"):
        return _list(node, depth)
    if node.tag == "blockquote":
        return _indented(_blocks(node, depth + 1), "> ", "> ")
    if node.tag == "aside":
        parts = _parts(node, depth + 1)
        gap = "" if parts and parts[0][0] == "p" else "\n"  # else the name would join what follows
        name = f"[!{node.attributes.get('class', 'note').upper()}]\n"
        return _indented(name + gap + _joined(parts), "> ", "> ")
    if node.tag == "pre" and not any(_is_block(each) for each in node.children):
        return _fenced(_text(node))
    return (node.tag == "table" and _table(node)) or _raw(node)


def _list(node: Node, depth: int) -> str:
    if any(not isinstance(each, Node) or each.tag != "li" for each in node.children if _says(each)):
        return _raw(node)
    sign = ("." if node.attributes.get("class") == "steps" else ")") if node.tag == "ol" else ""
    start = node.attributes.get("start", "1")
    number = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
    items = []
    is_wide = False
    for place, item in enumerate(node.elements("li")):
        mark = f"{number + place}{sign} " if sign else "- "
        inner = _blocks(item, depth + 1)
        is_wide = is_wide or bool(item.elements("p"))
        items.append(_indented(inner, mark, " " * len(mark)))
    return ("\n\n" if is_wide else "\n").join(items)


def _table(node: Node) -> str | None:
    """A plain one: one row of headings, as many cells in each row, words only. None for any other."""
    rows = [row for part in (node, *node.elements("thead", "tbody")) for row in part.elements("tr")]
    cells = [row.elements("td", "th") for row in rows]
    flat = [cell for row in cells for cell in row]
    is_plain = (
        len(cells) > 1
        and len({len(row) for row in cells}) == 1
        and all(cell.tag == ("th" if row is cells[0] else "td") for row in cells for cell in row)
        and not any(set(cell.attributes.values()) - {"1"} for cell in flat)  # one column, one row
        and not any(_is_block(each) for cell in flat for each in _words_of_cell(cell))
        and not node.elements("caption", "tfoot")
        and len(node.elements("thead")) <= 1
    )
    if not is_plain:
        return None
    lines = [[_line(_words_of_cell(cell)).strip(" ").replace("|", "\\|") for cell in row] for row in cells]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _words_of_cell(cell: Node) -> list[Node | str]:
    """What stands in a cell; an editor puts a paragraph around it."""
    said = [each for each in cell.children if _says(each)]
    return (
        said[0].children
        if len(said) == 1 and isinstance(said[0], Node) and said[0].tag == "p"
        else cell.children
    )


def _paragraph(children: list[Node | str]) -> str:
    """Words on one line, whose beginning is not taken for the mark of a block."""

    def escaped(found: re.Match[str]) -> str:
        return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"

    words = _line(children).strip(" ")
    return LINE_START.sub(escaped, words, count=1) if LINE_START.match(words) else words


def _line(children: list[Node | str]) -> str:
    """Words with their marks. Of two marks that touch, the second stays an element."""
    written = ""
    for child in children:
        part = _inline(child)
        if isinstance(child, Node) and part[:1] in ("*", "~", "`") and written.endswith(part[:1]):
            part = _inline(child, has_marks=False)
        written += part
    return BLANK.sub(" ", written)


def _inline(node: Node | str, *, has_marks: bool = True) -> str:
    if isinstance(node, str):
        return MARKS.sub(lambda found: "&amp;" if found[0] == "&" else f"\\{found[0]}", BLANK.sub(" ", node))
    inner = _line(node.children)
    if has_marks and (mark := MARK_OF.get(node.tag)) and inner[:1].isalnum() and inner[-1:].isalnum():
        return f"{mark}{inner}{mark}"
    address = node.attributes.get("href", "")
    if node.tag == "a" and PLAIN_ADDRESS.fullmatch(address) and inner.strip():
        return f"[{inner}]({address})"
    if (
        node.tag == "img"
        and [*node.attributes] == ["src", "alt"]
        and PLAIN_ADDRESS.fullmatch(node.attributes["src"])
    ):
        return f"![{_inline(node.attributes['alt'])}]({node.attributes['src']})"
    if has_marks and node.tag == "code" and not _is_block(node) and CODE.fullmatch(_text(node)):
        return f"`{_text(node)}`"
    if node.tag in VOID:
        return _opening(node)
    return f"{_opening(node)}{inner}</{node.tag}>"


def _raw(node: Node) -> str:
    """The element itself, without an empty line, which would end it."""
    html = _html(node)
    return html.replace("\r", "").replace("\n", "&#10;") if "<pre" in html else BLANK.sub(" ", html)


def _html(node: Node | str) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    inner = "".join(_html(each) for each in node.children)
    return _opening(node) + ("" if node.tag in VOID else f"{inner}</{node.tag}>")


def _opening(node: Node) -> str:
    told = "".join(f' {name}="{BLANK.sub(" ", escape(value))}"' for name, value in node.attributes.items())
    return f"<{node.tag}{told}>"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.rstrip(chr(10))}\n{fence}"


def _text(node: Node | str) -> str:
    return node if isinstance(node, str) else "".join(_text(each) for each in node.children)


def _indented(text: str, first: str, rest: str) -> str:
    signs = [first, *[rest] * text.count("\n")]
    return "\n".join((sign + line).rstrip(" ") for sign, line in zip(signs, text.split("\n"), strict=True))


def _is_block(node: Node | str) -> bool:
    return isinstance(node, Node) and (node.is_block or any(_is_block(each) for each in node.children))


def _says(node: Node | str) -> bool:
    return isinstance(node, Node) or bool(node.strip())
