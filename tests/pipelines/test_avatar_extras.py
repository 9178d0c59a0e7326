"""Turntables and traced stills."""

from __future__ import annotations

import io
import json
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from aigc.avatar.build import build
from aigc.avatar.export.reader import read_glb
from aigc.avatar.presets import presets
from aigc.errors import Cancelled, ConfigError, EngineUnavailable, TrustError
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.provenance.log import Log
from aigc.trust.watermark.files import find_id
from pipelines import avatar, avatar_extras
from pipelines.avatar_extras import Extras, Restyle, turntable_bytes
from pipelines.avatar_shown import TILE_PX


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


def test_a_turntable_bears_label_and_watermark(egl, tmp_path, monkeypatch):
    if not egl:
        return
    short = partial(turntable_bytes, size=(270, 360), frames=72)
    monkeypatch.setattr(avatar_extras, "turntable_bytes", short)
    store = tmp_path / "store"
    made = avatar.make(avatar.known("ren"), tmp_path / "out", extras=Extras(turntable=True),
                       sentence="蓝色刺猬头", store=store)  # fmt: skip
    told = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    film = made.folder / "turntable.mp4"
    assert film in made.files and told["language"] == "zh" and not made.notes
    assert told["watermark"] == find_id(film)
    assert labels.read(film).produce_id == told["asset"]
    (entry,) = Log(store).find("watermark", told["watermark"])
    assert entry.told["files"]["turntable.mp4"] == file_sha256(film)
    with av.open(str(film)) as shown:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in shown.decode(video=0)]
    chip = [(frame[:60, 150:].max(axis=-1) < 80).mean() for frame in (frames[20], frames[-1])]
    assert chip[0] > 0.1 and 0.02 < chip[1] < 0.6 * chip[0]


@pytest.mark.parametrize("asked", [
    {"sentence": "代开发票，加微信。"},
    {"extras": Extras(restyle=Restyle("代开发票，加微信。", engine="fake"))},
])  # fmt: skip
def test_what_a_character_is_made_of_is_judged_before_it_is_built(tmp_path, monkeypatch, asked):
    monkeypatch.setattr("aigc.avatar.build.build", lambda spec: pytest.fail("built"))
    with pytest.raises(TrustError, match="may not be published"):
        avatar.make(avatar.known("ren"), tmp_path / "out", store=tmp_path / "store", **asked)
    assert not (tmp_path / "out").exists()


def test_the_poster_in_a_vrm_bears_the_label(ren, tmp_path, egl):
    if not egl:
        return
    made = avatar.make(avatar.known("ren"), tmp_path / "out", store=tmp_path / "store")
    model = read_glb(made.folder / "avatar.vrm")
    shown = model.root["extensions"]["VRMC_vrm"]["meta"]["thumbnailImage"]
    with Image.open(io.BytesIO(model.images[shown])) as poster:
        corner = np.asarray(poster.convert("L"))[-60:-20, -200:-20]
    assert corner.min() < 90 and corner.max() > 230


def test_the_sheet_of_the_library_leaves_with_label_and_record(run, tmp_path, egl, monkeypatch):
    library = dict(list(presets().items())[:2])
    monkeypatch.setattr("aigc.avatar.presets.presets", lambda: library)
    out, store = tmp_path / "shown" / "cast.png", tmp_path / "kept"
    code, said, told = run("avatars", "--out", out, "--store", store)
    if not egl:
        assert code not in (0, None) and "libegl1" in told and not out.exists()
        return
    assert code == 0
    assert [Path(line).name for line in said.split()] == ["cast.png", "cast.manifest.json"]
    record = json.loads(out.with_name("cast.manifest.json").read_text(encoding="utf-8"))
    assert record["files"] == {"cast.png": file_sha256(out)} and set(record["specs"]) == {*library}
    assert labels.read(out).produce_id == record["asset"]
    with Image.open(out) as sheet:
        drawn = np.asarray(sheet.convert("L"))
    wide, high = TILE_PX
    assert drawn.shape[1] == 10 * wide
    foot = drawn[high:]
    assert len(foot) and foot.min() < 120 and foot.max() == 255
    (entry,) = Log(store).find("watermark", record["watermark"])
    assert entry.kind == "published"


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
    spec = avatar.known("ren")
    plain = avatar.make(spec, tmp_path / "plain")
    paint = Restyle("green clay", engine="fake", strength=0.8, seed=2)
    made = avatar.make(spec, tmp_path / "green", extras=Extras(restyle=paint))
    assert {p.name for p in made.files} - {p.name for p in plain.files} == {"restyle.json"}
    told = json.loads((tmp_path / "green" / "restyle.json").read_text())
    assert (told["prompt"], told["seed"]) == ("green clay", 2)
    glb = [(folder / "avatar.glb").read_bytes() for folder in (plain.folder, made.folder)]
    assert glb[0] != glb[1]
    record = json.loads((tmp_path / "green" / "manifest.json").read_text(encoding="utf-8"))
    assert [(one["role"], one["name"]) for one in record["uses"]] == [("stylist", "fake")]
    monkeypatch.delenv("AIGC_STYLIST_MODEL", raising=False)
    with pytest.raises(EngineUnavailable, match="--restyle-model"):
        avatar.make(spec, tmp_path / "none", extras=Extras(restyle=Restyle("clay")))
    assert not (tmp_path / "none").exists()
