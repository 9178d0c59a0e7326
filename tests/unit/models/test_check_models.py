"""What lies here is looked at without loading it: whole, of the right kind, fitting."""

from __future__ import annotations

import json

import pytest

from aigc.device.place import Device
from aigc.errors import Cancelled, InputError
from aigc.models.check import check, fitted
from aigc.models.headers import weights_in
from aigc.models.licence import front_matter, licence_of
from aigc.models.places import bytes_in, cache_folder, folder_of, gigabytes, kept
from tests.fake_hub import safetensors

CARD = "---\nlicense: apache-2.0\nlanguage: zh\n---\n# A model\n"


def put(folder, **files):
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


@pytest.fixture
def bert(tmp_path):
    files = {
        "config.json": json.dumps({"model_type": "bert"}),
        "model.safetensors": safetensors((10, 10), (5,)),
        "README.md": CARD,
    }
    return put(tmp_path / "bert", **files)


@pytest.fixture
def pipeline(tmp_path):
    index = {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "safety_checker": [None, None],
    }
    files = {
        "model_index.json": json.dumps(index),
        "unet__config.json": "{}",
        "unet__diffusion_pytorch_model.safetensors": safetensors((100,)),
        "unet__diffusion_pytorch_model.fp16.safetensors": safetensors((100,)),
        "tokenizer__vocab.json": "{}",
        "all_in_one.safetensors": safetensors((100,)),
    }
    return put(tmp_path / "sd", **files)


def test_a_whole_model_has_no_problems_and_a_size(bert, pipeline):
    found = check(str(bert))
    assert (found.kind, found.licence, found.problems) == ("bert", "Apache-2.0", ())
    assert (found.weights.stored, found.weights.floats) == (420, 105)
    assert found.weights.at(2) == 210
    other = check(str(pipeline))
    assert (other.kind, other.licence, other.problems) == ("StableDiffusionPipeline", "unknown", ())
    # neither the half-precision form nor the file beside the parts counts twice
    assert other.weights.stored == 400


