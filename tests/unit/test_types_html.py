"""Values show themselves in a notebook, and what they hold cannot become markup."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from aigc.types.article import Article, Block, Figure, Span
from aigc.types.asset import Asset
from aigc.types.audio import Audio
from aigc.types.markup import clock
from aigc.types.narration import NarratedLine, Narration
from aigc.types.scene import Identity, Number, PictureShot, Scene, Statement, Storyboard
from aigc.types.script import Script, ScriptLine
from aigc.types.time import TimeRange

EVIL = '<img src=x onerror="alert(1)">&'


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)

    def handle_data(self, data):
        self.text += data


def span(start, length):
    return TimeRange(start=Fraction(start), duration=Fraction(length))


def picture():
    return Asset(
        path=Path("x"), sha256="0", media_type="image/png", source=EVIL, width_px=4, height_px=3
    )


def values():
    sound = Audio(samples=np.zeros((1, 800), np.float32), sample_rate=8000)
    where = Span(start=0, end=len(EVIL))
    yield Article(
        title=EVIL,
        text=EVIL,
        author=EVIL,
        language="en",
        notes=(EVIL,),
        blocks=(
            Block(kind="heading", span=where, level=1),
            Block(kind="picture", span=where, figure=Figure(asset=picture(), caption=EVIL)),
        ),
    )
    line = ScriptLine(text=EVIL, sources=(where,))
    yield Script(title=EVIL, lines=(line,), language="en", target=Fraction(9))
    said = NarratedLine(line=0, text=EVIL, time=span(0, 1), words=())
    yield Narration(language="en", voice=EVIL, audio=sound, lines=(said,))
    contents = (
        Statement(text=EVIL),
        PictureShot(picture=picture(), label=EVIL),
        Number(label=EVIL, value=1.25, decimals=1, unit=EVIL),
    )
    scenes = tuple(
        Scene(kind="statement", content=c, time=span(n, 1)) for n, c in enumerate(contents)
    )
    yield Storyboard(scenes=scenes, identity=Identity(name=EVIL))


def test_values_show_their_words_and_never_their_markup():
    for value in values():
        page = Tags(value._repr_html_())
        assert "img" not in page.seen, type(value)
        assert "table" in page.seen
        assert EVIL in page.text


def test_a_narration_can_be_heard():
    *_, narration, _ = values()
    assert "audio" in Tags(narration._repr_html_()).seen
    assert "data:audio/wav;base64,UklGR" in narration._repr_html_()


def test_a_storyboard_shows_facts_and_times():
    *_, board = values()
    text = Tags(board._repr_html_()).text
    assert "1.2" in text
    assert "0:02.0" in text
    assert clock(Fraction(3599, 1)) == "59:59.0"
    assert Storyboard(scenes=())._repr_html_()
