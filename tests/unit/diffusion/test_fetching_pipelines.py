"""Pipelines come from a hub of our own over a real socket: what they need, told, and stoppable."""

from __future__ import annotations

import json

import pytest

from aigc.diffusion.fetching import located
from aigc.diffusion.repository import found
from aigc.errors import Cancelled, EngineUnavailable
from tests.fake_hub import running, safetensors

pytestmark = pytest.mark.enable_socket
UNET = "unet/diffusion_pytorch_model"
INDEX = json.dumps({
    "_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"],
    "scheduler": ["diffusers", "DDIMScheduler"], "safety_checker": [None, None],
}).encode()  # fmt: skip


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A hub that holds a pipeline in two variants, and much that is no part of it."""
    with running() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
        server.files["o/sd"] = {
            "model_index.json": INDEX, "README.md": b"x", "whole.safetensors": safetensors((9,)),
            "unet/config.json": b"{}", "scheduler/scheduler_config.json": b"{}",
            f"{UNET}.safetensors": safetensors((40, 10)), f"{UNET}.bin": b"a pickle",
            f"{UNET}.fp16.safetensors": safetensors((20, 10)),
            f"{UNET}.non_ema.safetensors": safetensors((40, 10)),
            "safety_checker/model.safetensors": safetensors((9,)),
        }  # fmt: skip
        yield server


def names(place):
    return {str(f.relative_to(place)) for f in place.rglob("*") if f.is_file()}


KEPT = {"model_index.json", "unet/config.json", "scheduler/scheduler_config.json"}


def test_what_a_pipeline_needs_is_fetched_and_told(hub):
    told = []
    place = located("o/sd", progress=lambda *report: told.append(report))
    assert names(place) == KEPT | {f"{UNET}.safetensors"}
    assert {step for step, *_ in told} == {"fetch model"} and told[-1][1] == told[-1][2] > 1600
    hub.sent.clear()
    assert located("o/sd") == place and not hub.sent


def test_one_variant_is_fetched(hub):
    place = located("o/sd", variant="fp16")
    assert names(place) == KEPT | {f"{UNET}.fp16.safetensors"}
    assert found("o/sd", place, "fp16").parameters == {"unet": 200}


def test_what_is_there_in_one_variant_alone_is_fetched_in_that(hub):
    del hub.files["o/sd"][f"{UNET}.safetensors"], hub.files["o/sd"][f"{UNET}.non_ema.safetensors"]
    assert found("o/sd", located("o/sd")).variant == "fp16"


def test_fetching_may_be_stopped_and_goes_on(hub):
    def stop(step, done, total):
        if done:
            raise Cancelled(step)

    with pytest.raises(Cancelled):
        located("o/sd", progress=stop)
    before = dict(hub.sent)
    assert f"{UNET}.safetensors" in names(located("o/sd"))
    assert all(hub.sent[name] == count for name, count in before.items())


def test_what_the_hub_does_not_have_is_told(hub):
    hub.files["o/words"] = {"config.json": b"{}"}
    for name, told in (("o/none", "no model 'o/none'"), ("o/words", "no diffusion pipeline")):
        with pytest.raises(EngineUnavailable, match=told):
            located(name)