def test_what_is_missing_or_damaged_is_named(bert, pipeline):
    (bert / "model.safetensors").write_bytes(safetensors((10, 10), cut=7))
    assert "ends after" in check(str(bert)).problems[0]
    (bert / "model.safetensors").write_bytes(b"not a header at all")
    assert "header" in check(str(bert)).problems[0]
    (pipeline / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    (pipeline / "unet" / "diffusion_pytorch_model.fp16.safetensors").unlink()
    (pipeline / "tokenizer" / "vocab.json").unlink()
    (pipeline / "tokenizer").rmdir()
    problems = " ".join(check(str(pipeline)).problems)
    assert "'unet'" in problems and "no weights" in problems
    assert "'tokenizer'" in problems and "missing" in problems


def test_every_part_of_a_list_has_to_be_there(bert):
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    put(bert, **{"model.safetensors.index.json": json.dumps(index)})
    put(bert, **{"model-1.safetensors": safetensors((3,))})
    (problem,) = check(str(bert)).problems
    assert "1 of 2 missing (model-2.safetensors)" in problem


def test_pickles_alone_are_refused(tmp_path):
    folder = put(tmp_path / "old", **{"config.json": '{"model_type": "bert"}',
                                      "pytorch_model.bin": b"x"})  # fmt: skip
    (problem,) = check(str(folder)).problems
    assert "pickles alone (pytorch_model.bin)" in problem and "safetensors" in problem
    empty = put(tmp_path / "empty", **{"notes.txt": "x"})
    assert len(check(str(empty)).problems) == 2


def test_another_kind_than_the_catalogue_tells_is_told(bert, monkeypatch):
    from aigc.models import check as module
    from aigc.models.catalogue import find

    monkeypatch.setattr(module, "find", lambda _: find("openai/whisper-small"))
    assert "It is a bert, not a whisper" in " ".join(check(str(bert)).problems)


def test_whether_it_fits_is_reckoned_or_published(bert):
    gpu = Device(kind="cuda", name="Small", memory_bytes=300)
    cpu = Device(kind="cpu", name="CPU", memory_bytes=10_000)
    small, large = fitted(check(str(bert)), [gpu, cpu]).fits
    assert (small.needs_bytes, small.fits, small.published) == (252, True, False)
    assert (large.needs_bytes, large.fits) == (504, True)
    tiny = Device(kind="cuda", name="Tiny", memory_bytes=100)
    (fit,) = fitted(check(str(bert)), [tiny]).fits
    assert not fit.fits and "too big for cuda:0" in str(fit) and "about" in str(fit)


def test_looking_can_be_stopped(bert):
    def stop(*_):
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        check(str(bert), progress=stop)


def test_what_is_not_here_says_how_to_fetch_it(tmp_path):
    with pytest.raises(InputError, match="aigc models fetch openai/whisper-small"):
        check("whisper:openai/whisper-small", cache=tmp_path)


def snapshot(cache, name, data=b"{}"):
    """Lay a file into a cache as the hub's library does, through a link."""
    root = cache / f"models--{name.replace('/', '--')}"
    put(root, **{"blobs__x": data, "refs__main": "c0ffee"})
    (root / "snapshots" / "c0ffee").mkdir(parents=True)
    (root / "snapshots" / "c0ffee" / "config.json").symlink_to(root / "blobs" / "x")
    return root / "snapshots" / "c0ffee"


def test_the_cache_is_read_and_what_is_linked_counts_once(tmp_path):
    folder = snapshot(tmp_path, "owner/a--name", b"12345")
    assert folder_of("owner/a--name", cache=tmp_path) == folder
    assert folder_of("owner/a--name", revision="other", cache=tmp_path) is None
    (one,) = kept(tmp_path)
    assert (one.repository, one.bytes) == ("owner/a--name", 5 + len("c0ffee"))
    assert bytes_in(folder) == 5
    assert kept(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        ({"HF_HUB_CACHE": "/a/b"}, "/a/b"),
        ({"HF_HOME": "/h"}, "/h/hub"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
    ],
)
def test_the_cache_lies_where_the_hubs_library_has_it(monkeypatch, names, ends):
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert str(cache_folder()) == ends


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        ("---\nlicense: mit\n---\n", "MIT"),
        ("---\nlicense: other\nlicense_name: qwen-research\n---\n", "LicenseRef-Qwen-Research"),
        ("---\nlicense: other\nlicense_name: my-own\n---\n", "LicenseRef-my-own"),
        ("---\nlicense: gemma\n---\n", "LicenseRef-gemma"),
        ("---\nlicense: other\n---\n", "unknown"),
        ("no head", "unknown"),
        ("---\n: [\n---\n", "unknown"),
    ],
)
def test_the_licence_is_read_from_the_card(tmp_path, card, licence):
    put(tmp_path, **{"README.md": card})
    assert licence_of(str(tmp_path)) == licence


def test_the_licence_of_a_known_model_is_the_catalogues(tmp_path):
    asked = "transformers:facebook/musicgen-small?dtype=float16"
    assert licence_of(asked, cache=tmp_path) == "CC-BY-NC-4.0"
    assert licence_of("nobody/knows", cache=tmp_path) == "unknown"
    assert front_matter(CARD)["language"] == "zh"


def test_sizes_are_told_as_the_hub_tells_them():
    sizes = [gigabytes(n) for n in (999, 1_600_000, 57_700_000_000)]
    assert sizes == ["0.999 kB", "1.6 MB", "57.7 GB"]


def test_numbers_that_are_no_floats_keep_their_size(tmp_path):
    header = {"a": {"dtype": "U8", "shape": [6], "data_offsets": [0, 6]},
              "b": {"dtype": "BF16", "shape": [3], "data_offsets": [6, 12]}}  # fmt: skip
    head = json.dumps(header).encode()
    file = tmp_path / "x.safetensors"
    file.write_bytes(len(head).to_bytes(8, "little") + head + bytes(12))
    assert weights_in(file).at(4) == 6 + 12


def test_weights_in_one_file_count_as_they_are_stored(tmp_path):
    folder = put(tmp_path, **{"small.gguf": b"GGUF" + bytes(996), "cut.gguf": b"HTML" + bytes(50)})
    small = check(str(folder / "small.gguf"))
    assert (small.problems, small.weights.at(2), small.weights.at(4)) == ((), 1000, 1000)
    assert "does not begin as a GGUF" in check(str(folder / "cut.gguf")).problems[0]
