"""Tiny causal language models with random weights and tokenisers of every usual kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from aigc.lyrics.causal.ruling import common_characters

MARKS = "，。、；：？！"
ALPHABET = "".join(common_characters())
COMMON = ALPHABET[:3755]
CHAT = (
    "{% for m in messages %}<|start|>{{ m.role }}\n{{ m.content }}{% endfor %}<|start|>assistant\n"
)


def byte_level() -> Any:
    """Return a byte-level BPE as of Qwen: some characters and pairs are tokens, others bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    written = [level.pre_tokenize_str(c)[0][0] for c in MARKS + COMMON[:1200]]
    merges = dict.fromkeys((w[0], w[1]) for w in written)
    merges |= dict.fromkeys((w[:2], w[2]) for w in written[:900])
    merges |= dict.fromkeys(zip(written[7:400:2], written[8:400:2], strict=False))
    merges |= dict.fromkeys((w, written[k % 7]) for k, w in enumerate(written[400:600]))
    merges |= dict.fromkeys((w, level.pre_tokenize_str("\n")[0][0]) for w in written[:7])
    merges |= dict.fromkeys((a, b[:2]) for a, b in zip(written[600:700], written[7:], strict=False))
    tokens = ["<|end|>", "<|start|>", *sorted(level.alphabet()), *(a + b for a, b in merges)]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    raw = Tokenizer(models.BPE(vocabulary, list(merges)))
    raw.pre_tokenizer, raw.decoder = level, decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, eos_token="<|end|>", pad_token="<|end|>"
    )
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|start|>"]})
    tokenizer.chat_template = CHAT
    return tokenizer


def byte_fallback() -> Any:
    """Return a BPE with ``▁`` and byte fallback as of Llama: rare characters are bytes."""
    from tokenizers import Tokenizer, decoders, models, normalizers
    from transformers import PreTrainedTokenizerFast

    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{b:02X}>" for b in range(256)), "▁"]
    tokens += [*MARKS, *COMMON[:1500]]
    pairs = [(COMMON[k], COMMON[k + 1]) for k in range(0, 600, 2)]
    pairs += [(a, m) for a in COMMON[:40] for m in "，。"]
    tokens += ["".join(pair) for pair in pairs] + ["▁" + c for c in COMMON[:100]]
    merges = [*pairs, *(("▁", c) for c in COMMON[:100])]
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    raw = Tokenizer(
        models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    )
    raw.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    raw.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )


def word_piece() -> Any:
    """Return a WordPiece vocabulary of characters, each also as ``##``, as of Chinese GPT-2s."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens = [*special, *MARKS, *ALPHABET, *(f"##{c}" for c in ALPHABET), "##é"]
    raw = Tokenizer(
        models.WordPiece({token: i for i, token in enumerate(tokens)}, unk_token="[UNK]")
    )
    raw.normalizer = normalizers.BertNormalizer()
    raw.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    raw.decoder = decoders.WordPiece()
    raw.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    names = ("pad", "unk", "cls", "sep", "mask")
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, **{f"{n}_token": t for n, t in zip(names, special, strict=True)}
    )


def unigram() -> Any:
    """Return a Unigram vocabulary without byte fallback: words, and no line break."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = [COMMON[k] + COMMON[k + 1] for k in range(0, 400, 2)]
    tokens = ["<unk>", "</s>", "▁", *MARKS, *COMMON, *words]
    raw = Tokenizer(models.Unigram([(t, -float(k % 11 + 1)) for k, t in enumerate(tokens)], 0))
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    raw.decoder = decoders.Metaspace()
    return PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="</s>", unk_token="<unk>")


def words() -> Any:
    """Return a plain vocabulary of characters, with no sign for the end of a text."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokens = ["[UNK]", "\n", *MARKS, *COMMON]
    raw = Tokenizer(models.WordLevel({t: i for i, t in enumerate(tokens)}, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="[UNK]")


TOKENISERS: dict[str, Callable[[], Any]] = {
    "byte_level": byte_level,
    "byte_fallback": byte_fallback,
    "word_piece": word_piece,
    "unigram": unigram,
    "words": words,
}


def network(kind: str, vocab_size: int) -> Any:
    """Return a network with random weights; a few more scores than tokens, as in many models."""
    import torch
    from transformers import (
        GPT2Config,
        GPT2LMHeadModel,
        LlamaConfig,
        LlamaForCausalLM,
        Qwen2Config,
        Qwen2ForCausalLM,
    )

    torch.manual_seed(5)
    if kind == "word_piece":
        config = GPT2Config(
            vocab_size=vocab_size, n_embd=32, n_layer=2, n_head=2, n_positions=256,
            bos_token_id=2, eos_token_id=3,
        )  # fmt: skip
        return GPT2LMHeadModel(config)
    sizes: dict[str, Any] = {
        "vocab_size": vocab_size + 6, "hidden_size": 32, "intermediate_size": 48,
        "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
        "max_position_embeddings": 2048,
    }  # fmt: skip
    if kind == "byte_level":
        return Qwen2ForCausalLM(Qwen2Config(**sizes, eos_token_id=[0, 5], bos_token_id=None))
    return LlamaForCausalLM(LlamaConfig(**sizes))


def save(kind: str, folder: Path) -> Path:
    """Write a tiny model to a folder, as from_pretrained reads it."""
    tokenizer = TOKENISERS[kind]()
    tokenizer.save_pretrained(folder)
    network(kind, len(tokenizer)).save_pretrained(folder)
    return folder


def saved(kinds: Iterable[str], root: Path) -> dict[str, Path]:
    """Write tiny models side by side."""
    return {kind: save(kind, root / kind) for kind in kinds}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of a tiny model for each kind of tokeniser."""
    return saved(TOKENISERS, tmp_path_factory.mktemp("models"))
