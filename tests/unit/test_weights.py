from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file

from aigc.errors import AssetError
from aigc.weights import quantise, read, restore, write


def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    matrix = rng.normal(size=(5, 8)).astype(np.float32)
    matrix[2] = 0
    return {"layer.weight": matrix, "gain": rng.normal(size=8).astype(np.float32)}


def test_what_is_written_is_read_back(tmp_path):
    kept = quantise(arrays()) | {"half": np.arange(3, dtype=np.float16)}
    write(tmp_path / "m.safetensors", kept, {"characters": "山水"})
    found, metadata = read(tmp_path / "m.safetensors")
    assert metadata == {"characters": "山水"}
    assert found.keys() == kept.keys()
    for name, array in kept.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)
    assert [p.name for p in tmp_path.iterdir()] == ["m.safetensors"]


def test_bytes_hold_a_matrix_to_half_a_step_of_each_row():
    given = arrays()
    back = restore(quantise(given))
    step = np.abs(given["layer.weight"]).max(1, keepdims=True) / 127
    assert (np.abs(back["layer.weight"] - given["layer.weight"]) <= 0.501 * step).all()
    np.testing.assert_array_equal(back["gain"], given["gain"])
    assert quantise(given)["layer.weight"].dtype == np.int8


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "text", "type"])
def test_a_damaged_file_is_one_clear_error(tmp_path, damage):
    path = tmp_path / "m.safetensors"
    write(path, quantise(arrays()), {})
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        wrong = {"empty": b"", "cut": whole[:-4], "text": b"not weights", "type": b""}
        wrong["type"] = whole.replace(b'"I8"', b'"I9"')
        path.write_bytes(wrong[damage])
    with pytest.raises(AssetError, match="cannot be read"):
        read(path)


def test_the_safetensors_library_reads_the_file(tmp_path):
    write(tmp_path / "m.safetensors", arrays(), {"a": "b"})
    found = load_file(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(found["layer.weight"], arrays()["layer.weight"])
