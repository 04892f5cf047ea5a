"""Vases, pots, cups and everything else that holds something."""

from .drawing import Palette, box, line, oval, ring, shadow, shape

GREEN, LEAF = "#6d8a5c", "#8aa676"


def vase(p: Palette) -> str:
    return (
        shadow()
        + shape(
            "M170 92h60c-4 34 -10 44 22 74 40 40 34 128-22 168h-60c-56-40-62-128-22-168 32-30 26-40 22-74z",
            p.main,
        )
        + shape(
            "M230 92c-4 34-10 44 22 74 40 40 34 128-22 168h-24c52-60 44-130 14-170-16-22-14-44-14-72z", p.dark
        )
        + line("M128 238c24-22 48 22 72 0s48 22 72 0", p.light, 9)
        + oval(200, 92, 30, 8, p.dark)
    )


def tall_vase(p: Palette) -> str:
    stems = "".join(
        line(f"M200 110C{x} 80 {x} 60 {x + dx} 46", GREEN, 5) + oval(x + dx, 44, 12, 16, "#d9a68c")
        for x, dx in ((180, -18), (200, 2), (222, 20))
    )
    return (
        shadow(rx=70)
        + stems
        + shape("M176 104h48l14 230h-76z", p.main)
        + shape("M206 104h18l14 230h-26z", p.dark)
        + oval(200, 104, 24, 6, p.dark)
    )


def bud_vase(p: Palette) -> str:
    return (
        shadow(rx=84) + line("M204 226C200 170 214 140 206 104", GREEN, 6) + oval(206, 92, 20, 26, "#d98f7b") + oval(214, 96, 12, 20, "#c47360")
        + shape("M120 296c0-48 44-74 82-74s78 26 78 74c0 30-30 42-80 42s-80-12-80-42z", p.main) + oval(204, 226, 18, 6, p.dark) + oval(160, 270, 24, 14, p.light)
    )  # fmt: skip


def jug(p: Palette) -> str:
    return (
        shadow() + line("M262 152c60-6 66 96-4 108", p.dark, 18)
        + shape("M140 116c20 10 90 8 112-6l6 14c-6 40 22 62 22 116 0 66-36 98-84 98s-82-32-82-94c0-50 34-80 26-128z", p.main)
        + shape("M252 110l6 14c-6 40 22 62 22 116 0 66-36 98-84 98 62-24 66-90 46-150-8-24-4-50 10-78z", p.dark) + oval(150, 240, 10, 40, p.light)
    )  # fmt: skip


def plant_pot(p: Palette) -> str:
    leaves = "".join(
        shape(
            f"M200 214C{x1} {y1} {x2} {y2} {x3} {y3}C{x3 + 10} {y3 + 60} {x1 + 30} {y1 + 30} 200 214z", fill
        )
        for (x1, y1, x2, y2, x3, y3), fill in zip(
            ((150, 170, 110, 160, 92, 110), (180, 140, 170, 100, 178, 62), (230, 150, 262, 120, 288, 92)),
            (GREEN, LEAF, GREEN),
            strict=True,
        )
    )
    return (
        shadow()
        + leaves
        + shape("M134 222h132l-18 112h-96z", p.main)
        + shape("M228 222h38l-18 112h-30z", p.dark)
        + box(124, 206, 152, 30, p.light, 6)
        + box(138, 330, 124, 12, p.dark, 6)
    )


def hanging_pot(p: Palette) -> str:
    trails = "".join(
        line(f"M{x} 240C{x - 10} 280 {x + 14} 300 {x - 4} {end}", GREEN, 6) + oval(x - 4, end, 10, 7, LEAF)
        for x, end in ((150, 330), (196, 352), (246, 318))
    )
    return (
        line("M200 40L134 220M200 40L266 220", "#8d7a60", 4)
        + oval(200, 40, 8, 8, p.metal)
        + trails
        + shape("M126 214h148c0 62-34 92-74 92s-74-30-74-92z", p.main)
        + shape("M236 214h38c0 62-34 92-74 92 28-20 40-50 36-92z", p.dark)
        + box(118, 204, 164, 18, p.light, 8)
    )


def planter(p: Palette) -> str:
    plants = "".join(
        line(f"M{x} 240C{x - 6} 200 {x + 8} 190 {x} {y}", GREEN, 6) + oval(x, y, 15, 15, c)
        for x, y, c in (
            (104, 150, "#d98f7b"),
            (152, 130, "#e0c060"),
            (202, 156, "#d98f7b"),
            (252, 132, "#b98fb0"),
            (298, 152, "#e0c060"),
        )
    )
    return (
        shadow(rx=140)
        + plants
        + box(62, 236, 276, 92, p.main, 8)
        + box(62, 296, 276, 32, p.dark, 8)
        + box(54, 226, 292, 22, p.light, 6)
    )


def watering_can(p: Palette) -> str:
    return (
        shadow(190) + line("M170 150c0-60 110-60 104 30", p.dark, 12) + line("M150 260C110 240 92 200 66 150", p.main, 16) + line("M50 158l34-22", p.dark, 14)
        + shape("M140 186h130l14 148H126z", p.main) + shape("M240 186h30l14 148h-34z", p.dark) + oval(205, 186, 65, 12, p.light)
    )  # fmt: skip


