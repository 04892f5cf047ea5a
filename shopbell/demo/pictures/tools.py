"""Knives, pans, boards and what hangs in the shed."""

from .drawing import Palette, box, line, oval, ring, shadow, shape

STEEL, EDGE = "#c5cacc", "#e6eaeb"


def _turned(inside: str, degrees: int = -38) -> str:
    return f'<g transform="rotate({degrees} 200 200)">{inside}</g>'


def knife(p: Palette) -> str:
    return _turned(
        shape("M60 176h190v52c-70 4-150-6-190-52z", STEEL)
        + shape("M60 176c40 46 120 56 190 52v-10c-70 2-140-6-176-42z", EDGE)
        + box(250, 172, 108, 36, p.wood, 10)
        + "".join(oval(x, 190, 4, 4, p.metal) for x in (278, 304, 330))
    )


def bread_knife(p: Palette) -> str:
    teeth = "".join("l-9 8-9-8" for _ in range(11))
    return _turned(
        shape(f"M46 178h204v34{teeth}z", STEEL)
        + line("M60 188h186", EDGE, 5)
        + box(248, 172, 112, 42, p.main, 12)
    )


def paring_knife(p: Palette) -> str:
    return (
        _turned(shape("M100 184h110v34c-44 2-86-8-110-34z", STEEL) + box(208, 178, 96, 32, p.main, 12))
        + oval(138, 290, 44, 42, "#b9473c")
        + line("M138 250c2-14 10-20 18-22", "#5a4630", 5)
    )


def pan(p: Palette) -> str:
    return (
        oval(168, 226, 118, 112, "#00000014")
        + _turned(box(286, 184, 96, 28, "#2f2d2b", 12) + ring(366, 198, 7, "#77716a", 4), -30)
        + oval(160, 216, 118, 112, "#3a3836")
        + oval(160, 212, 102, 96, "#4c4946")
        + oval(160, 216, 92, 86, "#423f3c")
        + oval(126, 178, 26, 14, "#5e5a56")
    )


def board(p: Palette) -> str:
    grain = "".join(
        box(x, y, 46, 46, p.light if (x + y) // 48 % 2 else p.dark, 2)
        for x in range(78, 320, 48)
        for y in range(126, 280, 48)
    )
    return shadow(200, 322, 140) + box(68, 112, 264, 206, p.main, 14) + grain + line("M296 128v0", p.ink, 12)


def mill(p: Palette) -> str:
    return (
        shadow(rx=60)
        + oval(200, 72, 22, 20, p.light)
        + shape("M166 134c0-30 14-46 34-46s34 16 34 46-10 30-10 50h-48c0-20-10-20-10-50z", p.main)
        + box(172, 184, 56, 12, p.dark)
        + shape("M168 196h64c0 40 22 60 22 138H146c0-78 22-98 22-138z", p.main)
        + shape("M216 196h16c0 40 22 60 22 138h-30c4-60-6-96-8-138z", p.dark)
    )


def rolling_pin(p: Palette) -> str:
    return _turned(
        box(40, 178, 320, 54, p.main, 27)
        + box(40, 210, 320, 22, p.dark, 11)
        + line("M70 190h230", p.light, 6),
        -24,
    )


def scale(p: Palette) -> str:
    return (
        shadow(rx=120)
        + shape("M92 232h216l20 104H72z", p.main)
        + box(148, 262, 104, 44, "#2c3230", 6)
        + '<text x="200" y="294" font-family="monospace" font-size="30" fill="#9fe0c4" text-anchor="middle">235 g</text>'
        + oval(200, 224, 128, 18, p.dark)
        + oval(200, 216, 128, 18, STEEL)
        + oval(168, 192, 30, 28, "#c9803f")
        + oval(226, 194, 30, 26, "#d7a23a")
    )


def cutlery(p: Palette) -> str:
    fork = "".join(line(f"M{x} 70v64", p.main, 7) for x in (98, 114, 130)) + line(
        "M98 132c0 26 32 26 32 0M114 150v180", p.main, 10
    )
    return (
        fork
        + shape("M172 70c28 30 30 90 12 120h-12z", p.main)
        + line("M178 186v144", p.main, 12)
        + oval(242, 108, 24, 38, p.main)
        + oval(238, 100, 10, 22, p.light)
        + line("M242 144v186", p.main, 10)
        + oval(302, 100, 17, 27, p.main)
        + line("M302 126v150", p.main, 8)
    )


def tray(p: Palette) -> str:
    return (
        shadow(200, 310, 150)
        + shape("M50 170h300l28 120H22z", p.main)
        + shape("M76 186h248l20 88H56z", p.light)
        + line("M40 240l-6 24M360 240l6 24", p.dark, 14)
        + oval(150, 222, 40, 16, "#f4f1ea")
        + oval(150, 219, 26, 9, "#6b4a33")
        + box(226, 204, 64, 38, "#f4f1ea", 4)
        + oval(258, 216, 20, 10, "#d9a066")
    )


def soap(p: Palette) -> str:
    def bar(x: float, y: float, fill: str) -> str:
        return (
            box(x, y, 150, 62, fill, 18)
            + box(x + 20, y + 12, 110, 38, "#ffffff33", 12)
            + box(x + 48, y - 4, 44, 70, "#f2e9d8", 2)
        )

    return shadow(rx=120) + bar(126, 130, p.light) + bar(96, 198, p.main) + bar(144, 266, p.dark)


def broom(p: Palette) -> str:
    hair = "".join(line(f"M{x} 262l{(x - 200) * 0.28:.0f} 76", p.ink, 4) for x in range(128, 280, 8))
    return (
        shadow(rx=110)
        + line("M200 36v206", p.main, 13)
        + hair
        + box(112, 236, 176, 34, p.dark, 12)
        + ring(200, 36, 12, "#8d6a3a", 4)
    )


def trowel(p: Palette) -> str:
    def tool(x: float, head: str) -> str:
        return box(x - 13, 70, 26, 104, p.main, 12) + line(f"M{x} 172v56", "#8a8f91", 9) + head

    fork = "".join(line(f"M{x} 226v96", "#8a8f91", 7) for x in (178, 200, 222)) + line(
        "M178 228h44", "#8a8f91", 9
    )
    return (
        tool(110, shape("M84 226h52c4 60-10 96-26 112-16-16-30-52-26-112z", "#9aa0a2"))
        + tool(200, fork)
        + tool(290, line("M290 226v84c0 18-26 18-26 2", "#8a8f91", 9))
    )


def bird_house(p: Palette) -> str:
    return (
        line("M200 300v90", p.wood, 16)
        + box(122, 168, 156, 146, p.main, 4)
        + box(232, 168, 46, 146, p.dark, 4)
        + shape("M200 74l118 104-18 18L200 108 100 196l-18-18z", "#6b4a33")
        + oval(194, 222, 26, 26, p.ink)
        + line("M194 268h36", p.wood, 8)
        + oval(228, 250, 18, 15, "#d7b24c")
        + oval(242, 238, 10, 10, "#d7b24c")
        + shape("M251 238l12 3-12 5z", "#b5644a")
    )


SHAPES = {
    function.__name__: function
    for function in (
        knife,
        bread_knife,
        paring_knife,
        pan,
        board,
        mill,
        rolling_pin,
        scale,
        cutlery,
        tray,
        soap,
        broom,
        trowel,
        bird_house,
    )
}
