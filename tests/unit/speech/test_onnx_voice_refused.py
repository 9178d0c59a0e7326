"""ONNX voices that are damaged, of another format or not to be trusted are refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from aigc.errors import EngineFailed, InputError
from aigc.speech.onnx_voice.engine import OnnxSpeech
from aigc.speech.onnx_voice.network import Network, Scales, prepared
from aigc.speech.onnx_voice.voices import beside
from tests.tiny.piper import build, network


def refused(folder: Path, hint: str, kind: type[Exception] = InputError) -> None:
    engine = OnnxSpeech(folder=folder)
    with pytest.raises(kind, match=hint):
        engine.speak("hi", voice=str(folder / "bad.onnx"), language="en")
    engine.close()


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (None, "no bad.onnx.json beside bad.onnx"),
        ("{", "no JSON"),
        ("[" * 100_000, "damaged|no JSON|format"),
        ("[]", "not of Piper's format at the whole"),
        ({"audio": {"sample_rate": 3}}, "format at audio.sample_rate"),
        ({"phoneme_type": "runes"}, "format at phoneme_type"),
        ({"phoneme_id_map": {"a": [1], "b": [2], "c": [3]}}, "no number for"),
        ({"inference": {"length_scale": 0}}, "format at inference.length_scale"),
    ],
)
def test_a_json_file_that_cannot_be_used_is_one_clear_error(
    tmp_path: Path, change: object, hint: str
) -> None:
    file = beside(build(tmp_path, "bad"))
    if change is None:
        file.unlink()
    elif isinstance(change, str):
        file.write_text(change)
    else:
        file.write_text(json.dumps({**json.loads(file.read_text()), **change}))  # type: ignore[dict-item]
    refused(tmp_path, hint)


def saved(model: onnx.ModelProto, folder: Path) -> None:
    build(folder, "bad")
    onnx.save(model, str(folder / "bad.onnx"))


def test_a_network_that_is_damaged_or_of_another_format_is_told(tmp_path: Path) -> None:
    path = build(tmp_path, "bad")
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"\x80\x04no network", b""):
        path.write_bytes(damaged)
        refused(tmp_path, "no ONNX network|cannot be run|inputs differ")
    model = network()
    model.graph.input.append(helper.make_tensor_value_info("style", TensorProto.FLOAT, [1]))
    saved(model, tmp_path)
    refused(tmp_path, "inputs differ in style")


def test_operators_of_a_stranger_are_refused(tmp_path: Path) -> None:
    model = network()
    model.graph.node.append(helper.make_node("Run", ["input"], ["x"], domain="evil.ops"))
    saved(model, tmp_path)
    refused(tmp_path, r"operators of its own \(evil.ops\)")
    model = network()
    inner = helper.make_graph(
        [helper.make_node("Run", [], ["y"], domain="evil.ops")], "inner", [],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [])],
    )  # fmt: skip
    model.graph.node.append(helper.make_node("If", ["c"], ["z"], then_branch=inner))
    saved(model, tmp_path)
    refused(tmp_path, "evil.ops")


@pytest.mark.parametrize("place", ["../secret.bin", "/etc/hostname"])
def test_a_network_reads_no_file_outside_of_its_folder(tmp_path: Path, place: str) -> None:
    home = tmp_path / "voice"
    (tmp_path / "secret.bin").write_bytes(b"\0" * 64)
    model = network()
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4])
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", place
    model.graph.initializer.append(tensor)
    build(home, "bad")
    (home / "bad.onnx").write_bytes(model.SerializeToString())
    refused(home, "outside of its folder")


def test_weights_that_are_left_elsewhere_are_refused(tmp_path: Path) -> None:
    model = network()
    sparse = model.graph.sparse_initializer.add()
    sparse.dims.append(4)
    sparse.values.CopyFrom(
        TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4], data_location=1)
    )
    entry = sparse.values.external_data.add()
    entry.key, entry.value = "location", "bad.onnx.json"
    path = build(tmp_path, "bad")
    path.write_bytes(model.SerializeToString())
    refused(tmp_path, "cannot be read: it is refused")


def test_weights_in_a_file_of_the_folder_are_read(tmp_path: Path) -> None:
    path = build(tmp_path, "bad")
    model = network()
    weights = onnx.numpy_helper.from_array(np.zeros(2000, np.float32), "spare")
    model.graph.initializer.append(weights)
    onnx.save(model, str(path), save_as_external_data=True, location="bad.data", size_threshold=64)
    assert (tmp_path / "bad.data").is_file()
    assert len(prepared(path)) > 8000


def test_a_network_that_breaks_or_is_silent_is_told(tmp_path: Path) -> None:
    made = Network(build(tmp_path, "whole"))
    scales = Scales(noise=0, length=1, noise_w=0)

    class Broken:
        def run(self, *given: object) -> object:
            raise RuntimeError("Gather node failed\nsecond line")

    made._session = Broken()
    with pytest.raises(EngineFailed, match="Gather node failed") as told:
        made.say((1, 2), scales, speaker=0, seed=0)
    assert "second line" not in str(told.value)
    model = network()
    for node in model.graph.node:
        if node.output[0] == "levelled":
            node.op_type = "Div"
            node.input[1] = "nought"
    saved(model, tmp_path)
    with pytest.raises(EngineFailed, match="gave no sound"):
        Network(tmp_path / "bad.onnx").say((1, 20, 2), scales, speaker=0, seed=0)
