"""How a pipeline is told what shall be seen, what must not, and how strictly it follows that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aigc.diffusion.calling import default_of, inputs_of
from aigc.diffusion.options import Options
from aigc.notices import notice

_TRUE: Final = "true_cfg_scale"
_DISTILLED: Final = "distilled_guidance_scale"
_NAMES: Final = ("guidance_scale", "max_guidance_scale", "prior_guidance_scale")
_FROM_NOTHING: Final = ("ZImage",)
"""Beginnings of the names of pipelines whose guidance begins above 0; of all others above 1."""


def guidance_of(pipe: Any, options: Options) -> dict[str, Any]:
    """Return how strictly prompts are followed, by the names of a pipeline; tell what it ignores.

    Models with a distilled guidance (Flux, HunyuanVideo) take that as ``guidance``, and what keeps
    them away from what must not be seen as ``true_guidance``.
    """
    name, taken, given = _name(pipe), inputs_of(pipe), {}
    if options.guidance >= 0 and name:
        given[name] = options.guidance
    elif options.guidance >= 0:
        notice(f"A {type(pipe).__name__} takes no guidance: it is not used.")
    if options.true_guidance >= 0 and _TRUE in taken:
        given[_TRUE] = options.true_guidance
    elif options.true_guidance >= 0:
        notice(f"A {type(pipe).__name__} takes no true_guidance: it is not used.")
    return given


def unwanted_of(pipe: Any, texts: Sequence[str], guidance: Mapping[str, Any]) -> list[str] | None:
    """Return what must not be seen in each picture, None where that is not heeded, which is told.

    Some pipelines are guided only if they are given such words, if none but a blank.
    """
    if not _heeded(pipe, guidance):
        if any(texts):
            notice(
                f"What must not be seen is not heeded: a {type(pipe).__name__} takes no such words "
                "as it is run here."
            )
        return None
    if _TRUE in inputs_of(pipe):
        return [text or " " for text in texts]
    return list(texts) if any(texts) else None


def tell_lost(pipe: Any, prompts: Sequence[str]) -> None:
    """Tell where a prompt is longer than its reader reads."""
    readers = [
        part
        for name, part in pipe.components.items()
        if name.startswith("tokenizer") and callable(part) and hasattr(part, "model_max_length")
    ]
    if not readers:
        return
    reader = max(readers, key=lambda one: one.model_max_length)
    count = max(len(reader(text).input_ids) for text in prompts)
    most = min(reader.model_max_length, default_of(pipe, "max_sequence_length") or count)
    if count > most:
        notice(f"A prompt has {count} tokens, and this model reads {most}: its end is lost.")


def _name(pipe: Any) -> str:
    """Return what a pipeline calls guidance, empty where it has none."""
    taken = inputs_of(pipe)
    usual = default_of(pipe, "guidance_scale")
    if _TRUE in taken and (usual is None or (default_of(pipe, _TRUE) or 0) > 1):
        return _TRUE
    network = getattr(getattr(pipe, "transformer", None), "config", None)
    if _DISTILLED in taken and getattr(network, "guidance_embeds", False):
        return _DISTILLED
    guider = "guidance_scale" if pipe.components.get("guider") is not None else ""
    return next((name for name in _NAMES if name in taken), guider)


def _heeded(pipe: Any, guidance: Mapping[str, Any]) -> bool:
    """Tell whether what must not be seen is heeded under a guidance."""
    taken = inputs_of(pipe)
    if "negative_prompt" not in taken:
        return False
    name = _TRUE if _TRUE in taken else _name(pipe)
    scale = guidance.get(name, default_of(pipe, name))
    least = 0 if type(pipe).__name__.startswith(_FROM_NOTHING) else 1
    return scale is None or scale > least
