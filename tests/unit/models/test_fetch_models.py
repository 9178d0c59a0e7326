"""Models are fetched from a hub of our own over a real socket: whole, stoppable, resumable."""

from __future__ import annotations

import json
import shutil

import pytest
from huggingface_hub import file_download, snapshot_download

from aigc.errors import Cancelled, EngineUnavailable, InputError, JobError, TrustError
from aigc.models.check import check
from aigc.models.hub import fetch, offered, wanted
from aigc.models.places import folder_of, kept
from aigc.models.removal import removable, remove
from tests.fake_hub import FakeHub, running, safetensors

pytestmark = pytest.mark.enable_socket
CONFIG = b'{"model_type": "bert"}'


@pytest.fixture(scope="module")
def hub():
    with running() as server:
        yield server


@pytest.fixture
def model(hub: FakeHub, monkeypatch):
    """Return the name of a small model on the hub."""
    monkeypatch.setattr(file_download.time, "sleep", lambda _: None)
    hub.sent.clear()
    hub.ranges.clear()
    hub.breaks.clear()
    hub.files["o/small"] = {
        "README.md": b"---\nlicense: mit\n---\n",
        "config.json": CONFIG,
        "model.safetensors": safetensors((100, 100)),
        "pytorch_model.bin": b"a pickle",
        "modeling_own.py": b"import os",
    }
    hub.cards["o/small"] = {"license": "mit"}
    return "o/small"


def test_a_model_comes_whole_without_pickles_and_code(hub, model, tmp_path):
    offer = offered(model, cache=tmp_path, endpoint=hub.url)
    assert (offer.licence, offer.gated, offer.lacking_bytes) == ("MIT", False, offer.bytes)
    told = []
    folder = fetch(
        offer, agreed=True, cache=tmp_path, endpoint=hub.url,
        progress=lambda *report: told.append(report),
    )  # fmt: skip
    names = {one.name for one in folder.iterdir()}
    assert names == {"README.md", "config.json", "model.safetensors"}
    assert check(model, cache=tmp_path).whole
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1] == ("fetch", offer.bytes, offer.bytes)
    # the hub's own library finds it without a network
    assert snapshot_download(model, cache_dir=tmp_path, local_files_only=True) == str(folder)


def test_what_is_here_is_not_fetched_again(hub, model, tmp_path):
    for _ in range(2):
        offer = offered(model, cache=tmp_path, endpoint=hub.url)
        fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    assert hub.sent["model.safetensors"] == 1
    assert offer.lacking_bytes == 0


def test_a_broken_connection_is_taken_up_in_the_middle(hub, model, tmp_path):
    hub.files[model]["model.safetensors"] = safetensors((6_000_000,))
    hub.breaks.add("model.safetensors")
    offer = offered(model, cache=tmp_path, endpoint=hub.url)
    fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    assert hub.sent["model.safetensors"] == 2
    assert hub.ranges == [f"model.safetensors bytes={file_download.constants.DOWNLOAD_CHUNK_SIZE}-"]
    assert check(model, cache=tmp_path).whole


def test_it_can_be_stopped_and_goes_on_where_it_was(hub, model, tmp_path):
    offer = offered(model, cache=tmp_path, endpoint=hub.url)

    def stop(step, done, total):
        if done > 50:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url, progress=stop)
    assert not list(tmp_path.rglob("*.safetensors"))
    assert not list(tmp_path.rglob("*.incomplete"))
    fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    assert hub.sent["README.md"] == 1
    assert check(model, cache=tmp_path).whole


def test_nothing_is_fetched_before_the_licence_is_agreed_to(hub, model, tmp_path):
    offer = offered(model, cache=tmp_path, endpoint=hub.url)
    with pytest.raises(TrustError, match=r"MIT.*--accept-licence"):
        fetch(offer, agreed=False, cache=tmp_path, endpoint=hub.url)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_before_anything_is_fetched(hub, model, tmp_path, monkeypatch):
    offer = offered(model, cache=tmp_path, endpoint=hub.url)
    usage = shutil.disk_usage(tmp_path)._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(JobError, match=r"needs 40.9 kB .* HF_HOME"):
        fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    assert hub.sent["model.safetensors"] == 0


def test_gated_missing_and_broken_are_told_apart(hub, model, tmp_path, monkeypatch):
    monkeypatch.delenv("HF_TOKEN", raising=False)
    hub.files["o/gated"] = hub.files[model]
    hub.gated.add("o/gated")
    offer = offered("o/gated", cache=tmp_path, endpoint=hub.url)
    assert offer.gated
    with pytest.raises(EngineUnavailable, match=r"gate.*HF_TOKEN"):
        fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    with pytest.raises(EngineUnavailable, match="no model 'o/none'"):
        offered("o/none", cache=tmp_path, endpoint=hub.url)
    hub.broken.add("o/down")
    with pytest.raises(EngineUnavailable, match=r"o/down could not be fetched.*503"):
        offered("o/down", cache=tmp_path, endpoint=hub.url)
    with pytest.raises(EngineUnavailable, match="the hub cannot be reached"):
        offered(model, cache=tmp_path, endpoint="http://127.0.0.1:9")


