"""Film models of a few thousand random weights, as diffusers saves them.

Random weights prove that a family is read, asked and answered in its own form. They show nothing,
so they say nothing about how good a film is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

WORDS = 64


def wan(folder: Path) -> Path:
    """Write a Wan that films words."""
    from diffusers import WanPipeline

    return _saved(WanPipeline(transformer=_wan_network(4), **_wan_parts()), folder)


def wan_from_picture(folder: Path) -> Path:
    """Write a Wan that films a picture; its network also reads mask and first frame."""
    from diffusers import WanImageToVideoPipeline

    return _saved(WanImageToVideoPipeline(transformer=_wan_network(12), **_wan_parts()), folder)


def wan_modular(folder: Path) -> Path:
    """Write a Wan 2.2 of blocks: one network for much noise, one for little."""
    from diffusers.modular_pipelines import Wan22Blocks

    pipe = Wan22Blocks().init_pipeline()
    pipe.update_components(
        transformer=_wan_network(4), transformer_2=_wan_network(4), **_wan_parts()
    )
    pipe.save_pretrained(str(folder), overwrite_modular_index=True)
    return folder


def ltx(folder: Path) -> Path:
    """Write an LTX-Video, whose weights film words and pictures."""
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXPipeline,
        LTXVideoTransformer3DModel,
    )

    torch.manual_seed(0)
    network = LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, num_attention_heads=2, attention_head_dim=8,
        cross_attention_dim=16, num_layers=1, caption_channels=16,
    )  # fmt: skip
    vae = AutoencoderKLLTXVideo(
        latent_channels=8, block_out_channels=(8, 8, 8, 8), decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1, 1, 1, 1, 1), decoder_layers_per_block=(1, 1, 1, 1, 1),
        spatio_temporal_scaling=(True, True, True, False),
        decoder_spatio_temporal_scaling=(True, True, True, False),
        decoder_inject_noise=(False,) * 5, timestep_conditioning=False,
    )  # fmt: skip
    vae.use_framewise_encoding = vae.use_framewise_decoding = False
    return _saved(
        LTXPipeline(
            transformer=network, vae=vae, scheduler=FlowMatchEulerDiscreteScheduler(),
            text_encoder=_t5("T5"), tokenizer=_tokenizer(),
        ),
        folder,
    )  # fmt: skip


def svd(folder: Path) -> Path:
    """Write a Stable Video Diffusion, which films a picture and reads no words."""
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        EulerDiscreteScheduler,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )
    from transformers import CLIPImageProcessorPil, CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 32), layers_per_block=1, sample_size=8, in_channels=8,
        out_channels=4, num_attention_heads=(1, 2), cross_attention_dim=16,
        addition_time_embed_dim=8, projection_class_embeddings_input_dim=24, num_frames=6,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
    )  # fmt: skip
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32,) * 4, down_block_types=("DownEncoderBlock2D",) * 4,
        latent_channels=4, layers_per_block=1,
    )  # fmt: skip
    seen = CLIPVisionConfig(
        hidden_size=16, projection_dim=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, image_size=224, patch_size=112,
    )  # fmt: skip
    scheduler = EulerDiscreteScheduler(
        beta_schedule="scaled_linear", prediction_type="v_prediction", timestep_type="continuous",
        interpolation_type="linear", sigma_min=0.002, sigma_max=700.0, use_karras_sigmas=True,
    )  # fmt: skip
    return _saved(
        StableVideoDiffusionPipeline(
            unet=unet, vae=vae, image_encoder=CLIPVisionModelWithProjection(seen),
            scheduler=scheduler,
            feature_extractor=CLIPImageProcessorPil(),
        ),
        folder,
    )  # fmt: skip


def _wan_network(channels: int) -> Any:
    from diffusers import WanTransformer3DModel

    torch.manual_seed(0)
    return WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=channels,
        out_channels=4, text_dim=16, freq_dim=32, ffn_dim=16, num_layers=1, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=64,
    )  # fmt: skip


def _wan_parts() -> dict[str, Any]:
    from diffusers import AutoencoderKLWan, UniPCMultistepScheduler

    torch.manual_seed(1)
    vae = AutoencoderKLWan(
        base_dim=3, z_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1,
        temperal_downsample=[False, True, True], latents_mean=[0.0] * 4, latents_std=[1.0] * 4,
    )  # fmt: skip
    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
    )
    return {
        "vae": vae, "scheduler": scheduler, "text_encoder": _t5("UMT5"), "tokenizer": _tokenizer()
    }  # fmt: skip


def _t5(kind: str) -> Any:
    import transformers

    torch.manual_seed(2)
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=300, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2,
        relative_attention_num_buckets=8, feed_forward_proj="gated-gelu",
    )  # fmt: skip
    return getattr(transformers, f"{kind}EncoderModel")(config)


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: n for n, token in enumerate(["<pad>", "</s>", *alphabet])}
    raw = Tokenizer(models.BPE(vocabulary, []))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token="<pad>", eos_token="</s>", model_max_length=WORDS
    )


def _saved(pipe: Any, folder: Path) -> Path:
    pipe.save_pretrained(str(folder), safe_serialization=True)
    return folder
