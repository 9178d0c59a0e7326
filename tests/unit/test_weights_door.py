"""Weights that are as they should be come through their door; the rest is in `tests.hostile`."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save_file

from aigc.doors.onnx import check_onnx
from aigc.doors.weights import check_folder, check_safetensors, program_in
from aigc.errors import AssetError, EngineUnavailable
from tests.hostile.weights import KNOWN, field, folder, one, tensors

GOOD = tensors(one(__metadata__={"format": "pt"}), bytes(8))


def test_a_good_file_gives_its_header(tmp_path):
    file = tmp_path / "a.safetensors"
    file.write_bytes(GOOD)
    assert check_safetensors(file)["w"]["shape"] == [2]
    assert program_in(file) == ""
    file.write_bytes(tensors({}))
    assert check_safetensors(file) == {}


def test_a_file_of_numpy_and_safetensors_is_good(tmp_path):
    arrays = {"b": np.zeros((3, 0), np.float16), "a": np.arange(6, dtype=np.int64)}
    save_file(arrays, tmp_path / "a.safetensors")
    assert set(check_safetensors(tmp_path / "a.safetensors")) >= {"a", "b"}


def test_a_good_folder_comes_through(tmp_path):
    index = {"weight_map": {"w": "a.safetensors"}}
    config = {"model_type": "bert", "auto_map": {"AutoModel": "m.M"}, "vocab_size": 250_000}
    files = {"config.json": config, "a.safetensors": GOOD, "a.safetensors.index.json": index}
    folder(files)(tmp_path / "model")
    check_folder(tmp_path / "model", KNOWN)
    with pytest.raises(EngineUnavailable, match="code of its own"):
        check_folder(tmp_path / "model", frozenset({"gpt2"}), EngineUnavailable)


def test_numbers_beside_a_network_are_named(tmp_path):
    entry = field(1, b"location") + field(2, b"parts/w.bin")
    graph = field(5, field(8, b"w") + field(13, entry)) + field(1, field(4, b"Relu"))
    (tmp_path / "a.onnx").write_bytes(field(1, 8) + field(7, graph))
    assert check_onnx(tmp_path / "a.onnx") == ("parts/w.bin",)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "w.bin").symlink_to(tmp_path / "away.bin")
    graph = field(5, field(13, field(1, b"location") + field(2, b"w.bin")))
    (tmp_path / "net" / "a.onnx").write_bytes(field(1, 8) + field(7, graph))
    with pytest.raises(AssetError, match=r"a\.onnx reads 'w\.bin', outside"):
        check_onnx(tmp_path / "net" / "a.onnx")
