"""Chairs, tables, shelves, boxes."""

from .drawing import Palette, box, line, oval, shadow, shape


def chair(p: Palette) -> str:
    return (
        shadow()
        + line("M142 60v270M258 60v270", p.main, 14)
        + line("M142 84c40-18 76-18 116 0M142 128c40-18 76-18 116 0", p.dark, 14)
        + line("M122 226v106M278 226v106", p.dark, 14)
        + shape("M112 200h176l12 34H100z", "#e0cfa9")
        + line("M112 214h176M106 226h188", "#c9b489", 3)
        + line("M130 284h140", p.main, 8)
    )


def armchair(p: Palette) -> str:
    return (
        shadow(rx=130)
        + line("M112 320l-8 24M288 320l8 24", p.wood, 12)
        + shape("M104 250V130c0-44 40-62 96-62s96 18 96 62v120z", p.main)
        + box(112, 220, 176, 56, p.light, 18)
        + box(70, 184, 58, 140, p.main, 26)
        + box(272, 184, 58, 140, p.dark, 26)
        + box(96, 266, 208, 58, p.dark, 12)
        + line("M150 110v90M250 110v90", p.dark, 3)
    )


def stool(p: Palette) -> str:
    return (
        shadow()
        + line("M156 150L116 332M244 150l40 182M200 156v178", p.dark, 15)
        + line("M134 262h132", p.main, 9)
        + oval(200, 148, 96, 24, p.main)
        + oval(200, 140, 96, 22, p.light)
    )


def bench(p: Palette) -> str:
    return (
        shadow(rx=150)
        + line("M92 214v118M308 214v118M124 214v104M276 214v104", p.dark, 14)
        + box(50, 184, 300, 34, p.main, 6)
        + box(50, 206, 300, 14, p.dark, 4)
        + line("M96 276h208", p.main, 9)
    )


def side_table(p: Palette) -> str:
    return (
        shadow(rx=80)
        + box(191, 150, 18, 176, p.main)
        + oval(200, 328, 66, 14, p.dark)
        + oval(200, 152, 112, 26, p.dark)
        + oval(200, 144, 112, 25, p.main)
        + oval(200, 144, 98, 19, p.light)
        + box(222, 106, 34, 36, "#f4f1ea", 4)
    )


def round_table(p: Palette) -> str:
    return (
        shadow(rx=110)
        + shape("M180 180h40l16 116h-72z", p.main)
        + line("M200 290l-84 44M200 290l84 44M200 290v46", p.dark, 16)
        + oval(200, 172, 156, 32, p.dark)
        + oval(200, 162, 156, 31, p.main)
        + oval(186, 158, 110, 17, p.light)
    )


def desk(p: Palette) -> str:
    return (
        shadow(rx=150)
        + line("M70 190v146M330 190v146", p.dark, 14)
        + box(40, 168, 320, 24, p.main, 5)
        + box(212, 192, 118, 44, p.light)
        + box(212, 238, 118, 40, p.main)
        + oval(271, 214, 8, 5, p.ink)
        + oval(271, 258, 8, 5, p.ink)
        + box(84, 96, 108, 66, "#4b4f55", 5)
        + box(90, 102, 96, 54, "#c7d6dd", 2)
        + line("M138 162v-4", "#4b4f55", 10)
    )


def shelf(p: Palette) -> str:
    boards = "".join(box(86, y, 228, 14, p.main) for y in (96, 150, 204, 258, 312))
    things = (
        box(108, 118, 16, 32, "#b5644a")
        + box(126, 112, 14, 38, "#5d7fa3")
        + box(142, 120, 18, 30, "#d3b98d")
        + oval(264, 186, 22, 18, "#a3b59c")
        + box(112, 222, 60, 36, "#e5d8bf")
        + box(230, 274, 14, 38, "#7d8450")
        + box(246, 268, 18, 44, "#a388a3")
        + oval(150, 296, 26, 16, "#c08e74")
    )
    return shadow(rx=130) + line("M92 60v276M308 60v276", p.dark, 11) + things + boards


