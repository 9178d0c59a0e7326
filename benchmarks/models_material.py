"""Models of a middling size with random weights: large enough that they, not we, take the time.

Each is one of `tests.tiny`, grown: the same tokenisers, more layers and wider ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from transformers.utils import logging

from tests.tiny import classifier, clip, diffusion, films, musicgen, whisper
from tests.unit.lyrics import tiny_models
from tests.unit.speech import tiny_vits

logging.disable_progress_bar()
WIDE: dict[str, Any] = {
    "hidden_size": 384,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 6,
}


def pictures(folder: Path) -> Path:
    """Write a Stable Diffusion that paints 64 pixels a side."""
    diffusion.stable_diffusion(folder)
    from diffusers import UNet2DConditionModel

    _grown(
        UNet2DConditionModel, folder / "unet", sample_size=32, block_out_channels=[64, 128],
        layers_per_block=2, norm_num_groups=16, attention_head_dim=4,
    )  # fmt: skip
    return folder


def films_of(folder: Path) -> Path:
    """Write a Wan that films words."""
    films.wan(folder)
    from diffusers import WanTransformer3DModel

    _grown(
        WanTransformer3DModel, folder / "transformer", num_attention_heads=8,
        attention_head_dim=24, num_layers=4, ffn_dim=512,
    )  # fmt: skip
    return folder


def language(folder: Path) -> Path:
    """Write a causal language model."""
    tiny_models.save("byte_level", folder)
    from transformers import AutoConfig, AutoModelForCausalLM

    kinds = ["full_attention"] * WIDE["num_hidden_layers"]
    _grown_whole(
        AutoConfig, AutoModelForCausalLM, folder, **WIDE, num_key_value_heads=2, layer_types=kinds
    )
    return folder


def recognition(folder: Path) -> Path:
    """Write a Whisper of the published smallest size, but for its words."""
    whisper.save(folder)
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    _grown_whole(
        WhisperConfig, WhisperForConditionalGeneration, folder, d_model=384, encoder_layers=4,
        decoder_layers=4, encoder_attention_heads=6, decoder_attention_heads=6,
        encoder_ffn_dim=1536, decoder_ffn_dim=1536, num_mel_bins=80, max_source_positions=1500,
        max_target_positions=448,
    )  # fmt: skip
    WhisperFeatureExtractor(feature_size=80, chunk_length=30).save_pretrained(folder)
    return folder


def matching(folder: Path) -> Path:
    """Write a CLIP whose eye has the size of ViT-B/16."""
    clip.save("clip", folder)
    from transformers import CLIPConfig, CLIPModel

    config = CLIPConfig.from_pretrained(folder)
    config.text_config.update(WIDE)
    config.vision_config.update(
        {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
         "num_attention_heads": 12}
    )  # fmt: skip
    config.vision_config.update({"image_size": 224, "patch_size": 16})
    torch.manual_seed(0)
    CLIPModel(config).save_pretrained(folder)
    file = folder / "preprocessor_config.json"
    look: dict[str, Any] = json.loads(file.read_text())
    look |= {"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}}
    file.write_text(json.dumps(look))
    return folder


def moderation(folder: Path) -> Path:
    """Write a classifier of texts."""
    classifier.save_texts(folder)
    from transformers import BertConfig, BertForSequenceClassification

    _grown_whole(BertConfig, BertForSequenceClassification, folder, **WIDE)
    return folder


def music(folder: Path) -> Path:
    """Write a MusicGen."""
    musicgen.build(folder, longest=220)
    from transformers import MusicgenConfig, MusicgenForConditionalGeneration

    config = MusicgenConfig.from_pretrained(folder)
    config.decoder.update(
        {"hidden_size": 576, "ffn_dim": 2304, "num_hidden_layers": 8, "num_attention_heads": 6}
    )
    torch.manual_seed(0)
    model = MusicgenForConditionalGeneration(config)
    for layer in model.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()
    told = MusicgenForConditionalGeneration.from_pretrained(folder).generation_config
    model.generation_config = told
    model.save_pretrained(folder)
    return folder


def speech(folder: Path) -> Path:
    """Write a VITS of the size that published voices have."""
    tiny_vits.build(folder, "abcdefghijklmnopqrstuvwxyz ,.", speakers=1)
    from transformers import VitsConfig, VitsModel

    usual = VitsConfig()
    names = (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "ffn_dim", "flow_size",
        "spectrogram_bins", "upsample_initial_channel", "upsample_rates", "upsample_kernel_sizes",
        "resblock_kernel_sizes", "resblock_dilation_sizes", "prior_encoder_num_flows",
        "prior_encoder_num_wavenet_layers", "duration_predictor_filter_channels",
    )  # fmt: skip
    _grown_whole(VitsConfig, VitsModel, folder, **{name: getattr(usual, name) for name in names})
    return folder


def _grown(kind: Any, folder: Path, **changes: Any) -> None:
    torch.manual_seed(0)
    config: Mapping[str, Any] = kind.load_config(folder)
    kind.from_config({**config, **changes}).save_pretrained(folder)


def _grown_whole(configs: Any, kind: Any, folder: Path, **changes: Any) -> None:
    config = configs.from_pretrained(folder)
    config.update(changes)
    torch.manual_seed(0)
    made = getattr(kind, "from_config", kind)(config)
    told = folder / "generation_config.json"
    before = told.read_bytes() if told.is_file() else None
    made.save_pretrained(folder)
    if before is not None:
        told.write_bytes(before)
