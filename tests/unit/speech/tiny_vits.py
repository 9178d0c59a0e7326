"""A tiny VITS model with random weights that reads characters."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import VitsConfig, VitsModel, VitsTokenizer

RATE, UPSAMPLE = 16_000, (8, 8, 4)


def build(folder: Path, characters: str, *, speakers: int = 2, blank: bool = True) -> Path:
    """Write a model that knows ``characters`` into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {c: i for i, c in enumerate(["<pad>", " ", *sorted(set(characters) - {" "})])}
    raw = folder / "vocab.json"
    raw.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    tokenizer = VitsTokenizer(
        str(raw), pad_token="<pad>", unk_token="<pad>", add_blank=blank, normalize=True,
        phonemize=False,
    )  # fmt: skip
    config = VitsConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        ffn_dim=16, flow_size=8, spectrogram_bins=9, use_stochastic_duration_prediction=False,
        num_speakers=speakers, speaker_embedding_size=8 if speakers > 1 else 0,
        upsample_initial_channel=16, upsample_rates=list(UPSAMPLE),
        upsample_kernel_sizes=[16, 16, 8], resblock_kernel_sizes=[3],
        resblock_dilation_sizes=[[1]], prior_encoder_num_flows=1,
        prior_encoder_num_wavenet_layers=1,
        posterior_encoder_num_wavenet_layers=1, sampling_rate=RATE, wavenet_dilation_rate=1,
        duration_predictor_filter_channels=16,
    )  # fmt: skip
    torch.manual_seed(0)
    model = VitsModel(config).eval()
    with torch.no_grad():
        # about three frames a token, so that words last as long as in speech
        model.duration_predictor.proj.bias.fill_(1.0)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
