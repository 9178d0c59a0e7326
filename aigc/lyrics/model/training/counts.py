"""The counts of pairs and triples of tokens, smoothed and thinned out."""

from __future__ import annotations

import numpy as np

from aigc.lyrics.model.phrases import Array, packed

DISCOUNT = 0.75


def counted(
    token: Array,
    near: Array,
    far: Array,
    alone: Array,
    *,
    least_pair: int,
    least_triple: int,
    weight: Array | None = None,
) -> dict[str, Array]:
    """Return the arrays of `Phrases` by interpolated Kneser-Ney.

    ``token``, ``near`` and ``far`` are what stands somewhere and the two tokens beside it, integers
    of one shape; ``alone`` gives what is added to the counts of each token by itself (0 and above,
    one for each token). Pairs and triples seen less often are left to the shorter context.
    ``weight`` counts some places more than once.

    Source: R. Kneser and H. Ney, Improved backing-off for m-gram language modeling, 1995.
    """
    tokens = len(alone)
    triple, place = np.unique((near * tokens + far) * tokens + token, return_inverse=True)
    count = np.bincount(place, weights=weight)
    pair, kinds = np.unique(
        (triple // tokens // tokens) * tokens + triple % tokens, return_counts=True
    )
    single = np.bincount(pair % tokens, minlength=tokens) + alone
    by_itself = single / single.sum()
    whole = np.bincount(pair // tokens, weights=kinds, minlength=tokens)
    lower = DISCOUNT * np.bincount(pair // tokens, minlength=tokens) / np.maximum(whole, 1)
    chance = (kinds - DISCOUNT) / whole[pair // tokens]
    chance += lower[pair // tokens] * by_itself[pair % tokens]
    context, ids = pair // tokens, pair % tokens
    often = _often(token, near, pair, weight, tokens) >= least_pair
    arrays = _table(
        "pairs", context[often], ids[often], chance[often], by_itself[ids[often]], tokens
    )
    return (
        arrays
        | _triples(triple, count, pair, chance, least_triple, tokens)
        | {"alone": packed(by_itself.astype(np.float32))}
    )


def _often(token: Array, near: Array, pair: Array, weight: Array | None, tokens: int) -> Array:
    """Return how often each pair was seen."""
    seen = np.searchsorted(pair, near * tokens + token)
    return np.bincount(seen, weights=weight, minlength=len(pair))


def _triples(
    triple: Array, count: Array, pair: Array, shorter: Array, least: int, tokens: int
) -> dict[str, Array]:
    context = triple // tokens
    _, place = np.unique(context, return_inverse=True)
    total = np.bincount(place, weights=count)
    spare = DISCOUNT * np.bincount(place) / total
    below = shorter[np.searchsorted(pair, (context // tokens) * tokens + triple % tokens)]
    chance = np.maximum(count - DISCOUNT, 0) / total[place] + spare[place] * below
    often = count >= least
    kept, place = np.unique(context[often], return_inverse=True)
    arrays = _table(
        "triples", place, triple[often] % tokens, chance[often], below[often], len(kept)
    )
    arrays["contexts_each"] = np.bincount(kept // tokens, minlength=tokens).astype(np.uint16)
    arrays["contexts_after"] = (kept % tokens).astype(np.uint16)
    return arrays


def _table(
    name: str, context: Array, ids: Array, chance: Array, shorter: Array, contexts: int
) -> dict[str, Array]:
    """Return one table; what its tokens leave goes to the other tokens of the shorter context."""
    heard = np.bincount(context, weights=chance, minlength=contexts)
    lower = np.bincount(context, weights=shorter, minlength=contexts)
    weight = np.maximum(1 - heard, 1e-4) / np.maximum(1 - lower, 1e-4)
    return {
        f"{name}_each": np.bincount(context, minlength=contexts).astype(np.uint16),
        f"{name}_ids": ids.astype(np.uint16),
        f"{name}_chance": packed(chance.astype(np.float32)),
        f"{name}_weight": packed(np.minimum(weight, 1).astype(np.float32)),
    }
