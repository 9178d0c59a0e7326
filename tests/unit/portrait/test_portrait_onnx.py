"""Networks of the Wav2Lip kind: fed as they ask, laid back, and refused where they are not whole.

The network here is ours and untrained: see `tests.tiny.portrait`.
"""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from aigc.config import build
from aigc.consent import Consent
from aigc.device.place import Device
from aigc.device.shelf import shelf
from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, OutOfMemory
from aigc.notices import noticing
from aigc.portrait import network
from aigc.portrait.engine import Box, animate
from aigc.portrait.layout import Layout, beside
from aigc.portrait.network import arranged
from aigc.portrait.onnx_driver import OnnxPortrait
from aigc.types.audio import Audio
from tests.tiny.portrait import drawn_face, voice, wav2lip

FACE = Box(x=40, y=34, width=120, height=172)
AGREED = Consent(subject="a drawing", statement="It is ours.")
PORTRAIT = drawn_face()
FPS = Fraction(10)
MOUTH = np.s_[155:185, 80:120]


def frames(path, audio=None, *, face=FACE, **options):
    driver = OnnxPortrait(str(path), device="cpu", **options)
    return np.stack(list(animate(
        driver, PORTRAIT, audio or voice(), consent=AGREED, fps=FPS, face=face)))  # fmt: skip


@pytest.fixture(scope="module")
def lips(tmp_path_factory):
    return wav2lip(tmp_path_factory.mktemp("lips") / "lips.onnx")


@pytest.fixture(scope="module")
def spoken(lips):
    return frames(lips)


def test_the_mouth_follows_the_sound_and_the_rest_stays(lips, spoken):
    louder = frames(lips, voice(level=0.6))
    dark = [(one[:, MOUTH[0], MOUTH[1]].astype(float).mean()) for one in (spoken, louder)]
    assert dark[1] < dark[0] < PORTRAIT[MOUTH].mean() - 5
    assert (spoken[:, :100] == PORTRAIT[:100]).all()
    assert (spoken[:, :, :40] == PORTRAIT[:, :40]).all()
    assert (spoken[:, :, 160:] == PORTRAIT[:, 160:]).all()


def test_in_silence_it_is_the_portrait(lips):
    quiet = Audio(samples=np.zeros((1, 8_000), np.float32), sample_rate=16_000)
    assert np.abs(frames(lips, quiet).astype(int) - PORTRAIT).max() <= 1


def test_batches_change_nothing(lips, spoken):
    assert (frames(lips, batch="3") == spoken).all()
    assert (frames(lips, batch=1) == spoken).all()


@pytest.mark.parametrize(
    ("made", "layout"),
    [
        ({"batch": 4}, ""),
        ({"batch": 1}, ""),
        ({"names": ("a", "b")}, ""),
        ({"axes": "bhwc"}, '[face]\naxes = "bhwc"\nmade_axes = "bhwc"\n'),
        (
            {"frames": 3},
            'frames_per_step = 3\n[mel]\naxes = "bn1ft"\n'
            '[face]\naxes = "bcnhw"\nmade_axes = "bcnhw"\n',
        ),
    ],
)
def test_other_layouts_give_the_same_frames(tmp_path, spoken, made, layout):
    path = wav2lip(tmp_path / "other.onnx", **made)
    if layout:
        (tmp_path / "driver.toml").write_text(layout)
    found = frames(path)
    assert np.abs(found.astype(int) - spoken).max() <= 1


def test_a_layout_may_be_json_or_lie_elsewhere(tmp_path, spoken):
    path = wav2lip(tmp_path / "other.onnx", axes="bhwc")
    text = '{"face": {"axes": "bhwc", "made_axes": "bhwc"}}'
    (tmp_path / "mine.json").write_text(text)
    assert np.abs(frames(path, layout=tmp_path / "mine.json").astype(int) - spoken).max() <= 1
    (tmp_path / "driver.json").write_text(text)
    assert np.abs(frames(tmp_path).astype(int) - spoken).max() <= 1