def mug(p: Palette) -> str:
    return (
        shadow() + line("M264 200c64-12 70 92-6 84", p.dark, 20) + shape("M128 160h142v136c0 30-24 40-71 40s-71-10-71-40z", p.main)
        + shape("M236 160h34v136c0 30-24 40-71 40 30-14 37-30 37-56z", p.dark) + oval(199, 160, 71, 16, p.light) + oval(199, 162, 60, 11, "#6b4a33")
        + line("M176 128c-10-16 10-24 0-42M216 128c-10-16 10-24 0-42", "#00000022", 6)
    )  # fmt: skip


def espresso(p: Palette) -> str:
    def cup(x: float, y: float) -> str:
        return (
            line(f"M{x + 42} {y + 16}c30 0 30 36-4 38", p.dark, 9)
            + shape(f"M{x - 44} {y}h88c0 56-20 74-44 74s-44-18-44-74z", p.main)
            + oval(x, y, 44, 10, p.light)
            + oval(x, y + 1, 36, 7, "#5b3d2a")
        )

    return shadow(200, 336, 130) + cup(140, 150) + cup(262, 150) + cup(140, 254) + cup(262, 254)


def plate(p: Palette) -> str:
    return (
        oval(206, 214, 146, 146, "#00000012")
        + oval(200, 204, 146, 146, p.main)
        + oval(200, 204, 134, 134, p.light)
        + ring(200, 204, 118, p.dark, 4)
        + oval(200, 204, 88, 88, p.main)
        + oval(200, 204, 82, 82, p.light)
    )


def bowl(p: Palette) -> str:
    return (
        shadow(rx=110)
        + shape("M70 190h260c0 96-66 140-130 140S70 286 70 190z", p.main)
        + shape("M270 190h60c0 96-66 140-130 140 60-30 72-80 70-140z", p.dark)
        + oval(200, 190, 130, 26, p.light)
        + oval(200, 194, 114, 19, p.dark)
        + box(160, 322, 80, 16, p.dark, 6)
    )


def fruit_bowl(p: Palette) -> str:
    fruit = (
        oval(150, 172, 38, 38, "#b9473c")
        + oval(218, 160, 42, 42, "#d7a23a")
        + oval(268, 182, 32, 32, "#8a9f4a")
        + line("M218 120c4-14 12-18 20-20", "#5a4630", 5)
    )
    return fruit + bowl(p)


def glass(p: Palette) -> str:
    def one(x: float) -> str:
        return (
            shape(f"M{x - 46} 150h92l-10 186h-72z", f"{p.main}99")
            + shape(f"M{x - 42} 220h84l-6 112h-72z", f"{p.light}cc")
            + oval(x, 150, 46, 10, f"{p.light}ee")
            + line(f"M{x - 28} 176l6 136", "#ffffffaa", 6)
        )

    return shadow(rx=120) + one(136) + one(262)


def carafe(p: Palette) -> str:
    return (
        shadow(rx=80)
        + oval(200, 78, 26, 26, "#c79a6a")
        + shape("M172 96h56l6 84c50 30 54 156-10 156h-48c-64 0-60-126-10-156z", f"{p.main}aa")
        + shape("M136 246c20-12 44 10 66 0s42-8 62 0c4 52-12 90-40 90h-48c-30 0-44-40-40-90z", f"{p.light}cc")
        + line("M166 216c-12 26-12 60-4 88", "#ffffffaa", 7)
    )


def teapot(p: Palette) -> str:
    return (
        shadow(rx=110) + line("M286 200c60-10 60 90-12 92", p.dark, 18) + shape("M116 262C84 250 86 214 52 196l24-10c34 8 44 30 62 36z", p.dark)
        + shape("M104 250c0-62 42-90 98-90s98 28 98 90c0 56-40 86-98 86s-98-30-98-86z", p.main) + shape("M262 178c24 16 38 40 38 72 0 56-40 86-98 86 64-24 80-100 60-158z", p.dark)
        + oval(202, 166, 62, 15, p.light) + oval(202, 142, 14, 13, p.dark) + oval(150, 236, 13, 34, p.light)
    )  # fmt: skip


def casserole(p: Palette) -> str:
    return (
        shadow(rx=140)
        + box(40, 214, 44, 26, p.dark, 12)
        + box(316, 214, 44, 26, p.dark, 12)
        + box(72, 192, 256, 140, p.main, 30)
        + shape("M270 192h58v110c0 18-14 30-30 30h-58c30-30 34-90 30-140z", p.dark)
        + shape("M64 196c0-46 60-66 136-66s136 20 136 66z", p.light)
        + box(174, 108, 52, 24, p.ink, 10)
    )


def kettle(p: Palette) -> str:
    return (
        shadow(rx=100)
        + line("M124 190c0-130 152-130 152 0", p.ink, 14)
        + shape("M284 232l52-54 20 10-50 92z", p.dark)
        + shape("M98 326c0-98 40-150 102-150s102 52 102 150c0 8-6 12-12 12H110c-6 0-12-4-12-12z", p.main)
        + shape("M244 190c40 24 58 72 58 136 0 8-6 12-12 12h-50c24-50 24-100 4-148z", p.dark)
        + oval(200, 172, 40, 12, p.dark)
        + oval(200, 158, 12, 12, p.ink)
    )


SHAPES = {
    function.__name__: function
    for function in (
        vase,
        tall_vase,
        bud_vase,
        jug,
        plant_pot,
        hanging_pot,
        planter,
        watering_can,
        mug,
        espresso,
        plate,
        bowl,
        fruit_bowl,
        glass,
        carafe,
        teapot,
        casserole,
        kettle,
    )
}
