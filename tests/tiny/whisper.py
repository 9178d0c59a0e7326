"""A tiny Whisper with random weights: it proves loading and form, and hears nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SECONDS = 3
"""Length of its windows."""
_HAN = "今天气真好我们去学校你的是不了在人有大中国上这个说说一"
_ENGLISH = (" the", " cat", " sat", " on", " a", " mat", " and", " sang", ",", ".")


def tokeniser(languages: tuple[str, ...]) -> Any:
    """Return a byte-level vocabulary with a few words, and the signs of Whisper."""
    from tokenizers import pre_tokenizers
    from transformers import WhisperTokenizer

    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate(alphabet)}
    merges: list[tuple[str, str]] = []
    for word in (*_HAN, *_ENGLISH):
        letters = level.pre_tokenize_str(word)[0][0]
        whole = letters[0]
        for letter in letters[1:]:
            if whole + letter not in vocabulary:
                merges.append((whole, letter))
                vocabulary[whole + letter] = len(vocabulary)
            whole += letter
    signs = ["<|startoftranscript|>", *(f"<|{one}|>" for one in languages), "<|translate|>"]
    signs += ["<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
    signs += ["<|notimestamps|>", *(f"<|{0.02 * n:.2f}|>" for n in range(SECONDS * 50 + 1))]
    made = WhisperTokenizer(vocab=vocabulary | {"<|endoftext|>": len(vocabulary)}, merges=merges)
    made.add_special_tokens({"additional_special_tokens": signs})
    return made


def save(folder: Path, *, languages: tuple[str, ...] = ("en", "zh"), seed: int = 8) -> Path:
    """Write a tiny Whisper to a folder, as from_pretrained reads it."""
    import torch
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    words = tokeniser(languages)
    numbers = words.get_vocab()
    end, start = numbers["<|endoftext|>"], numbers["<|startoftranscript|>"]
    torch.manual_seed(seed)
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=len(words), num_mel_bins=20, d_model=32, encoder_layers=1, decoder_layers=2,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32,
            decoder_ffn_dim=32, max_source_positions=SECONDS * 50, max_target_positions=36,
            init_std=0.5, bos_token_id=end, eos_token_id=end, pad_token_id=end,
            decoder_start_token_id=start, suppress_tokens=None, begin_suppress_tokens=None,
        )
    )  # fmt: skip
    own = model.generation_config
    own.alignment_heads = [[1, 0], [1, 1]]
    own._from_model_config = False
    own.is_multilingual = bool(languages)
    own.no_timestamps_token_id = numbers["<|notimestamps|>"]
    own.lang_to_id = {f"<|{one}|>": numbers[f"<|{one}|>"] for one in languages}
    own.task_to_id = {task: numbers[f"<|{task}|>"] for task in ("translate", "transcribe")}
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=20, chunk_length=SECONDS).save_pretrained(folder)
    return folder
