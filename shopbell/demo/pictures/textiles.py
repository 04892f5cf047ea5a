"""Rugs, blankets, cushions, towels: everything woven."""

from .drawing import Palette, box, line, oval, shadow, shape


def _fringe(x: float, y: float, width: float, colour: str, length: float = 14) -> str:
    return "".join(line(f"M{x + n * 9} {y}v{length}", colour, 3) for n in range(int(width // 9) + 1))


def rug(p: Palette) -> str:
    diamonds = "".join(
        shape(f"M{x} {y - 34}l26 34-26 34-26-34z", p.light)
        + shape(f"M{x} {y - 16}l12 16-12 16-12-16z", p.dark)
        for x in (140, 200, 260)
        for y in (140, 214, 288)
    )
    return (
        _fringe(90, 62, 220, p.light)
        + _fringe(90, 346, 220, p.light)
        + box(88, 74, 224, 276, p.main, 3)
        + box(100, 88, 200, 248, p.dark, 2)
        + box(106, 94, 188, 236, p.main, 2)
        + diamonds
    )


def runner(p: Palette) -> str:
    bands = "".join(
        box(142, y, 116, 12, p.light if n % 2 else p.dark, 1) for n, y in enumerate(range(70, 340, 28))
    )
    return (
        _fringe(142, 36, 116, p.light)
        + _fringe(142, 358, 116, p.light)
        + box(142, 48, 116, 312, p.main, 3)
        + bands
    )


def blanket(p: Palette) -> str:
    folds = (
        box(92, 208, 216, 44, p.main, 20)
        + box(86, 248, 228, 44, p.dark, 20)
        + box(80, 288, 240, 48, p.main, 20)
    )
    return (
        shadow(rx=130)
        + folds
        + line("M100 230h190M96 312h206", p.light, 4)
        + _fringe(100, 334, 200, p.light, 10)
        + shape("M120 208c0-60 160-60 160 0z", p.light)
        + _fringe(128, 206, 140, p.main, 12)
    )


def small_blanket(p: Palette) -> str:
    dots = "".join(oval(x, y, 6, 6, p.dark) for x in range(130, 290, 36) for y in range(130, 300, 36))
    return (
        shape("M96 96h196l20 20v192H116l-20-20z", p.main)
        + shape("M292 96l20 20v192l-20-20z", p.dark)
        + dots
        + shape("M96 288l60-4-40 24z", p.light)
    )


def cushion(p: Palette) -> str:
    return (
        shadow(rx=110)
        + shape(
            "M92 108c60 16 156 16 216 0 16 66 16 150 0 220-60-14-156-14-216 0-16-70-16-154 0-220z", p.main
        )
        + shape("M308 108c16 66 16 150 0 220-30-8-66-10-100-10 60-40 90-110 100-210z", p.dark)
        + line("M130 160c20 10 40 12 60 8M126 280c18-14 34-16 54-16", p.light, 4)
    )


def striped_cushion(p: Palette) -> str:
    stripes = "".join(
        shape(f"M{x} 132h16c4 50 4 110 0 164h-16c4-54 4-114 0-164z", p.main) for x in range(80, 320, 40)
    )
    return (
        shadow(rx=130)
        + shape(
            "M58 126c90 12 194 12 284 0 12 56 12 120 0 176-90-10-194-10-284 0-12-56-12-120 0-176z", "#f4f1ea"
        )
        + stripes
    )


def throw(p: Palette) -> str:
    waffle = "".join(line(f"M{x} 96v220", p.dark, 2) for x in range(116, 300, 22)) + "".join(
        line(f"M100 {y}h200", p.dark, 2) for y in range(116, 316, 22)
    )
    return box(96, 86, 208, 240, p.main, 8) + waffle + _fringe(100, 324, 200, p.main)


def curtain(p: Palette) -> str:
    folds = "".join(
        shape(f"M{x} 66c8 90-8 180 4 280h30c-10-100 6-190 0-280z", fill)
        for x, fill in zip(
            range(84, 310, 34), [p.main, p.light, p.main, p.dark, p.light, p.main, p.dark], strict=True
        )
    )
    return (
        line("M50 56h300", p.wood, 12) + oval(50, 56, 12, 12, p.wood) + oval(350, 56, 12, 12, p.wood) + folds
    )


def apron(p: Palette) -> str:
    return (
        line("M160 108c0-70 80-70 80 0", p.dark, 8)
        + line("M112 214c-40 8-50 20-60 40M288 214c40 8 50 20 60 40", p.dark, 7)
        + shape("M154 104h92c0 50 24 80 52 96l-10 150H112l-10-150c28-16 52-46 52-96z", p.main)
        + box(146, 240, 108, 66, p.dark, 6)
        + line("M200 240v66", p.main, 4)
    )


def towel(p: Palette) -> str:
    waffle = "".join(line(f"M{x} 96v236", p.dark, 1.5) for x in range(130, 280, 16)) + "".join(
        line(f"M120 {y}h160", p.dark, 1.5) for y in range(110, 330, 16)
    )
    return (
        line("M60 84h280", p.metal, 10)
        + box(120, 78, 160, 256, p.main, 6)
        + waffle
        + box(120, 296, 160, 14, p.light, 1)
    )


def bath_mat(p: Palette) -> str:
    pebbles = "".join(
        oval(x + (y // 38 % 2) * 16, y, 17, 12, p.light if (x + y) % 3 else p.dark)
        for x in range(96, 300, 40)
        for y in range(140, 290, 38)
    )
    return shape("M60 112h280l20 196H40z", p.main) + pebbles + box(40, 306, 320, 10, p.dark, 3)


SHAPES = {
    function.__name__: function
    for function in (
        rug,
        runner,
        blanket,
        small_blanket,
        cushion,
        striped_cushion,
        throw,
        curtain,
        apron,
        towel,
        bath_mat,
    )
}