def test_a_token_opens_the_gate(hub, model, tmp_path, monkeypatch):
    hub.files["o/gated"] = hub.files[model]
    hub.gated.add("o/gated")
    monkeypatch.setenv("HF_TOKEN", "hf_test")
    offer = offered("o/gated", cache=tmp_path, endpoint=hub.url)
    assert fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url).is_dir()


def test_offline_nothing_is_asked(hub, model, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EngineUnavailable, match="HF_HUB_OFFLINE"):
        offered(model, cache=tmp_path, endpoint=hub.url)


def test_pickles_alone_are_not_fetched(hub, tmp_path):
    hub.files["o/old"] = {"config.json": CONFIG, "pytorch_model.bin": b"x"}
    with pytest.raises(EngineUnavailable, match="pickles alone"):
        offered("o/old", cache=tmp_path, endpoint=hub.url)
    hub.files["o/none"] = {"config.json": CONFIG}
    with pytest.raises(EngineUnavailable, match="no weights"):
        offered("o/none", cache=tmp_path, endpoint=hub.url)
    del hub.files["o/none"]


def test_what_the_hub_says_of_the_licence_counts(hub, model, tmp_path):
    name = "openai/whisper-small"
    hub.files[name] = hub.files[model]
    hub.cards[name] = {"license": "cc-by-nc-4.0"}
    assert offered(name, cache=tmp_path, endpoint=hub.url).licence == "CC-BY-NC-4.0"
    hub.cards[name] = {"license": "other"}
    assert offered(name, cache=tmp_path, endpoint=hub.url).licence == "Apache-2.0"


def test_only_the_files_that_the_catalogue_names_are_fetched(hub, tmp_path):
    voice = "zh/zh_CN/huayan/medium"
    hub.files["rhasspy/piper-voices"] = {
        f"{voice}/zh.onnx": b"onnx" * 8,
        f"{voice}/zh.onnx.json": b"{}",
        f"{voice}/MODEL_CARD": b"terms",
        "de/x.onnx": b"onnx" * 8,
    }
    hub.cards["rhasspy/piper-voices"] = {"license": "mit"}
    offer = offered("onnx:rhasspy/piper-voices", cache=tmp_path, endpoint=hub.url)
    # the label of the whole repository does not stand for each voice
    assert (len(offer.files), offer.licence) == (3, "LicenseRef-Piper-Voices")
    fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    assert check("rhasspy/piper-voices", cache=tmp_path).kind == "onnx"


def test_a_smaller_form_of_a_pipeline_is_fetched_and_is_whole(hub, tmp_path):
    index = {"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet"]}
    hub.files["o/pipeline"] = {
        "model_index.json": json.dumps(index).encode(),
        "unet/config.json": b"{}",
        "unet/diffusion_pytorch_model.safetensors": safetensors((4,)),
        "unet/diffusion_pytorch_model.fp16.safetensors": safetensors((2,)),
    }
    offer = offered("o/pipeline", variant="fp16", cache=tmp_path, endpoint=hub.url)
    fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    found = check("o/pipeline", cache=tmp_path)
    assert (found.whole, found.weights.stored) == (True, 8)


def test_one_form_of_weights_is_chosen():
    folders = [
        "model_index.json", "all.safetensors", "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.bf16.safetensors", "unet/model.onnx",
    ]  # fmt: skip
    plain = {one for one in wanted(folders) if one.endswith(".safetensors")}
    assert plain == {folders[3], folders[5]}
    half = {one for one in wanted(folders, variant="fp16") if one.endswith(".safetensors")}
    assert half == {folders[4], folders[5]}
    shards = ["consolidated.safetensors", "model-00001-of-00001.safetensors", "config.json"]
    assert "consolidated.safetensors" not in wanted(shards)
    assert wanted(["a.onnx", "b.txt"], patterns=["*.onnx"]) == ("a.onnx",)


def test_a_model_is_removed_with_all_that_it_took(hub, model, tmp_path):
    offer = offered(model, cache=tmp_path, endpoint=hub.url)
    fetch(offer, agreed=True, cache=tmp_path, endpoint=hub.url)
    one = removable(model, cache=tmp_path)
    assert one.bytes >= offer.bytes
    remove(one)
    assert kept(tmp_path) == ()
    assert folder_of(model, cache=tmp_path) is None
    with pytest.raises(InputError, match="is not in"):
        removable(model, cache=tmp_path)


def test_folders_of_the_user_are_never_removed(tmp_path):
    with pytest.raises(InputError, match="a folder of yours"):
        removable(str(tmp_path))
