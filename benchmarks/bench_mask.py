"""What it costs to hold a causal language model to a template, a step.

Run ``python benchmarks/bench_mask.py [VOCABULARY]``: a byte-level vocabulary of so many tokens
(30,000 when not told), most of them of two to four characters, writes sixteen texts under a sheet
of forty lines with rhymes, tones, marks and repeated lines. Printed are CPU milliseconds a step for
one row and for sixteen, the mean and the slowest of a hundred, and, where torch is installed, a
step of a model of twelve layers beside them. The exit status is 1 when sixteen rows cost more
than 2 ms a step.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np

from aigc.lyrics.causal.ruling import BREAKS, common_characters
from aigc.lyrics.causal.sheet import FREE, Sheet
from aigc.lyrics.causal.table import Spelling, TokenTable
from aigc.lyrics.causal.walk import Gate, Walk

ROWS, LINES, LENGTH = 16, 40, 10
LIMIT_MS = 2.0
MARKS = "，。"


def vocabulary(size: int, rng: np.random.Generator) -> Spelling:
    """Return tokens of bytes, halves of characters, characters, and runs of them, often marked."""
    characters = common_characters()
    made = {b"": None} | {bytes([b]): None for b in range(256)}
    made |= {c.encode()[:2]: None for c in characters} | {c.encode(): None for c in characters}
    while len(made) < size:
        picked = rng.integers(0, 3755, rng.integers(2, 5))
        mark = ("", "", "，", "。\n")[rng.integers(4)]
        made[("".join(characters[k] for k in picked) + mark).encode()] = None
    return Spelling(list(made)[:size])


def paper(table: TokenTable, rng: np.random.Generator) -> Sheet:
    """Return a sheet whose cells ask for tones and rhymes; every fifth line repeats the first."""
    characters = np.array([c not in MARKS + BREAKS for c in table.alphabet])
    tones = [characters & (rng.random(len(characters)) < share) for share in (0.5, 0.5, 1.0)]
    rhymes = [characters & (rng.random(len(characters)) < 0.06) for _ in range(5)]
    rows, copies = [], []
    for line in range(LINES):
        repeats = line > 0 and line % 5 == 0
        for cell in range(LENGTH):
            rows.append(rhymes[line // 2 % 5] if cell == LENGTH - 1 else tones[(line + cell) % 3])
            copies.append(cell if repeats else FREE)
        for mark in (MARKS[line % 2], "\n"):
            rows.append(np.array([c == mark for c in table.alphabet]))
            copies.append(FREE)
    return Sheet.of(table.alphabet, np.array(rows), copies)


def steps_ms(
    table: TokenTable, papers: Sequence[Sheet], rng: np.random.Generator
) -> tuple[float, float]:
    """Return the mean of all steps and that of the slowest of every hundred."""
    gate = Gate(table)
    walks = [Walk(gate, sheet, 0) for sheet in papers]
    spent = []
    while not all(walk.done for walk in walks):
        begin = time.thread_time()
        mask = np.zeros((len(walks), len(table.pieces)), dtype=bool)
        for row, walk in zip(mask, walks, strict=True):
            row[walk.allowed()] = True
        masked = time.thread_time()
        tokens = [int(rng.choice(np.flatnonzero(row))) for row in mask]
        chosen = time.thread_time()
        for token, walk in zip(tokens, walks, strict=True):
            walk.advance(token)
        spent.append(1000 * (masked - begin + time.thread_time() - chosen))
    return float(np.mean(spent)), float(np.quantile(spent, 0.99))


def processor_ms(table: TokenTable, papers: Sequence[Sheet]) -> float:
    """Return the mean of the whole logits processor: mask, scores and fluency."""
    import torch

    from aigc.lyrics.causal.processor import SheetProcessor

    torch.set_num_threads(1)
    torch.manual_seed(7)
    gate = Gate(table)
    processor = SheetProcessor([Walk(gate, sheet, 0) for sheet in papers], 0)
    ids = torch.empty((len(papers), 0), dtype=torch.long)
    spent = []
    for _ in range(100):
        scores = torch.randn(len(papers), len(table.pieces))
        begin = time.thread_time()
        kept = processor(ids, scores)
        spent.append(1000 * (time.thread_time() - begin))
        ids = torch.cat((ids, kept.softmax(-1).multinomial(1)), 1)
    return float(np.mean(spent))


def model_ms(size: int) -> float:
    """Return the time of one step of sixteen rows through twelve layers of 768 channels."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.set_num_threads(1)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=size, bos_token_id=0, eos_token_id=0)).eval()
    with torch.inference_mode():
        past = model(torch.zeros((ROWS, 64), dtype=torch.long), use_cache=True).past_key_values
        begin = time.thread_time()
        for _ in range(5):
            token = torch.zeros((ROWS, 1), dtype=torch.long)
            past = model(token, past_key_values=past, use_cache=True).past_key_values
    return 1000 * (time.thread_time() - begin) / 5


def main(arguments: Sequence[str]) -> int:
    size = int(arguments[0]) if arguments else 30_000
    rng = np.random.default_rng(7)
    begin = time.thread_time()
    table = TokenTable(vocabulary(size, rng), (*common_characters(), *MARKS, *BREAKS))
    table.view()
    print(f"{size} tokens over {len(table.alphabet)} characters")
    print(f"vocabulary and table  {time.thread_time() - begin:8.2f} s, once a model")
    papers = [paper(table, rng) for _ in range(ROWS)]
    steps_ms(table, papers, rng)
    means = {rows: steps_ms(table, papers[:rows], rng) for rows in (1, ROWS)}
    for rows, (mean, slow) in means.items():
        print(f"mask, {rows:2d} rows         {mean:8.2f} ms a step, slowest 1 % {slow:.2f} ms")
    if find_spec("transformers"):
        print(f"processor, {ROWS} rows    {processor_ms(table, papers):8.2f} ms a step")
        print(f"model, {ROWS} rows        {model_ms(size):8.2f} ms a step")
    return int(means[ROWS][0] > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
