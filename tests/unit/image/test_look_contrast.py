"""A sample of the look's audit: every text against the real pixels under it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import skia

from aigc.image.captions.look import CAPTION_STYLES
from aigc.image.paint.text import draw_line
from aigc.image.theme.formats import FORMATS, canvas
from aigc.image.theme.themes import THEMES
from aigc.image.theme.typography import style
from aigc.types.article import Language, Span
from aigc.types.asset import Asset
from aigc.types.caption import Caption
from aigc.types.narration import Word
from aigc.types.scene import Scene
from aigc.types.time import TimeRange
from tests.unit.image.picture_samples import as_asset
from tests.unit.image.scene_samples import WHO, kind_of, samples

ASPECTS = tuple(FORMATS)
NAMES = tuple(THEMES)


@pytest.fixture(scope="module")
def audit() -> Iterator[ModuleType]:
    """The audit's measuring part as a module."""
    path = Path(__file__).parents[3] / "scripts" / "legibility.py"
    spec = importlib.util.spec_from_file_location("legibility", path)
    assert spec and spec.loader
    made = sys.modules["legibility"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    yield made
    del sys.modules["legibility"]


def checks(high: int, wide: int) -> np.ndarray:
    """Return a white picture with black checks, which no plain colour reads on."""
    y, x = np.mgrid[0:high, 0:wide]
    return np.repeat((((x // 45 + y // 45) % 2) * 255).astype(np.uint8)[..., None], 3, 2)


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Asset:
    """The hardest picture to write on."""
    return as_asset(checks(1100, 900), tmp_path_factory.mktemp("look"))


@pytest.mark.parametrize("name", NAMES)
def test_words_read_on_what_is_really_under_them(audit: ModuleType, hard: Asset, name: str) -> None:
    shift = NAMES.index(name)
    for n, key in list(enumerate(samples("zh", hard)))[shift % 2 :: 2]:
        language = ("zh", "en")[(n + shift) % 2]
        aspect = ASPECTS[(n + 3 * shift) % 4]
        made = Scene(
            kind=kind_of(key),  # type: ignore[arg-type]
            content=samples(language, hard)[key],  # type: ignore[arg-type]
            time=TimeRange(start=Fraction(0), duration=Fraction(4)),
            layout=(n // 2 + shift) % 2,
            ground=(n + 2 * shift) % 3,
        )
        size = canvas(aspect, round(FORMATS[aspect].height * 0.3))
        found = audit.measured(made, THEMES[name], size, WHO[language], language)
        assert len(found) >= 2
        bad = [f for f in found if f.contrast < 4.5]
        assert not bad, (key, aspect, language, made.layout, made.ground)


def caption_of(language: Language) -> Caption:
    """Return one row with one word that is spoken."""
    row, word = {"zh": ("这座县城开出AI咖啡馆", "县城"), "en": ("one county café", "county")}[
        language
    ]
    at, whole = row.index(word), TimeRange(start=Fraction(0), duration=Fraction(1))
    said = Word(text=word, span=Span(start=at, end=at + len(word)), time=whole)
    return Caption(rows=(row,), words=(said,), time=whole, line=0, language=language)


@pytest.mark.parametrize("caption", CAPTION_STYLES)
def test_captions_and_label_read_on_a_hard_picture(audit: ModuleType, caption: str) -> None:
    aspect = ASPECTS[CAPTION_STYLES.index(caption) % 4]
    size = canvas(aspect, round(FORMATS[aspect].height * 0.4))
    for name in NAMES:
        ground = checks(size.height_px, size.width_px)
        language = ("zh", "en")[NAMES.index(name) % 2]
        said = caption_of(language)
        assert min(audit.caption_contrasts(said, ground, THEMES[name], size, caption)) >= 4.5
        assert min(audit.label_contrasts(ground, THEMES[name], size, language)) >= 4.5


@pytest.mark.parametrize(("under", "least", "most"), [(0, 20.9, 21.0), (200, 1.5, 1.8)])
def test_contrast_is_taken_where_the_words_stand(
    audit: ModuleType, under: int, least: float, most: float
) -> None:
    reader = audit.Reader(skia.Surface(400, 100).getCanvas())
    draw_line(reader, "县城", style(THEMES["ink"], "title", 60), 20, 70, "#FFFFFF")
    ground = np.full((100, 400, 3), 255, np.uint8)
    ground[:, :200] = under
    (words,) = reader.words
    assert least <= audit.contrast_of(words, ground, 3.0) <= most


def test_texts_in_wrong_places_are_named(audit: ModuleType) -> None:
    def text(name: str, box: tuple[float, ...]) -> SimpleNamespace:
        return SimpleNamespace(name=name, box=box, colour="#FFFFFF")

    art = SimpleNamespace(
        pieces=(
            text("title", (100, 300, 500, 100)),
            text("deck", (120, 350, 500, 100)),
            text("wide", (0, 500, 300, 50)),
            text("low", (100, 1260, 300, 50)),
        )
    )
    found = " | ".join(audit.misplaced(art, FORMATS["9:16"]))
    assert "title lies on deck" in found
    assert "wide leaves the stage" in found
    assert "low reaches into the captions" in found