def test_colours_that_are_a_little_off_are_matched(tmp_path, spoken):
    tinted = frames(wav2lip(tmp_path / "tinted.onnx", tint=0.04))
    cheeks = np.s_[:, 125:140, 60:140]
    assert np.abs(tinted[cheeks].astype(int) - spoken[cheeks]).mean() < 2


def test_the_network_is_read_once_and_put_away(lips):
    rack = shelf("cpu")
    rack.clear()
    frames(lips)
    frames(lips, batch=2)
    assert [one.label for one in rack.held()] == ["lips.onnx"]
    assert rack.held()[0].size_bytes == lips.stat().st_size
    assert rack.clear() == 1


def test_where_the_face_is_not_told_it_is_assumed_and_said(lips):
    with noticing() as told:
        found = frames(lips, face=None)
    assert len(told) == 1 and "--face" in told[0]
    assert (found != PORTRAIT).any()


def test_the_fingerprint_follows_network_and_layout(tmp_path, lips):
    plain = OnnxPortrait(str(lips), device="cpu").fingerprint
    assert plain == OnnxPortrait(str(lips), batch=3).fingerprint
    other = wav2lip(tmp_path / "other.onnx", tint=0.1)
    assert OnnxPortrait(str(other)).fingerprint != plain
    (tmp_path / "mine.toml").write_text("[paste]\nfeather = 0.2\n")
    assert OnnxPortrait(str(lips), layout=tmp_path / "mine.toml").fingerprint != plain


def damaged(path):
    path.write_bytes(wav2lip(path).read_bytes()[:900])


def other_kind(path):
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])
    made = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", [value], [made])
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)


REFUSED = {
    "damaged": (damaged, EngineUnavailable, "damaged or no ONNX network"),
    "weights of torch": (lambda p: p.write_bytes(b"PK\3\4"), EngineUnavailable, "exported to ONNX"),
    "another kind": (other_kind, EngineUnavailable, r"takes x \(1, 4\)"),
    "other bands": (lambda p: wav2lip(p, bands=64), EngineUnavailable, r"\(any, 1, 64, 16\)"),
    "not finite": (lambda p: wav2lip(p, broken=True), EngineFailed, "not finite"),
    "weights outside": (
        lambda p: wav2lip(p, outside="../away.bin"), EngineUnavailable, "outside of its folder",
    ),
    "weights at the root": (
        lambda p: wav2lip(p, outside="/etc/hostname"), EngineUnavailable, "outside of its folder",
    ),
    "weights missing": (
        lambda p: wav2lip(p, outside="away.bin"), EngineUnavailable, "missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_told_in_one_sentence(tmp_path, name):
    write, error, said = REFUSED[name]
    (tmp_path / "away.bin").write_bytes(bytes(4 * 96 * 96))
    (tmp_path / "net").mkdir()
    write(tmp_path / "net" / "lips.onnx")
    with pytest.raises(error, match=said):
        frames(tmp_path / "net" / "lips.onnx")


def test_weights_beside_the_network_are_read(tmp_path, spoken):
    y, x = (np.mgrid[:96, :96] + 0.5) / 96
    away = np.hypot((x - 0.5) / 0.24, (y - 0.76) / 0.14).astype(np.float32)
    (tmp_path / "away.bin").write_bytes(away.tobytes())
    found = frames(wav2lip(tmp_path / "lips.onnx", outside="away.bin"))
    assert np.abs(found.astype(int) - spoken).max() <= 1
    known = OnnxPortrait(str(tmp_path / "lips.onnx")).fingerprint
    (tmp_path / "away.bin").write_bytes(away.tobytes() * 2)
    assert OnnxPortrait(str(tmp_path / "lips.onnx")).fingerprint != known


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("[mel]\nbandz = 3\n", "bandz"),
        ("[mel]\nfmax_hz = 9000\n", "half of the sample rate"),
        ("[mel]\nwindow = 900\n", "n_fft"),
        ('[face]\naxes = "bcxy"\n', "bchw"),
        ('[mel]\naxes = "bff"\n', "bft"),
        ("frames_per_step = 2\n", "axis n"),
        ("[face]\nrange = [1, 0]\n", "black"),
        ("[face]\npad = [0, 9, 0, 0]\n", "pad"),
        ("[face\n", "not valid TOML"),
    ],
)
def test_a_layout_that_is_wrong_is_told_by_name(tmp_path, layout, said):
    path = wav2lip(tmp_path / "lips.onnx")
    (tmp_path / "driver.toml").write_text(layout)
    with pytest.raises(ConfigError, match=said) as told:
        frames(path)
    assert "driver.toml" in str(told.value)


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ('[face]\ninput = "picture"\n', "face.input 'picture'"),
        ('[face]\noutput = "wav"\n', "no output 'wav', but made"),
        ("[face]\nsize = 128\n", r"\(any, 6, 128, 128\)"),
    ],
)
def test_a_layout_of_another_network_is_told(tmp_path, layout, said):
    path = wav2lip(tmp_path / "lips.onnx")
    (tmp_path / "driver.toml").write_text(layout)
    with pytest.raises(EngineUnavailable, match=said):
        frames(path)


