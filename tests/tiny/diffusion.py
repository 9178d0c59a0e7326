"""Picture models of a few thousand random weights, as diffusers saves them.

Random weights prove that a family is read, asked and answered in its own form. They show nothing,
so they say nothing about how good a picture is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import pre_tokenizers

WIDTH = 16
"""Of the text encoders."""
_TURN = "{% for message in messages %}user: {{ message.content }} {% endfor %}"


def stable_diffusion(folder: Path) -> Path:
    """Write a Stable Diffusion that paints 32 pixels a side."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel

    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        sample_size=16, block_out_channels=(16, 32), layers_per_block=1, norm_num_groups=4,
        cross_attention_dim=WIDTH, attention_head_dim=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )  # fmt: skip
    text, tokenizer = _clip()
    pipe = StableDiffusionPipeline(
        vae=_vae(4), text_encoder=text, tokenizer=tokenizer, unet=unet,
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipe.save_pretrained(folder)
    return folder


def z_image(folder: Path) -> Path:
    """Write a Z-Image, a transformer that is asked through a chat template."""
    from diffusers import ZImagePipeline

    ZImagePipeline(**_z_parts()).save_pretrained(folder)
    return folder


def modular(folder: Path) -> Path:
    """Write a Z-Image made of blocks, whose index names a repository, as those of the hub do."""
    from diffusers import ZImageModularPipeline

    pipe = ZImageModularPipeline()
    pipe.update_components(**_z_parts())
    pipe.save_pretrained(str(folder), overwrite_modular_index=True)
    index = folder / "modular_model_index.json"
    index.write_text(index.read_text().replace(str(folder), "owner/tiny"))
    return folder


def lora(file: Path, *, words: int = WIDTH) -> Path:
    """Write a LoRA that changes the attention of the tiny Stable Diffusion."""
    from safetensors.torch import save_file

    made = torch.Generator().manual_seed(1)
    name = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k"
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {
            f"{name}.lora_A.weight": torch.randn(2, words, generator=made),
            f"{name}.lora_B.weight": torch.randn(32, 2, generator=made),
        },
        file,
    )
    return file


def ip_adapter(folder: Path) -> Path:
    """Write an IP-Adapter for the tiny Stable Diffusion; return its file."""
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    seeing = CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
            projection_dim=8, image_size=224, patch_size=56,
        )
    )  # fmt: skip
    seeing.save_pretrained(folder / "image_encoder")
    tensors = {
        "image_proj.proj.weight": torch.randn(4 * WIDTH, 8),
        "image_proj.proj.bias": torch.zeros(4 * WIDTH),
        "image_proj.norm.weight": torch.ones(WIDTH), "image_proj.norm.bias": torch.zeros(WIDTH),
    }  # fmt: skip
    for n, width in enumerate((32, 32, 32, 32)):
        for part in ("k", "v"):
            tensors[f"ip_adapter.{2 * n + 1}.to_{part}_ip.weight"] = torch.randn(width, WIDTH)
    save_file(tensors, folder / "ip.safetensors")
    return folder / "ip.safetensors"


def _vae(channels: int) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 16), norm_num_groups=4, latent_channels=channels, shift_factor=0.0,
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
    )  # fmt: skip


def _clip() -> tuple[Any, Any]:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*letters, *(f"{c}</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    last = len(tokens) - 1
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokens), hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=1,
            num_attention_heads=2, eos_token_id=last, bos_token_id=last - 1, pad_token_id=last,
        )
    )  # fmt: skip
    vocabulary = {token: k for k, token in enumerate(tokens)}
    return text, CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def _z_parts() -> dict[str, Any]:
    from diffusers import FlowMatchEulerDiscreteScheduler, ZImageTransformer2DModel
    from transformers import Qwen2Tokenizer, Qwen3Config, Qwen3Model

    torch.manual_seed(0)
    tokens = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<|endoftext|>", "<|im_end|>"]
    tokenizer = Qwen2Tokenizer(
        vocab={token: k for k, token in enumerate(tokens)}, merges=[],
        unk_token=None, eos_token="<|im_end|>", pad_token="<|endoftext|>",
    )  # fmt: skip
    tokenizer.chat_template = _TURN
    text = Qwen3Model(
        Qwen3Config(
            vocab_size=len(tokens), hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=2,
            num_attention_heads=2, num_key_value_heads=1, head_dim=8,
        )
    )  # fmt: skip
    network = ZImageTransformer2DModel(
        in_channels=4, dim=32, n_layers=1, n_refiner_layers=1, n_heads=2, n_kv_heads=2,
        cap_feat_dim=WIDTH, axes_dims=[8, 4, 4], axes_lens=[1024, 64, 64],
    )  # fmt: skip
    for weight in network.parameters():
        torch.nn.init.normal_(weight, std=0.05)
    return {
        "text_encoder": text, "tokenizer": tokenizer, "vae": _vae(4), "transformer": network,
        "scheduler": FlowMatchEulerDiscreteScheduler(shift=3.0),
    }  # fmt: skip
