"""The bytes that each token of a tokeniser writes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from aigc.errors import EngineUnavailable

Spell = Callable[[str], bytes]

_SPACE = "\u2581"
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_SUBWORD, _WORD_END = "##", "</w>"
_PROBE = "明月几时有，把酒问青天。春江花夜水的一是了我人在这来风雨不知山上还行 a1\n"


def pieces(tokenizer: Any, size: int | None = None) -> tuple[bytes, ...]:
    r"""Return the bytes that each token adds to a text, empty for tokens that must not be used.

    Byte-level BPE, SentencePiece (with or without byte fallback, BPE or unigram), WordPiece and
    plain vocabularies of characters or words are told apart by the tokeniser's decoder, or by
    its vocabulary when it has none to show; the finding is proved on a probe. Special tokens,
    added tokens of more than a character, and ``##`` tokens that exist without ``##`` are empty.

    Parameters
    ----------
    tokenizer : transformers.PreTrainedTokenizerBase
    size : int, optional
        How many tokens the model has scores for; by default as many as the tokeniser knows.

    Raises
    ------
    EngineUnavailable
        When no known kind explains how the tokeniser writes the probe.
    """
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    added = {i: str(token) for i, token in tokenizer.added_tokens_decoder.items()}
    special = set(tokenizer.all_special_ids) | _marked_special(tokenizer)
    count = 1 + max(vocabulary.values(), default=-1) if size is None else size
    for spell in _candidates(tokenizer, vocabulary):
        table = [b""] * count
        for token, i in vocabulary.items():
            if i >= count or i in special:
                continue
            table[i] = _literal(added[i]) if i in added else spell(token)
        if _explains(table, tokenizer):
            return tuple(table)
    raise EngineUnavailable(
        f"The tokeniser {type(tokenizer).__name__} writes text in a way that is not understood. "
        "Choose a model with a byte-level, SentencePiece, WordPiece or character tokeniser."
    )


def _marked_special(tokenizer: Any) -> set[int]:
    return {i for i, token in tokenizer.added_tokens_decoder.items() if token.special}


def _literal(content: str) -> bytes:
    """Return an added character; longer added tokens are signs of a protocol, not text."""
    return content.encode() if len(content) == 1 else b""


def _candidates(tokenizer: Any, vocabulary: Mapping[str, int]) -> Iterator[Spell]:
    """Yield ways to spell, the likeliest first."""
    decoder = _decoder(tokenizer)
    if decoder is not None:
        yield _by_decoder(decoder, vocabulary)
    sure = [
        (sum(c in vocabulary for c in _byte_level()) > 200, _byte_level_spell),
        ("<0x0A>" in vocabulary, _metaspace_bytes),
        (any(token.startswith(_SPACE) for token in vocabulary), _metaspace),
        (any(token.startswith(_SUBWORD) for token in vocabulary), _subwords(vocabulary)),
    ]
    yield from (spell for fits, spell in sure if fits)
    yield str.encode


def _decoder(tokenizer: Any) -> dict[str, Any] | None:
    """Return the description of a fast tokeniser's decoder, flat: type -> its last step."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return None
    state = json.loads(backend.to_str())
    steps: dict[str, Any] = {}
    stack = [state.get("decoder") or {}]
    while stack:
        step = stack.pop()
        stack += step.get("decoders", [])
        steps[step.get("type", "")] = step
    return steps


def _by_decoder(steps: Mapping[str, Any], vocabulary: Mapping[str, int]) -> Spell:
    if "ByteLevel" in steps:
        return _byte_level_spell
    if "WordPiece" in steps:
        return _subwords(vocabulary, steps["WordPiece"].get("prefix", _SUBWORD))
    if "BPEDecoder" in steps:
        end = steps["BPEDecoder"].get("suffix", _WORD_END)
        return lambda token: token.replace(end, " ").encode()
    if "ByteFallback" in steps:
        return _metaspace_bytes
    if "Metaspace" in steps:
        space = steps["Metaspace"].get("replacement", _SPACE)
        return lambda token: token.replace(space, " ").encode()
    if "Replace" in steps:
        return _metaspace
    return str.encode


@lru_cache(maxsize=1)
def _byte_level() -> Mapping[str, int]:
    """Return the printable stand-in of every byte, as byte-level BPE writes its vocabulary.

    Printable Latin-1 stands for itself; the others follow from U+0100 on, in order.
    """
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in plain]
    table = {chr(b): b for b in plain} | {chr(0x100 + k): b for k, b in enumerate(others)}
    return MappingProxyType(table)


def _byte_level_spell(token: str) -> bytes:
    table = _byte_level()
    try:
        return bytes(table[c] for c in token)
    except KeyError:
        return b""


def _metaspace(token: str) -> bytes:
    return token.replace(_SPACE, " ").encode()


def _metaspace_bytes(token: str) -> bytes:
    byte = _BYTE.fullmatch(token)
    return bytes([int(byte[1], 16)]) if byte else _metaspace(token)


def _subwords(vocabulary: Mapping[str, int], prefix: str = _SUBWORD) -> Spell:
    """Return the spelling of WordPiece; a subword that is also a word is left to the word."""

    def spell(token: str) -> bytes:
        if token == prefix or not token.startswith(prefix):
            return token.encode()
        bare = token.removeprefix(prefix)
        return b"" if bare in vocabulary else bare.encode()

    return spell


def _explains(table: Sequence[bytes], tokenizer: Any) -> bool:
    """Tell whether the pieces of every probed character spell it, spaces and case apart."""
    seen = 0
    for character in _PROBE.strip():
        ids = tokenizer.encode(character, add_special_tokens=False)
        if not ids or any(i >= len(table) or not table[i] for i in ids):
            continue
        written = b"".join(table[i] for i in ids).decode(errors="replace")
        seen += 1
        if _folded(written) != _folded(character):
            return False
    return seen > 0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
