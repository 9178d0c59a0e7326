from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
import skia

from aigc.image.art import PictureLayer, Scrim
from aigc.image.shot import SceneShot, StageCache
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import THEMES
from aigc.image.transition import CHANGES, Change, change
from aigc.planes import new_planes, split_planes, to_rgb
from aigc.types.scene import Headline, Scene
from aigc.types.time import TimeRange
from tests.unit.image.picture_samples import as_asset, photo

CANVAS = canvas("9:16", 320)
SECONDS = Fraction(4)


@dataclass
class Bar:
    """A white bar that slides in, and a dot that comes late."""

    picture: PictureLayer | None = None

    def draw(self, target, t):
        white = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
        target.drawRect(skia.Rect.MakeXYWH(80, 400, 800 * min(t, 1.0), 200), white)
        if t > 2:
            target.drawCircle(500, 900, 100 * min(t - 2, 1.0), white)

    def poses(self, t):
        bar = (70.0, 390.0, 820.0, 220.0)
        return (min(t, 1.0), bar), (min(max(t, 2.0), 3.0), (390.0, 790.0, 220.0, 220.0))


def make(theme="newsroom", art=None, title="A", previous=None, ground=0, at=CANVAS):
    scene = Scene(
        kind="headline",
        content=Headline(title=title),
        time=TimeRange(start=Fraction(0), duration=SECONDS),
        ground=ground,
    )
    return SceneShot(
        scene,
        lambda: art or Bar(),
        theme=THEMES[theme],
        canvas=at,
        duration=SECONDS,
        previous=previous,
        cache=StageCache(),
    )


def layer(tmp_path, **given):
    given = {"box": (0, 0, 1080, 1920), "treatment": "raw", **given}
    return PictureLayer(picture=as_asset(photo(600, 900), tmp_path), **given)


@pytest.mark.parametrize("name", sorted(THEMES))
@pytest.mark.parametrize("picture", [None, "whole", "arch"])
def test_any_frame_is_the_same_in_any_order(name, picture, tmp_path):
    given = {} if picture == "whole" else {"box": (90, 900, 500, 600), "radius": 80}
    art = Bar(layer(tmp_path, **given) if picture else None)
    times = [Fraction(n, 10) for n in range(0, 40, 3)]
    forward = make(name, art)
    frames = {t: forward.planes(t).copy() for t in times}
    jumping = make(name, art)
    for t in (times[-1], times[2], times[7], times[0], times[10]):
        gap = np.abs(jumping.planes(t).astype(int) - frames[t])
        assert gap.max() <= 2


def test_the_foreground_lies_over_the_ground():
    rgb = to_rgb(make().planes(Fraction(3, 2)))
    inside = rgb[int(500 * CANVAS.scale), int(400 * CANVAS.scale)]
    assert inside.min() > 245
    assert rgb[int(800 * CANVAS.scale), int(400 * CANVAS.scale)].max() < 200


def test_a_picture_keeps_its_colours_and_takes_its_scrim(tmp_path):
    bare = to_rgb(make(art=Bar(layer(tmp_path))).planes(Fraction(0))).astype(int)
    dark = Scrim(edge="bottom", extent=0.5, color="#000000", opacity=1.0)
    shaded = to_rgb(make(art=Bar(layer(tmp_path, scrims=(dark,)))).planes(Fraction(0)))
    assert shaded[-4:].mean() < 12 < bare[-4:].mean()
    np.testing.assert_allclose(shaded[:40], bare[:40], atol=3)
    expected = photo(600, 900)[:, 100:300].reshape(-1, 3).mean(axis=0)
    assert np.abs(bare[:, :60].reshape(-1, 3).mean(axis=0) - expected).max() < 14


def test_the_camera_moves(tmp_path):
    shot = make(art=Bar(layer(tmp_path, amount=0.1)))
    first = shot.planes(Fraction(3, 2)).copy()
    assert np.abs(shot.planes(Fraction(19, 10)).astype(int) - first).mean() > 0.3


def test_the_change_starts_with_the_last_frame_and_ends_with_the_new_one():
    before = make(title="before", ground=2)
    after = make(title="after", previous=before)
    old = before.last_frame().astype(int)
    assert np.abs(after.planes(Fraction(0)) - old).mean() < 4
    alone = make(title="after").planes(Fraction(1, 2))
    assert np.array_equal(after.planes(Fraction(1, 2)), alone)


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_changes_run_from_the_old_frame_to_the_new(kind):
    theme = next(t for t in THEMES.values() if t.change == kind)
    old, new = new_planes(180, 320), new_planes(180, 320)
    split_planes(old)[0][...], split_planes(new)[0][...] = 60, 200
    means = []
    for k in (0.0, 0.3, 0.7, 0.999):
        out = new_planes(180, 320)
        change(kind, Change(old=old, new=new, out=out, k=k, theme=theme))
        means.append(float(np.median(split_planes(out)[0])))
    assert means[0] == 60 and abs(means[-1] - 200) <= 2
    assert not np.array_equal(old, out)


def test_fingerprints_name_what_is_drawn(tmp_path):
    plain = make()
    assert plain.fingerprint == make().fingerprint
    others = [
        make(title="B"),
        make("ink"),
        make(ground=1),
        make(previous=make()),
        make(at=canvas("9:16", 640)),
    ]
    assert len({plain.fingerprint, *(o.fingerprint for o in others)}) == 6
    assert make(previous=make(title="X")).fingerprint != make(previous=make()).fingerprint
