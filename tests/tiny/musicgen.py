"""A tiny MusicGen with random weights: text encoder, codec and decoder all built from config.

It proves how such models are read, asked and continued, and says nothing of how they sound.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    EncodecConfig,
    MusicgenConfig,
    MusicgenDecoderConfig,
    MusicgenForConditionalGeneration,
    MusicgenMelodyConfig,
    MusicgenMelodyDecoderConfig,
    MusicgenMelodyForConditionalGeneration,
    PreTrainedTokenizerFast,
    T5Config,
)

RATE, HOP = 4_000, 400
_CODES = 32


def build(
    folder: Path, *, channels: int = 1, longest: int = 100, melody: bool = False, seed: int = 0
) -> Path:
    """Write a model into ``folder`` and return it.

    It makes up to ``longest`` tokens at once; one for a ``melody`` cannot go on from sound.
    """
    codec = EncodecConfig(
        sampling_rate=RATE, audio_channels=1, normalize=False, target_bandwidths=[0.1],
        hidden_size=8, num_filters=2, num_residual_layers=1, upsampling_ratios=[10, 8, 5],
        num_lstm_layers=1, codebook_size=_CODES, codebook_dim=8, use_causal_conv=False,
    )  # fmt: skip
    text = T5Config(vocab_size=258, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
    decoder = (MusicgenMelodyDecoderConfig if melody else MusicgenDecoderConfig)(
        vocab_size=_CODES, max_position_embeddings=longest, num_hidden_layers=1, ffn_dim=16,
        num_attention_heads=2, hidden_size=16, num_codebooks=2 * channels, audio_channels=channels,
        pad_token_id=_CODES, bos_token_id=_CODES, initializer_factor=0.4,
    )  # fmt: skip
    torch.manual_seed(seed)
    parts = {"text_encoder": text, "audio_encoder": codec, "decoder": decoder}
    if melody:
        model = MusicgenMelodyForConditionalGeneration(MusicgenMelodyConfig(**parts))
    else:
        model = MusicgenForConditionalGeneration(MusicgenConfig(**parts))
    for layer in model.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()  # a codec that has learned nothing has empty books
    told = model.generation_config
    told.decoder_start_token_id = told.pad_token_id = told.bos_token_id = _CODES
    told.do_sample, told.guidance_scale, told.max_length = True, 3.0, longest
    model.save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _tokenizer() -> PreTrainedTokenizerFast:
    signs = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {sign: number for number, sign in enumerate(["<pad>", "</s>", *signs])}
    whole = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    whole.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=whole, pad_token="<pad>", eos_token="</s>",
        model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip
