from __future__ import annotations

import numpy as np

from aigc.voice.phones import INDEX, SILENCE
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.rests import CLOSURE, rested


def aligned(*rows: tuple[str, int, int]) -> Aligned:
    """Return phones end to end from symbol, word and length in frames."""
    sizes = np.array([size for _, _, size in rows])
    end = np.cumsum(sizes)
    return Aligned(
        phone=np.array([INDEX[p] for p, _, _ in rows]), accent=np.zeros(len(rows), int),
        word=np.array([w for _, w, _ in rows]), begin=end - sizes, end=end, score=-1.0,
    )  # fmt: skip


def level(count: int, *quiet: tuple[int, int]) -> np.ndarray:
    made = np.full(count, -2.0, np.float32)
    for first, last in quiet:
        made[first:last] = -7.0
    return made


def test_a_rest_inside_the_consonant_after_it_becomes_silence():
    given = aligned(("l", 0, 20), ("ð", 1, 60), ("ə", 1, 20))
    made = rested(given, level(100, (22, 70)))
    assert made.phone.tolist() == [INDEX[s] for s in ("l", SILENCE, "ð", "ə")]
    assert made.word.tolist() == [0, -1, 1, 1]
    assert made.begin.tolist() == [0, 24, 68, 80] and made.end.tolist() == [24, 68, 80, 100]


def test_a_stop_keeps_its_closure_and_a_short_gap_stays_with_it():
    given = aligned(("l", 0, 20), ("tʰ", 1, 60), ("a", 1, 20))
    made = rested(given, level(100, (22, 70)))
    assert made.end[1] == 70 - CLOSURE
    short = rested(given, level(100, (22, 34)))
    assert short.phone.tolist() == given.phone.tolist()


def test_quiet_inside_a_word_or_beside_silence_is_no_rest():
    inside = aligned(("a", 0, 20), ("s", 0, 60), ("a", 0, 20))
    assert len(rested(inside, level(100, (25, 60))).phone) == 3
    beside = aligned(("a", 0, 20), (SILENCE, -1, 40), ("a", 1, 40))
    assert len(rested(beside, level(100, (20, 60))).phone) == 3


def test_quiet_edges_become_silence_and_all_stays_end_to_end():
    given = aligned(("s", 0, 50), ("a", 0, 30), ("m", 1, 60))
    made = rested(given, level(140, (0, 30), (100, 140)))
    assert made.phone[0] == made.phone[-1] == INDEX[SILENCE]
    assert (made.begin[1:] == made.end[:-1]).all()
    assert made.begin[0] == 0 and made.end[-1] == 140


def test_a_rest_beside_silence_is_one_silence():
    given = aligned(("a", 0, 20), (SILENCE, -1, 10), ("s", 1, 60), ("a", 1, 20))
    made = rested(given, level(110, (32, 60)))
    assert made.phone.tolist() == [INDEX[s] for s in ("a", SILENCE, "s", "a")]
    assert made.begin.tolist() == [0, 20, 58, 90] and made.end.tolist() == [20, 58, 90, 110]
