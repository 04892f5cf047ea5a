"""What the style sheets say in words that not every browser knows."""

import re
from pathlib import Path

CSS = Path(__file__).parents[2] / "shopbell" / "web" / "css"


def test_a_text_in_another_direction_keeps_to_its_side_in_chromium_too():
    said = "".join(sheet.read_text() for sheet in CSS.rglob("*.css"))

    assert re.findall(r"text-align: match-parent", said)
    assert not re.findall(r"(?<!text-align: -webkit-match-parent; )text-align: match-parent", said)