def wall_shelf(p: Palette) -> str:
    return (
        box(60, 232, 280, 22, p.main)
        + box(60, 250, 280, 10, p.dark)
        + box(92, 160, 22, 72, "#5d7fa3")
        + box(116, 148, 18, 84, "#b5644a")
        + box(136, 166, 26, 66, "#d3b98d")
        + shape("M250 232h50l-6-44h-38z", "#c27850")
        + line("M274 188c-6-40 10-54 4-84M274 188c-20-30-30-40-34-62M274 188c20-26 30-34 32-52", "#6d8a5c", 8)
    )


def basket(p: Palette) -> str:
    weave = "".join(
        line(f"M{96 + n * 4} {214 + n * 24}h{208 - n * 8}", "#9a733f", 4) for n in range(5)
    ) + "".join(line(f"M{x} 196l{(200 - x) / 10:.0f} 136", "#a9824c", 3) for x in range(110, 300, 22))
    return (
        shadow(rx=110)
        + line("M132 200c0-120 136-120 136 0", "#8f6a38", 12)
        + shape("M84 196h232l-26 140H110z", "#c39a5f")
        + weave
        + box(78, 186, 244, 20, "#a9824c", 10)
    )


def boxes(p: Palette) -> str:
    def one(x: float, y: float, w: float, fill: str, lid: str) -> str:
        return (
            box(x, y + 18, w, 62, fill)
            + box(x - 6, y, w + 12, 24, lid)
            + box(x + w / 2 - 22, y + 38, 44, 22, "#c79a45", 2)
            + box(x + w / 2 - 17, y + 42, 34, 14, "#f7f2e6", 1)
        )

    return (
        shadow(rx=130)
        + one(96, 256, 210, p.main, p.dark)
        + one(118, 176, 168, p.light, p.main)
        + one(138, 96, 128, p.dark, p.main)
    )


def hooks(p: Palette) -> str:
    pegs = "".join(line(f"M{x} 168v34c0 16 24 16 24 0", p.dark, 10) for x in (92, 146, 200, 254, 300))
    coat = shape("M132 200c30-16 50-16 60 0l26 148h-112z", "#5d7fa3") + shape(
        "M162 190l6 158h50l-26-148c-6-10-18-12-30-10z", "#4b6a8c"
    )
    return box(56, 140, 288, 40, p.main, 8) + pegs + coat


def trunk(p: Palette) -> str:
    return (
        shadow(rx=150)
        + shape("M64 200c0-60 30-80 60-80h152c30 0 60 20 60 80z", p.light)
        + box(64, 198, 272, 132, p.main, 8)
        + box(64, 198, 272, 14, p.dark, 2)
        + box(102, 122, 20, 208, p.dark, 2)
        + box(278, 122, 20, 208, p.dark, 2)
        + box(182, 194, 36, 40, "#c79a45")
        + oval(200, 216, 6, 8, p.ink)
    )


def hammock(p: Palette) -> str:
    ropes = "".join(line(f"M36 96L{x} 196M364 96L{400 - x} 196", "#b09a76", 2.5) for x in (84, 92, 100, 108))
    return (
        line("M36 60v290M364 60v290", p.wood, 14)
        + ropes
        + shape("M80 190c40 120 200 120 240 0-20 150-220 150-240 0z", p.dark)
        + shape("M80 190c50 84 190 84 240 0-40 120-200 120-240 0z", p.main)
        + line("M120 232c50 34 110 34 160 0", p.light, 6)
    )


SHAPES = {
    function.__name__: function
    for function in (
        chair,
        armchair,
        stool,
        bench,
        side_table,
        round_table,
        desk,
        shelf,
        wall_shelf,
        basket,
        boxes,
        hooks,
        trunk,
        hammock,
    )
}
