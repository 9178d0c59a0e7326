"""Tiny models that compare pictures and texts, with random weights: they prove loading and form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_VISION: dict[str, Any] = {
    "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
    "image_size": 16, "patch_size": 8,
}  # fmt: skip
_TEXT: dict[str, Any] = {
    "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
    "max_position_embeddings": 40,
}  # fmt: skip
KINDS = ("clip", "chinese_clip", "siglip")


def byte_words(folder: Path, *, end: str = "<|endoftext|>") -> int:
    """Write a tokeniser of bytes that ends every text; return how many tokens it has."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    names = ["<|startoftext|>", end, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE({name: n for n, name in enumerate(names)}, []))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    raw.post_processor = processors.TemplateProcessing(
        single=f"<|startoftext|> $A {end}", special_tokens=[("<|startoftext|>", 0), (end, 1)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<|startoftext|>", eos_token=end, pad_token=end,
        model_max_length=40, model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)  # fmt: skip
    return len(names)


def save(kind: str, folder: Path, *, seed: int = 4) -> Path:
    """Write a tiny model of a kind to a folder, as from_pretrained reads it."""
    import torch
    from transformers import (
        ChineseCLIPConfig,
        ChineseCLIPModel,
        CLIPConfig,
        CLIPModel,
        SiglipConfig,
        SiglipModel,
    )

    words = byte_words(folder)
    text = {**_TEXT, "vocab_size": words, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 1}
    torch.manual_seed(seed)
    configs: dict[str, Any] = {
        "clip": (CLIPModel, CLIPConfig, {"projection_dim": 16}),
        "chinese_clip": (ChineseCLIPModel, ChineseCLIPConfig, {"projection_dim": 16}),
        "siglip": (SiglipModel, SiglipConfig, {}),
    }
    network, config, more = configs[kind]
    network(config(text_config=text, vision_config=_VISION, **more)).save_pretrained(folder)
    _save_look(kind, folder)
    return folder


def _save_look(kind: str, folder: Path) -> None:
    """Write how pictures are made ready."""
    names = {"clip": "CLIP", "chinese_clip": "ChineseCLIP", "siglip": "Siglip"}
    side = {"height": 16, "width": 16}
    look = {
        "image_processor_type": f"{names[kind]}ImageProcessor",
        "size": side if kind == "siglip" else {"shortest_edge": 16}, "crop_size": side,
        "do_resize": True, "do_rescale": True, "do_normalize": True,
        "do_center_crop": kind == "clip", "do_convert_rgb": True, "resample": 3,
        "image_mean": [0.5] * 3, "image_std": [0.25] * 3, "rescale_factor": 1 / 255,
    }  # fmt: skip
    if kind == "chinese_clip":
        look["size"] = side
    (folder / "preprocessor_config.json").write_text(json.dumps(look))
