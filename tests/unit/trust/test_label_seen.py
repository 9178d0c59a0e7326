"""What people see of a label, measured in the pixels of finished films and pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from label_pixels import Seen, frames, light, seen
from PIL import Image

from aigc.image import label
from aigc.image.scene.build import build_art
from aigc.image.shot import SceneShot
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import theme
from aigc.planes import new_planes, write_planes
from aigc.store import Store, digest
from aigc.trust.labels import corner
from aigc.types.audio import Audio
from aigc.types.frame import Overlay, Planes
from aigc.types.scene import Chapter, Identity, Scene
from aigc.types.time import TimeRange
from aigc.video.presets import PRESETS
from aigc.video.render import render_clip, still
from pipelines.labelling import labels, labels_of_size
from tests.unit.image.picture_samples import photo

FPS, SECONDS = Fraction(10), Fraction(3)
WHOLE = TimeRange(start=Fraction(0), duration=SECONDS)
SHARE, LEAST_S, FADED_S = 0.05, 2.0, 2.3
FULL = 0.95
"""The share of its greatest strength at which a label counts as fully there."""
FILMS = [
    ("newsroom", "9:16", 1920, "zh", "standard"),
    ("ink", "16:9", 360, "en", "standard"),
    ("tech", "1:1", 300, "zh", "quality"),
    ("finance", "4:5", 450, "en", "standard"),
    ("lifestyle", "16:9", 540, "zh", "standard"),
    ("poster", "9:16", 960, "en", "preview"),
]


@dataclass
class Photograph:
    """A picture that stands still."""

    width_px: int
    height_px: int
    duration: Fraction = SECONDS

    def __post_init__(self) -> None:
        self._out = new_planes(self.width_px, self.height_px)
        write_planes(photo(self.width_px, self.height_px), self._out)

    @property
    def fingerprint(self) -> str:
        return digest(("photo", self.width_px, self.height_px))

    def planes(self, _: Fraction) -> Planes:
        return self._out


def filmed(size: tuple[int, int], over: Sequence[Overlay], preset: str, folder: Path) -> Path:
    """Return a film of a photograph under some overlays."""
    path = folder / f"{len(over)}.mp4"
    silence = Audio(samples=np.zeros((1, 48_000), np.float32), sample_rate=48_000)
    render_clip(
        ((Photograph(*size), WHOLE),), over, silence,
        width_px=size[0], height_px=size[1], fps=FPS, preset=PRESETS[preset], metadata={},
        store=Store(folder / "store"), out=path,
    )  # fmt: skip
    return path


def watched(
    size: tuple[int, int], over: Sequence[Overlay], preset: str, folder: Path
) -> tuple[list[Seen | None], float, tuple[int, int]]:
    """Return what is seen of the labels in each frame, the frames a second, and their shape."""
    plain = frames(filmed(size, (), preset, folder))
    labelled = frames(filmed(size, over, preset, folder))
    assert len(plain) == len(labelled) == SECONDS * FPS / PRESETS[preset].fps_divisor
    found = [seen(one, other) for one, other in zip(labelled, plain, strict=True)]
    return found, float(FPS / PRESETS[preset].fps_divisor), plain[0].shape


def faults(found: list[Seen | None], fps: float, shape: tuple[int, int]) -> list[str]:
    """Say what is wrong with the labels of a film; nothing where they are as they have to be."""
    if not found or found[0] is None:
        return ["nothing is seen in the first frame"]
    wrong = [f"nothing is seen in frame {n}" for n, one in enumerate(found) if one is None]
    whole = [one for one in found if one is not None]
    strongest = found[0].strength
    full = next(
        (n for n, one in enumerate(whole) if not _same(one, found[0], strongest)), len(whole)
    )
    if full / fps < LEAST_S:
        wrong.append(f"the label is there for {full / fps:.2f} s")
    marks = [one for n, one in enumerate(found) if one and n / fps >= FADED_S]
    low = min(one.letter_px for one in (*whole[:full], *marks)) / min(shape)
    if low < SHARE:
        wrong.append(f"the letters are {low:.2%} of the shorter side high")
    if min(one.strength for one in marks) < 60:
        wrong.append("the mark that stays is dim")
    if found[0].right - found[0].left < 2 * (whole[-1].right - whole[-1].left):
        wrong.append("there are no words before the mark")
    corners = {(one.left > shape[1] / 3, one.bottom < shape[0] / 3) for one in whole}
    return wrong if corners == {(True, True)} else [*wrong, "a label is not in the upper right"]


def _same(one: Seen, first: Seen, strongest: float) -> bool:
    """Tell whether a frame shows what the first one shows, at full strength."""
    places = (one.left, one.top, one.right, one.bottom), (
        first.left, first.top, first.right, first.bottom,
    )  # fmt: skip
    return one.strength >= FULL * strongest and bool(np.ptp(places, axis=0).max() <= 4)


@pytest.mark.parametrize(("name", "aspect", "height", "language", "preset"), FILMS)
def test_a_film_begins_with_a_label_and_keeps_a_mark(
    name: str, aspect: str, height: int, language: str, preset: str, tmp_path: Path
) -> None:
    room = canvas(aspect, height)
    over = labels(language, theme(name), room)  # type: ignore[arg-type]
    found, fps, shape = watched((room.width_px, room.height_px), over, preset, tmp_path)
    assert faults(found, fps, shape) == []
    first, last = found[0], found[-1]
    assert first and last
    assert last.bottom <= first.top + 2
    assert abs(last.right - first.right) <= max(2, 0.01 * shape[1])


@pytest.mark.parametrize("name", ["newsroom", "ink", "poster"])
def test_both_are_seen_on_the_red_card_of_a_chapter(name: str) -> None:
    room, look = canvas("4:5", 1350), theme(name)
    content = Chapter(title="谁在喝咖啡", number=2)
    scene = Scene(kind="chapter", content=content, time=WHOLE, ground=2)
    art = build_art(scene, look, room.format, Identity(name="县城观察"), "zh")
    shot = SceneShot(scene, lambda: art, theme=look, canvas=room, duration=SECONDS)
    over = labels("zh", look, room)
    for time in (Fraction(0), Fraction(5, 2)):
        plain, labelled = (light(pixels(still(shot, one, time))) for one in ((), over))
        found = seen(labelled, plain)
        assert found is not None
        assert found.letter_px >= SHARE * 1080
        assert found.strength > 100


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("size", [(240, 426), (426, 240), (320, 1280), (300, 302)])
def test_films_of_other_shapes_have_both_too(size: tuple[int, int], tmp_path: Path) -> None:
    for language in ("zh", "en"):
        folder = tmp_path / language
        folder.mkdir()
        over = labels_of_size(language, *size)  # type: ignore[arg-type]
        assert faults(*watched(size, over, "standard", folder)) == []


def test_a_label_that_is_too_small_short_or_away_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, look = canvas("1:1", 540), theme("newsroom")
    size = (540, 540)

    def told(over: Sequence[Overlay], folder: str) -> str:
        (tmp_path / folder).mkdir()
        return "; ".join(faults(*watched(size, over, "standard", tmp_path / folder)))

    monkeypatch.setattr(label, "HEIGHT_SHARE", 0.046)
    assert "the letters are 4." in told(labels("zh", look, room), "small")
    monkeypatch.undo()
    chip, mark = labels("zh", look, room)
    brief = label.LabelOverlay("AI生成", look, room, Fraction(17, 10))
    assert "the label is there for 1.70 s" in told((brief, mark), "brief")
    ends = label.MarkOverlay(look, room, since=Fraction(13, 5))
    assert "nothing is seen in frame 25" in told((chip, ends), "late")
    left = label.LabelOverlay("AI生成", look, room, corner="left")
    assert "not in the upper right" in told((left, mark), "left")
    only = label.MarkOverlay(look, room, since=Fraction(0))
    assert "no words before the mark" in told((only,), "only")


PICTURES = [
    (1080, 1920), (1920, 1080), (2001, 1500), (161, 240), (333, 335), (200, 2000), (1999, 202),
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", PICTURES)
def test_a_picture_has_it_in_the_lower_corner(language: str, size: tuple[int, int]) -> None:
    plain = photo(size[1], size[0])
    for side in ("left", "right"):
        found = seen(light(corner.marked(plain, language, side)), light(plain))  # type: ignore[arg-type]
        assert found is not None
        assert found.letter_px >= SHARE * min(size)
        assert found.strength > 100
        assert found.top > size[0] / 2
        middle = (found.left + found.right) / 2
        assert (middle < size[1] / 2) == (side == "left")


def test_a_smaller_label_on_a_picture_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corner, "HEIGHT_SHARE", 0.045)
    corner._chip.cache_clear()
    plain = photo(1080, 1080)
    found = seen(light(corner.marked(plain, "zh")), light(plain))
    corner._chip.cache_clear()
    assert found is not None
    assert found.letter_px < SHARE * 1080
