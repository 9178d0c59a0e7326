"""Tiny classifiers: one of texts with weights set by hand, and one of pictures by chance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.tiny.clip import byte_words

BAD_LETTER = "#"
"""Where this letter is more than half of a window, the text classifier flags it."""


def save_texts(
    folder: Path, labels: tuple[str, ...] = ("neutral", "toxic"), *, several: bool = False
) -> Path:
    """Write a BERT that finds `BAD_LETTER` in windows of 14 letters, its only knowledge."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    words = byte_words(folder, end="<|end|>")
    torch.manual_seed(6)
    config = BertConfig(
        vocab_size=words, hidden_size=16, num_hidden_layers=1, num_attention_heads=1,
        intermediate_size=16, max_position_embeddings=18, pad_token_id=1,
        id2label=dict(enumerate(labels)), label2id={name: n for n, name in enumerate(labels)},
        problem_type="multi_label_classification" if several else "single_label_classification",
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    _look_for(model, _number(folder, BAD_LETTER))
    model.save_pretrained(folder)
    return folder


def _number(folder: Path, letter: str) -> int:
    data = json.loads((folder / "tokenizer.json").read_text())
    return int(data["model"]["vocab"][letter])


def _look_for(model: Any, number: int) -> None:
    """Set weights so that the logit of the last label grows with how often a token is there."""
    import torch

    state = model.state_dict()
    for name, value in state.items():
        if "LayerNorm.weight" not in name:
            value.zero_()
    mark = torch.zeros(16)
    mark[0], mark[1] = 4.0, -4.0
    state["bert.embeddings.word_embeddings.weight"][:] = -mark
    state["bert.embeddings.word_embeddings.weight"][number] = mark
    layer = "bert.encoder.layer.0.attention."
    state[f"{layer}self.value.weight"][:] = torch.eye(16)
    state[f"{layer}output.dense.weight"][:] = 20 * torch.eye(16)
    state["bert.pooler.dense.weight"][:] = torch.eye(16)
    state["classifier.weight"][-1, 0] = 6.0
    model.load_state_dict(state)


def save_pictures(folder: Path, labels: tuple[str, ...] = ("normal", "nsfw")) -> Path:
    """Write a ViT with random weights."""
    import torch
    from transformers import ViTConfig, ViTForImageClassification

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(6)
    config = ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        image_size=16, patch_size=8, initializer_range=0.5, id2label=dict(enumerate(labels)),
        label2id={name: n for n, name in enumerate(labels)},
    )  # fmt: skip
    ViTForImageClassification(config).save_pretrained(folder)
    look = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16},
        "do_resize": True, "do_rescale": True, "do_normalize": True, "resample": 2,
        "image_mean": [0.5] * 3, "image_std": [0.25] * 3, "rescale_factor": 1 / 255,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(look))
    return folder
