"""What the examples become: words, scenes, sound and pictures stay as they are unless it is meant.

``pytest tests/golden --update-golden`` writes the files anew; look at the difference before you
commit it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from aigc import registry
from aigc.image.motion_graphics import MotionGraphics
from aigc.image.theme.themes import THEMES
from aigc.planes import split_planes
from aigc.types.audio import Audio
from aigc.types.frame import Planes
from aigc.types.scene import Headline, Identity, Scene, Storyboard
from aigc.types.time import TimeRange
from pipelines import article_to_video as video
from tests.golden.comparing import check, differences

Golden = Callable[..., None]
MOODS = ("calm", "news", "serious", "tech", "upbeat", "warm")
BOARD = Storyboard(
    scenes=(
        Scene(
            kind="headline",
            content=Headline(title="海边的{第一座}图书馆 opens at dawn", kicker="城市 City"),
            time=TimeRange(start=Fraction(0), duration=Fraction(4)),
        ),
    ),
    identity=Identity(name="Harbour Weekly"),
)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, value: object, *, within: float) -> None:
        check(name, value, within=within, update=update)

    return compare


@pytest.fixture(scope="module", params=["zh", "en"])
def draft(request, examples, tmp_path_factory):
    from aigc.store import Store

    store = Store(tmp_path_factory.mktemp("golden"))
    config = video.Config(seconds=30, speech="espeak")
    article = video.read(examples / request.param / "article.md", config, store=store)
    return video.direct(article, video.write(article, config, store=store), config, store=store)


def seconds(time: Fraction) -> float:
    return round(float(time), 2)


def test_script_and_storyboard(draft, golden: Golden) -> None:
    told = {
        "title": draft.script.title,
        "lines": [
            {"text": line.text, "role": line.role, "start": seconds(spoken.time.start)}
            for line, spoken in zip(draft.script.lines, draft.narration.lines, strict=True)
        ],
        "scenes": [
            {
                "kind": scene.kind,
                "lines": list(scene.lines),
                "start": seconds(scene.time.start),
                "duration": seconds(scene.time.duration),
            }
            for scene in draft.storyboard.scenes
        ],
        "captions": [caption.text for caption in draft.captions],
    }
    golden(f"script_{draft.script.language}", told, within=0.1)


def sound(audio: Audio) -> dict[str, object]:
    """Return length, level and colour of a sound."""
    mono = audio.samples.mean(axis=0)
    power = np.abs(np.fft.rfft(mono)) ** 2
    hertz = np.fft.rfftfreq(mono.size, 1 / audio.sample_rate)
    return {
        "shape": [audio.channels, audio.sample_rate],
        "duration_s": round(float(audio.duration), 2),
        "rms_db": level(mono),
        "peak_db": round(float(20 * np.log10(np.abs(audio.samples).max())), 1),
        "centroid_octaves": round(float(np.log2((hertz * power).sum() / power.sum())), 2),
        "quarters_db": [level(part) for part in np.array_split(mono, 4)],
    }


def level(samples: NDArray[np.float32]) -> float:
    return round(float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-12)), 1)


def test_narration(draft, golden: Golden) -> None:
    golden(f"narration_{draft.script.language}", sound(draft.narration.audio), within=0.5)


def test_beds(golden: Golden) -> None:
    engine = registry.get("music", "synth")
    made = {
        mood: sound(engine.compose(duration=Fraction(12), mood=mood, tempo_bpm=None, seed=1))
        for mood in MOODS
    }
    golden("beds", made, within=0.5)


def picture(planes: Planes) -> dict[str, object]:
    """Return a frame as its size, the mean of each plane and the luma of 8x8 fields."""
    y, u, v = split_planes(planes)
    rows = [part.mean(axis=0) for part in np.array_split(y.astype(np.float64), 8)]
    fields = [[round(float(f.mean()), 1) for f in np.array_split(row, 8)] for row in rows]
    means = [round(float(plane.mean()), 1) for plane in (y, u, v)]
    return {"shape": list(y.shape), "means": means, "luma": fields}


def test_stills(golden: Golden) -> None:
    made = {}
    for theme in sorted(THEMES):
        (shot,) = MotionGraphics().shots(
            BOARD, theme=theme, aspect="9:16", width_px=540, height_px=960, language="zh"
        )
        made[theme] = picture(shot.planes(Fraction(3)))
    golden("stills", made, within=2.5)


def test_what_differs_is_found() -> None:
    wanted = {"a": [1.0, "x"], "b": 2}
    assert list(differences({"a": [1.04, "x"], "b": 2}, wanted, 0.1)) == []
    assert list(differences({"a": [1.2, "y"]}, wanted, 0.1)) == [
        ".a[0]: 1.2 instead of 1.0",
        ".a[1]: 'y' instead of 'x'",
        ".b: None instead of 2",
    ]
    assert list(differences([1], [1, 2], 0.1)) == [": [1] instead of [1, 2]"]
