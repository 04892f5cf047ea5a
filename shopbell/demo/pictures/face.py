"""Simple portraits for the demo shop's agents: head, hair and shoulders, from a look in six words."""

import io

from PIL import Image, ImageDraw

SIZE, SCALE = 192, 3
SKIN = ["#f3d3b8", "#e6b48d", "#c98f64", "#9c6642", "#6f4527"]
HAIR = ["#2a211c", "#4a3324", "#7a4f2a", "#b07f43", "#8c8279", "#a4452c"]
COAT = ["#2f6f5e", "#8a5a0b", "#4b5d73", "#9b3d4a", "#5b4a86", "#3d6f94", "#6d7336"]
GROUND = ["#e9e2d3", "#dce6df", "#e3dfea", "#f0dfd3", "#d9e4ea", "#ece6c9"]
Point = tuple[float, float, float, float]


def face_png(look: str) -> bytes:
    """The portrait for "2 0 short 1 4 beard": skin, hair, cut, coat, ground, extra (beard, glasses or plain)."""
    skin_number, hair_number, cut, coat, ground, extra = look.split()
    skin, hair = SKIN[int(skin_number)], HAIR[int(hair_number)]
    picture = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), GROUND[int(ground)])
    pen = _Pen(ImageDraw.Draw(picture))
    _hair_behind(pen, cut, hair)
    pen.oval((24, 138, 168, 290), COAT[int(coat)])
    pen.box((82, 118, 110, 152), skin)
    pen.oval((76, 136, 116, 164), skin)
    pen.oval((60, 46, 132, 138), skin)
    if extra == "beard":
        _beard(pen, hair, skin)
    pen.pie((56, 36, 136, 118) if cut == "cap" else (57, 38, 135, 122), 195, 345, hair)
    _features(pen, has_glasses=extra == "glasses", is_dark=skin in SKIN[3:])
    stream = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


class _Pen:
    """Draws in units of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw):
        self.draw = draw

    def oval(self, at: Point, colour: str) -> None:
        self.draw.ellipse([n * SCALE for n in at], fill=colour)

    def box(self, at: Point, colour: str) -> None:
        self.draw.rectangle([n * SCALE for n in at], fill=colour)

    def pie(self, at: Point, start: float, end: float, colour: str) -> None:
        self.draw.chord([n * SCALE for n in at], start, end, fill=colour)

    def arc(self, at: Point, start: float, end: float, colour: str, width: float) -> None:
        self.draw.arc([n * SCALE for n in at], start, end, fill=colour, width=round(width * SCALE))


def _hair_behind(pen: _Pen, cut: str, hair: str) -> None:
    if cut in {"bob", "long"}:
        pen.oval((50, 38, 142, 150 if cut == "bob" else 182), hair)
    if cut == "bun":
        pen.oval((76, 12, 116, 52), hair)
    if cut == "curls":
        for x, y in [(58, 62), (70, 46), (96, 38), (122, 46), (134, 62), (138, 84), (54, 84)]:
            pen.oval((x - 20, y - 20, x + 20, y + 20), hair)


def _beard(pen: _Pen, hair: str, skin: str) -> None:
    pen.pie((60, 62, 132, 144), 15, 165, hair)
    pen.oval((68, 60, 124, 118), skin)


def _features(pen: _Pen, *, has_glasses: bool, is_dark: bool) -> None:
    ink = "#2b211b"
    for x in (80, 112):
        pen.oval((x - 3.5, 88, x + 3.5, 96), ink)
        pen.arc((x - 9, 76, x + 9, 90), 205, 335, ink, 1.8)
    pen.arc((80, 98, 112, 122), 30, 150, "#4a2019" if is_dark else "#8d3f33", 3)
    pen.arc((92, 92, 101, 108), 20, 120, ink, 1.2)
    if has_glasses:
        for x in (80, 112):
            pen.arc((x - 13, 80, x + 13, 104), 0, 360, "#4a4038", 2)
        pen.arc((92, 88, 100, 96), 180, 360, "#4a4038", 2)
