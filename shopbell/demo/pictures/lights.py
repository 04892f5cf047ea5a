"""Lamps, candles, clocks and mirrors."""

import math

from .drawing import Palette, box, line, oval, ring, shadow, shape

GLOW = "#fff3c4"


def table_lamp(p: Palette) -> str:
    return (
        shadow(rx=80)
        + shape("M112 196L70 330h260L288 196z", f"{GLOW}88")
        + box(192, 190, 16, 126, p.wood)
        + shape("M150 336c0-18 24-24 50-24s50 6 50 24z", p.wood)
        + shape("M152 76h96l44 122H108z", p.main)
        + shape("M218 76h30l44 122h-52z", p.dark)
    )


def dome_lamp(p: Palette) -> str:
    return (
        shadow(rx=80)
        + oval(200, 206, 110, 20, GLOW)
        + shape("M184 200h32l10 122h-52z", p.dark)
        + oval(200, 326, 66, 14, p.dark)
        + shape("M82 204c0-84 54-124 118-124s118 40 118 124z", p.main)
        + shape("M250 92c44 20 68 56 68 112h-44c8-46 0-86-24-112z", p.dark)
        + oval(150, 136, 14, 30, p.light)
    )


def floor_lamp(p: Palette) -> str:
    return (
        shadow(150, 352, 70)
        + line("M150 348V96L262 66", p.main, 9)
        + oval(150, 350, 56, 11, p.dark)
        + shape("M236 44l64 8 20 66-96-6z", p.main)
        + shape("M224 112l96 6 30 130H190z", f"{GLOW}77")
        + oval(150, 96, 9, 9, p.dark)
    )


def pendant(p: Palette) -> str:
    return (
        line("M200 0V120", p.ink, 5)
        + shape("M98 262l-40 130h284l-40-130z", f"{GLOW}66")
        + shape("M176 112h48c4 50 84 70 90 150H86c6-80 86-100 90-150z", p.main)
        + shape("M224 112c4 50 84 70 90 150h-58c-4-80-44-90-50-150z", p.dark)
        + oval(200, 262, 114, 16, GLOW)
    )


def globe(p: Palette) -> str:
    ribs = "".join(
        f'<ellipse cx="200" cy="{y}" rx="{math.sqrt(max(0, 118**2 - (y - 214) ** 2)):.0f}" ry="10" fill="none" stroke="#d9ceb8" stroke-width="3"/>'
        for y in range(116, 320, 26)
    )
    return (
        line("M200 0V96", p.ink, 5)
        + oval(200, 214, 120, 118, "#fbf5e6")
        + oval(200, 214, 84, 84, "#fffbe9")
        + ribs
        + box(182, 90, 36, 12, p.ink)
    )


def lantern(p: Palette) -> str:
    flame = shape("M200 218c18 20 16 40 0 44-16-4-18-24 0-44z", "#f0a63c")
    return (
        shadow()
        + line("M160 110c0-60 80-60 80 0", p.dark, 8)
        + shape("M128 146l42-36h60l42 36z", p.main)
        + box(134, 146, 132, 178, "#fdf6df", 2)
        + flame
        + box(184, 262, 32, 56, "#f2e6c9")
        + "".join(box(x, 146, 9, 178, p.main, 2) for x in (130, 196, 262))
        + box(120, 320, 160, 16, p.dark)
    )


def candles(p: Palette) -> str:
    def one(x: float, top: float) -> str:
        return (
            box(x - 12, top, 24, 336 - top, "#e0b94f", 5)
            + box(x + 3, top, 9, 336 - top, "#c79a35", 4)
            + line(f"M{x} {top}v-14", p.ink, 3)
            + shape(f"M{x} {top - 48}c16 18 14 34 0 38-14-4-16-20 0-38z", "#f3b04a")
        )

    return shadow(rx=120) + "".join(
        one(x, top) for x, top in ((96, 170), (138, 138), (180, 156), (222, 128), (264, 160), (306, 146))
    )


def night_light(p: Palette) -> str:
    return (
        shadow(rx=90)
        + oval(200, 230, 140, 130, f"{GLOW}66")
        + shape("M104 330c0-120 40-180 96-180s96 60 96 180z", p.main)
        + oval(152, 156, 24, 26, p.main)
        + oval(248, 156, 24, 26, p.main)
        + oval(172, 218, 8, 10, p.ink)
        + oval(228, 218, 8, 10, p.ink)
        + oval(200, 246, 14, 10, "#e58f8f")
        + oval(200, 300, 52, 30, p.light)
    )


def _dial(x: float, y: float, radius: float, p: Palette) -> str:
    ticks = "".join(
        line(
            f"M{x + math.sin(a) * radius * 0.84:.0f} {y - math.cos(a) * radius * 0.84:.0f}L{x + math.sin(a) * radius * 0.93:.0f} {y - math.cos(a) * radius * 0.93:.0f}",
            p.ink,
            4,
        )
        for a in (n * math.pi / 6 for n in range(12))
    )
    return (
        oval(x, y, radius, radius, "#fbf8f0")
        + ticks
        + line(f"M{x} {y}l{-radius * 0.34:.0f} {-radius * 0.34:.0f}", p.ink, 7)
        + line(f"M{x} {y}l{radius * 0.34:.0f} {-radius * 0.5:.0f}", p.ink, 5)
        + oval(x, y, 6, 6, "#b5644a")
    )


def clock(p: Palette) -> str:
    return (
        oval(206, 212, 146, 146, "#00000014")
        + oval(200, 204, 146, 146, p.main)
        + ring(200, 204, 140, p.dark, 8)
        + _dial(200, 204, 124, p)
    )


def alarm_clock(p: Palette) -> str:
    bells = (
        "".join(oval(x, 122, 40, 30, p.dark) for x in (142, 258))
        + line("M200 92v30", p.ink, 8)
        + oval(200, 84, 16, 10, p.ink)
    )
    return (
        shadow(rx=90)
        + line("M146 310l-24 28M254 310l24 28", p.dark, 14)
        + bells
        + oval(200, 224, 112, 112, p.main)
        + _dial(200, 224, 92, p)
    )


def mantel_clock(p: Palette) -> str:
    return (
        shadow(rx=120)
        + shape("M110 320V190a90 90 0 0 1 180 0v130z", p.main)
        + shape("M250 116a90 90 0 0 1 40 74v130h-30z", p.dark)
        + box(92, 312, 216, 24, p.dark)
        + _dial(200, 196, 66, p)
    )


def mirror(p: Palette) -> str:
    return (
        oval(206, 212, 140, 140, "#00000014")
        + oval(200, 204, 140, 140, p.main)
        + oval(200, 204, 124, 124, "#dfe9ea")
        + shape("M112 250L256 96l32 24-150 168z", "#ffffff88")
        + shape("M160 300L304 150l8 30-128 136z", "#ffffff66")
    )


def table_mirror(p: Palette) -> str:
    return (
        shadow(rx=80)
        + oval(200, 328, 64, 14, p.dark)
        + box(193, 250, 14, 76, p.main)
        + oval(200, 172, 100, 100, p.main)
        + oval(200, 172, 87, 87, "#dfe9ea")
        + shape("M140 206l98-110 26 20-100 120z", "#ffffff88")
    )


SHAPES = {
    function.__name__: function
    for function in (
        table_lamp,
        dome_lamp,
        floor_lamp,
        pendant,
        globe,
        lantern,
        candles,
        night_light,
        clock,
        alarm_clock,
        mantel_clock,
        mirror,
        table_mirror,
    )
}
