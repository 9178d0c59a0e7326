"""Tiny translation models of random weights, and a language model that knows ASCII alone.

They prove the loader and the form of an answer; what they say means nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

Kind = Literal["t5", "marian", "nllb"]
_SPECIAL = ["<pad>", "</s>", "<unk>"]


def save_seq2seq(kind: Kind, folder: Path) -> Path:
    """Write a model of a kind and its tokeniser into ``folder``."""
    import torch

    torch.manual_seed(7)
    tokenizer = _nllb_tokenizer() if kind == "nllb" else _bytes(_SPECIAL)
    model = {"t5": _t5, "marian": _marian, "nllb": _nllb}[kind](len(tokenizer))
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def save_ascii(folder: Path) -> Path:
    """Write a causal model that can write ASCII and nothing else."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(5)
    tokenizer = _bytes(["</s>"], ascii_only=True)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=24, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=4096,
        initializer_range=0.5, eos_token_id=0, bos_token_id=0,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def _bytes(special: list[str], *, ascii_only: bool = False) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = sorted(level.alphabet())
    if ascii_only:
        plain = "".join(map(chr, range(32, 127))) + "\n"
        alphabet = sorted({level.pre_tokenize_str(c)[0][0] for c in plain})
    tokens = [*special, *alphabet]
    raw = Tokenizer(models.BPE({t: k for k, t in enumerate(tokens)}, []))
    raw.pre_tokenizer, raw.decoder = level, decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="</s>", pad_token=special[0])


def _nllb_tokenizer() -> Any:
    from transformers import NllbTokenizer

    letters = [chr(c) for c in range(33, 127)] + list("全长三十五公里。，")
    vocabulary = {t: k for k, t in enumerate(["<s>", "<pad>", "</s>", "<unk>", "▁", *letters])}
    return NllbTokenizer(vocab=vocabulary, merges=[])


def _t5(size: int) -> Any:
    from transformers import T5Config, T5ForConditionalGeneration

    return T5ForConditionalGeneration(
        T5Config(
            vocab_size=size, d_model=16, d_kv=8, d_ff=24, num_layers=1, num_heads=2,
            decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
        )
    )  # fmt: skip


def _marian(size: int) -> Any:
    from transformers import MarianConfig, MarianMTModel

    return MarianMTModel(
        MarianConfig(
            vocab_size=size, d_model=16, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24,
            decoder_ffn_dim=24, max_position_embeddings=96, pad_token_id=0, eos_token_id=1,
            decoder_start_token_id=0, forced_eos_token_id=None,
        )
    )  # fmt: skip


def _nllb(size: int) -> Any:
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    return M2M100ForConditionalGeneration(
        M2M100Config(
            vocab_size=size, d_model=16, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24,
            decoder_ffn_dim=24, max_position_embeddings=200, pad_token_id=1, eos_token_id=2,
            bos_token_id=0, decoder_start_token_id=2,
        )
    )  # fmt: skip
