from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from aigc import registry
from aigc.errors import AigcError
from aigc.types.scene import Chapter, EndCard, Headline, Identity, Quote, Scene, Storyboard
from aigc.types.time import TimeRange

ENGINES = ("motion_graphics", "fake")


def board() -> Storyboard:
    contents = (
        ("headline", Headline(title="小城开出{第一千家}咖啡馆", kicker="观察")),
        ("quote", Quote(text="我们卖的是一个可以坐下来的地方。", who="店主")),
        ("chapter", Chapter(number=2, title="谁在喝咖啡")),
        ("end", EndCard(takeaway="小城缺的是坐下来的理由", handle="县域观察")),
    )
    scenes = tuple(
        Scene(
            kind=kind,
            content=content,
            time=TimeRange(start=Fraction(2 * n), duration=Fraction(2)),
            ground=n % 3,
        )
        for n, (kind, content) in enumerate(contents)
    )
    return Storyboard(scenes=scenes, identity=Identity(name="县域观察"))


GIVEN = {
    "theme": "newsroom",
    "aspect": "9:16",
    "width_px": 180,
    "height_px": 320,
    "language": "zh",
}


@pytest.fixture(params=ENGINES)
def engine(request):
    return registry.get("image", request.param)


def test_one_shot_per_scene_with_frames_of_the_size(engine):
    scenes = board().scenes
    shots = engine.shots(board(), **GIVEN)
    assert [s.duration for s in shots] == [s.time.duration for s in scenes]
    for shot in shots:
        frame = shot.planes(Fraction(1))
        assert frame.shape == (480, 180) and frame.dtype == np.uint8
    assert len({s.fingerprint for s in shots}) == len(shots)


def test_the_same_request_gives_the_same_pixels(engine):
    first, second = (engine.shots(board(), **GIVEN)[1] for _ in range(2))
    assert first.fingerprint == second.fingerprint
    assert np.array_equal(first.planes(Fraction(3, 2)), second.planes(Fraction(3, 2)))


def test_pictures_move(engine):
    shot = engine.shots(board(), **GIVEN)[0]
    assert not np.array_equal(shot.planes(Fraction(1, 5)).copy(), shot.planes(Fraction(19, 10)))


@pytest.mark.parametrize(
    "other",
    [
        {"theme": "ink"},
        {"aspect": "1:1", "width_px": 180, "height_px": 180},
        {"width_px": 360, "height_px": 640},
        {"language": "en"},
    ],
)
def test_the_fingerprint_depends_on_every_argument(engine, other):
    before = engine.shots(board(), **GIVEN)[0].fingerprint
    assert engine.shots(board(), **{**GIVEN, **other})[0].fingerprint != before


def test_the_fingerprint_depends_on_identity_and_content(engine):
    before = engine.shots(board(), **GIVEN)[0].fingerprint
    named = replace(board(), identity=Identity(name="Other"))
    assert engine.shots(named, **GIVEN)[0].fingerprint != before
    first = replace(board().scenes[0], content=Headline(title="另一个标题"))
    changed = replace(board(), scenes=(first, *board().scenes[1:]))
    assert engine.shots(changed, **GIVEN)[0].fingerprint != before


@pytest.mark.parametrize(
    "bad",
    [
        {"theme": "newsrom"},
        {"aspect": "3:1"},
        {"width_px": 181},
        {"width_px": 320},
        {"height_px": 0},
    ],
)
def test_bad_requests_are_refused_in_words(engine, bad):
    with pytest.raises(AigcError) as caught:
        engine.shots(board(), **{**GIVEN, **bad})
    assert len(str(caught.value)) > 20


def test_names_and_fingerprints_are_there(engine):
    assert engine.name in ENGINES and engine.fingerprint
