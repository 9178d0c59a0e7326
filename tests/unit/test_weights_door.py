"""Weights that are as they should be come through their door; the rest is in `tests.hostile`."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from safetensors.numpy import save_file

from aigc.doors.gguf import check_gguf
from aigc.doors.onnx import check_onnx
from aigc.doors.weights import check_folder, check_safetensors, program_in
from aigc.errors import AssetError, EngineUnavailable
from tests.hostile.weights import KNOWN, entry, field, folder, gguf, one, tensors, text, weight

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


def test_a_good_gguf_comes_through(tmp_path):
    file = tmp_path / "a.gguf"
    words = text(b"a") + text("咖啡".encode())
    entries = (
        entry(b"general.architecture", 8, text(b"flux")),
        entry(b"general.alignment", 4, struct.pack("<I", 64)),
        entry(b"tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + words),
        entry(b"scores", 9, struct.pack("<IQ", 6, 3) + bytes(12)),
        entry(b"nested", 9, struct.pack("<IQIQ", 9, 1, 0, 2) + bytes(2)),
        *(entry(b"k%d" % kind, kind, bytes(size)) for kind, size in ((0, 1), (5, 4), (12, 8))),
    )
    block = weight(b"q", (32, 2), 2)
    rest = (weight(b"w", (), 0, 64), weight(b"later", (7,), 99, 128))
    body = bytes(64 + 132)
    for version in (2, 3):
        file.write_bytes(gguf(*entries, tensors=(block, *rest), body=body, version=version))
        assert check_gguf(file) == 3
    file.write_bytes(gguf())
    assert check_gguf(file) == 0
    file.write_bytes(gguf(tensors=(block,), body=bytes(35)))
    with pytest.raises(EngineUnavailable, match=r"a\.gguf is damaged: its tensors reach beyond"):
        check_gguf(file, EngineUnavailable)
    with pytest.raises(AssetError, match=r"none\.gguf is damaged: No such file"):
        check_gguf(tmp_path / "none.gguf")
