"""Turntables and traced stills."""

from __future__ import annotations

import av
import numpy as np
import pytest

from aigc.avatar.build import build
from aigc.errors import Cancelled, ConfigError, EngineUnavailable
from pipelines import avatar
from pipelines.avatar_extras import Extras, Restyle, turntable_bytes


@pytest.fixture(scope="module")
def ren():
    return build(avatar.known("ren"))


def test_a_turntable_loops(ren, tmp_path, egl):
    if not egl:
        with pytest.raises(EngineUnavailable, match="libegl1"):
            turntable_bytes(ren, size=(64, 80), frames=8)
        return
    path = tmp_path / "turn.mp4"
    path.write_bytes(turntable_bytes(ren, size=(64, 80), frames=8))
    with av.open(str(path)) as shown:
        assert shown.streams.video[0].codec_context.name == "h264" and not shown.streams.audio
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in shown.decode(video=0)]
    assert len(frames) == 8 and frames[0].shape == (80, 64, 3)
    away = [np.abs(frames[0] - other).mean() for other in frames]
    assert max(away[1], away[7]) < 1.5 * min(away[1], away[7])
    assert away[4] > 0.5 * away[1] and away[1] > 1


def test_an_extra_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("AIGC_BPY_PYTHON", raising=False)
    spec = avatar.known("ren")
    with pytest.raises(EngineUnavailable, match="bpy"):
        avatar.make(spec, tmp_path / "out", extras=Extras(still="cycles"))
    assert not (tmp_path / "out").exists()


def test_an_unknown_engine_of_stills_is_named(run, tmp_path):
    with pytest.raises(ConfigError, match="Did you mean cycles"):
        Extras(still="cycle")
    code, _, told = run(
        "avatar", "--preset", "sakura", "--still", "cycle", "--out", tmp_path / "a"
    )  # fmt: skip
    assert code not in (0, None) and "Did you mean cycles" in told
    assert not (tmp_path / "a").exists()


def test_a_turntable_can_be_stopped(ren, tmp_path, egl):
    def stop(step, done, total):
        if step == "draw" and done == 2:
            raise Cancelled(step)

    if not egl:
        return
    with pytest.raises(Cancelled):
        avatar.make(avatar.known("ren"), tmp_path / "out", extras=Extras(turntable=True),
                    progress=stop)  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_a_painted_skin_goes_into_the_files(tmp_path, monkeypatch):
    import json

    spec = avatar.known("ren")
    plain = avatar.make(spec, tmp_path / "plain")
    paint = Restyle("green clay", engine="fake", strength=0.8, seed=2)
    made = avatar.make(spec, tmp_path / "green", extras=Extras(restyle=paint))
    assert {p.name for p in made.files} - {p.name for p in plain.files} == {"restyle.json"}
    told = json.loads((tmp_path / "green" / "restyle.json").read_text())
    assert (told["prompt"], told["seed"]) == ("green clay", 2)
    glb = [(folder / "avatar.glb").read_bytes() for folder in (plain.folder, made.folder)]
    assert glb[0] != glb[1]
    monkeypatch.delenv("AIGC_STYLIST_MODEL", raising=False)
    with pytest.raises(EngineUnavailable, match="--restyle-model"):
        avatar.make(spec, tmp_path / "none", extras=Extras(restyle=Restyle("clay")))
    assert not (tmp_path / "none").exists()