def test_a_network_made_otherwise_than_told_is_found_out(tmp_path):
    path = wav2lip(tmp_path / "lips.onnx")
    (tmp_path / "driver.toml").write_text('[face]\nmade_axes = "bhwc"\n')
    with pytest.raises(EngineFailed, match=r"made \[\d+, 3, 96, 96\]"):
        frames(path)


def test_several_networks_in_a_folder_are_told(tmp_path):
    wav2lip(tmp_path / "a.onnx")
    wav2lip(tmp_path / "b.onnx")
    with pytest.raises(EngineUnavailable, match="not 2"):
        frames(tmp_path)


def test_without_onnx_runtime_it_is_told_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineUnavailable, match="pip install"):
        frames(wav2lip(tmp_path / "lips.onnx"))


class Scarce:
    """A session for which only so many steps fit into memory."""

    def __init__(self, session, most):
        self._session, self._most = session, most

    def __getattr__(self, name):
        return getattr(self._session, name)

    def run(self, outputs, feed):
        if max(len(value) for value in feed.values()) > self._most:
            raise RuntimeError("Failed to allocate memory for requested buffer")
        return self._session.run(outputs, feed)


@pytest.mark.parametrize("most", [3, 0])
def test_fewer_at_a_time_where_memory_is_short(tmp_path, monkeypatch, spoken, most):
    opened = network._opened
    monkeypatch.setattr(network, "_opened", lambda *given: Scarce(opened(*given), most))
    path = wav2lip(tmp_path / "lips.onnx")
    if not most:
        with pytest.raises(OutOfMemory, match="lips"):
            frames(path)
        return
    with noticing() as told:
        assert (frames(path) == spoken).all()
    assert any("out of memory" in one for one in told)


def test_a_device_that_is_not_here_is_told(lips):
    with pytest.raises(ConfigError, match="no device 'npu'"):
        list(animate(
            OnnxPortrait(str(lips), device="npu"), PORTRAIT, voice(), consent=AGREED, fps=FPS,
            face=FACE))  # fmt: skip


@pytest.mark.parametrize("options", [{"batch": "0"}, {"batch": "many"}, {"speed": "2"}])
def test_options_are_checked_at_once(options):
    with pytest.raises(ConfigError, match=next(iter(options))):
        OnnxPortrait("lips.onnx", **options)


def test_without_a_file_the_layout_is_the_published_one(tmp_path):
    layout = beside(tmp_path / "lips.onnx")
    assert layout == Layout() == build(Layout, {})
    assert (layout.mel.bands, layout.mel.columns, layout.mel.hop_length) == (80, 16, 200)
    assert (layout.face.channels, layout.face.size, layout.face.colours) == (6, 96, "bgr")


def test_axes_are_put_in_any_order():
    array = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    assert arranged(array, "bnft", "b1tf").shape == (2, 1, 5, 4)
    assert (arranged(array, "bnft", "b1ft")[:, 0] == array[:, 0]).all()
    assert (arranged(array, "bnft", "nbtf") == array.transpose(1, 0, 3, 2)).all()


def test_a_runtime_without_cuda_says_so_and_goes_on(lips):
    with noticing() as told:
        network.Network(lips, Layout(), Device(kind="cuda"))
    assert len(told) == 1 and "CPU" in told[0]
