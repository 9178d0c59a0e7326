"""What makes a pipeline fast or small: attention, caches, compilation, tiles, and where it lies."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

import torch

from aigc.device.place import Device
from aigc.diffusion.calling import inputs_of, put
from aigc.diffusion.options import SCHEDULERS, Options
from aigc.diffusion.plan import DENOISERS, Offload, Plan
from aigc.errors import ConfigError, EngineUnavailable
from aigc.notices import notice
from aigc.pretrained import first_line

_FLOWING: Final = ("deis", "dpm", "dpm_sde", "flow_euler", "flow_heun", "flow_lcm", "unipc")
"""Schedulers that models trained on flows may take."""
_GIVEN: Final = ("flow_euler", "flow_lcm")
"""Those of them that take the steps of a pipeline which chooses them itself."""


def denoisers(pipe: Any) -> dict[str, Any]:
    """Return the networks of a pipeline that run in every step."""
    parts = pipe.components
    return {k: parts[k] for k in DENOISERS if isinstance(parts.get(k), torch.nn.Module)}


def scheduled(pipe: Any, options: Options) -> None:
    """Give a pipeline the scheduler that was asked for.

    Raises
    ------
    ConfigError
        The model was trained for another kind of steps; the message names those that suit.
    """
    if not options.scheduler:
        return
    import diffusers

    own = pipe.scheduler
    kind, settings = SCHEDULERS[options.scheduler]
    flows = _flows(own)
    given = flows and "sigmas" in inputs_of(pipe)
    suiting = _GIVEN if given else _FLOWING if flows else _usual(own)
    if options.scheduler not in suiting:
        raise ConfigError(
            f"scheduler cannot be {options.scheduler!r} with this model, whose own is a "
            f"{type(own).__name__}. These suit: {', '.join(suiting) or 'none but its own'}."
        )
    if flows:
        settings = settings | _flowing(own)
    put(pipe, "scheduler", getattr(diffusers, kind).from_config(own.config, **settings))


def _flows(own: Any) -> bool:
    named = type(own).__name__.startswith("FlowMatch")
    return named or own.config.get("prediction_type") == "flow_prediction"


def _flowing(own: Any) -> dict[str, Any]:
    """Return the settings of a model that is trained on flows, by the names of every scheduler."""
    shift = own.config.get("shift", own.config.get("flow_shift", 1.0))
    return {
        "prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": shift,
        "shift": shift,
    }  # fmt: skip


def _usual(own: Any) -> tuple[str, ...]:
    """Return what suits a model that is trained on noise; nothing where its steps are its own."""
    known = {kind for kind, _ in SCHEDULERS.values()}
    if len(own.compatibles) < 2 and type(own).__name__ not in known:
        return ()
    return tuple(name for name in SCHEDULERS if not name.startswith("flow_"))


def tuned(pipe: Any, plan: Plan, options: Options) -> None:
    """Set attention, caches, compilation and the decoder as a plan says.

    Raises
    ------
    EngineUnavailable
        The attention backend needs a package that is not installed.
    ConfigError
        This model has no such cache.
    """
    networks = denoisers(pipe)
    if plan.quantise == "fp8":
        for network in networks.values():
            network.enable_layerwise_casting(
                storage_dtype=torch.float8_e4m3fn, compute_dtype=getattr(torch, plan.dtype)
            )
    _attend(networks, plan.attention)
    if plan.cache != "none":
        for network in networks.values():
            _remember(network, plan.cache, options)
    if plan.compile:
        _compile(networks)
    _decode(pipe.components.get("vae"), plan)


def _decode(vae: Any, plan: Plan) -> None:
    # Every decoder has both methods; some raise in them.
    with suppress(NotImplementedError, AttributeError):
        vae.enable_slicing()
    if plan.vae_tiling:
        with suppress(NotImplementedError, AttributeError):
            vae.enable_tiling()


def _attend(networks: dict[str, Any], asked: str) -> None:
    from diffusers.models.attention_dispatch import AttentionBackendName

    known = {one.value for one in AttentionBackendName}
    backend = asked if asked in known else f"_{asked}"
    for network in networks.values():
        follows = any(
            hasattr(getattr(module, "processor", None), "_attention_backend")
            for module in network.modules()
        )
        if not follows:
            if asked != "native":
                notice(f"{type(network).__name__} keeps its own attention: {asked} is not used.")
            continue
        try:
            network.set_attention_backend(backend)
        except (RuntimeError, ValueError, ImportError) as exc:
            raise EngineUnavailable(
                f"The attention backend {asked!r} cannot be used here: {first_line(exc)} "
                "Take attention=native."
            ) from exc


def _remember(network: Any, cache: str, options: Options) -> None:
    if not hasattr(network, "enable_cache"):
        raise ConfigError(
            f"cache cannot be {cache!r}: a {type(network).__name__} has no caches. Take none."
        )
    try:
        network.enable_cache(_cache(network, cache, options.steps))
    except (ValueError, AttributeError, LookupError) as exc:
        raise ConfigError(
            f"cache cannot be {cache!r} with a {type(network).__name__}: {first_line(exc)} Take "
            "another, or none."
        ) from exc


def _cache(network: Any, cache: str, steps: int) -> Any:
    from diffusers import FirstBlockCacheConfig, MagCacheConfig, TaylorSeerCacheConfig
    from diffusers.hooks.mag_cache import FLUX_MAG_RATIOS

    if cache == "mag":
        if not type(network).__name__.startswith("FluxTransformer"):
            raise ValueError("its ratios are only known for Flux.")
        return MagCacheConfig(mag_ratios=FLUX_MAG_RATIOS, num_inference_steps=steps or 28)
    return FirstBlockCacheConfig() if cache == "first_block" else TaylorSeerCacheConfig()


def _compile(networks: dict[str, Any]) -> None:
    for network in networks.values():
        if getattr(network, "_repeated_blocks", None):
            network.compile_repeated_blocks()
        else:
            notice(f"{type(network).__name__} names no repeated blocks, so it is not compiled.")


def uncompiled(pipe: Any) -> bool:
    """Run what was compiled as it was written; tell whether anything was compiled."""
    count = 0
    for network in denoisers(pipe).values():
        for module in network.modules():
            if getattr(module, "_compiled_call_impl", None) is not None:
                module._compiled_call_impl = None
                count += 1
    return count > 0


def placed(pipe: Any, device: Device, offload: Offload) -> None:
    """Bring a pipeline to a device, whole or part by part when each is needed."""
    where = torch.device(device.torch_name)
    if offload == "none":
        pipe.to(where)
    elif offload == "model" and getattr(pipe, "model_cpu_offload_seq", None):
        pipe.enable_model_cpu_offload(device=where)
    else:
        _by_layers(pipe, where, blocks=offload != "sequential")


def _by_layers(pipe: Any, where: Any, *, blocks: bool) -> None:
    """Keep layers in the machine's memory until they are needed.

    Parameters
    ----------
    blocks : bool
        Bring whole blocks of the denoisers, the next one while one is at work; else layer by layer.
    """
    from diffusers.hooks import apply_group_offloading

    heavy = denoisers(pipe) if blocks else {}
    for name, part in pipe.components.items():
        if isinstance(part, torch.nn.Module):
            apply_group_offloading(
                part, onload_device=where, offload_device=torch.device("cpu"),
                offload_type="block_level" if name in heavy else "leaf_level",
                num_blocks_per_group=1 if name in heavy else None,
                use_stream=blocks and where.type == "cuda", low_cpu_mem_usage=True,
            )  # fmt: skip
