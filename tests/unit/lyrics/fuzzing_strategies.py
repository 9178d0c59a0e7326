"""The fuzzed templates as strategies of hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.unit.lyrics.fuzzing import Case, feasible
from tests.unit.lyrics.fuzzing_broken import broken
from tests.unit.lyrics.fuzzing_english import broken_english, feasible_english
from tests.unit.lyrics.fuzzing_small import small

RANDOM = st.randoms(use_true_random=False)


def feasible_cases(*, most_lines: int = 12, longest: int = 16) -> st.SearchStrategy[Case]:
    """Templates that a hidden text meets."""
    return RANDOM.map(lambda rng: feasible(rng, most_lines=most_lines, longest=longest))


def small_cases() -> st.SearchStrategy[Case]:
    """Templates of few cells, feasible or not, whose truth was found by trying every text."""
    return RANDOM.map(small)


def broken_cases() -> st.SearchStrategy[Case]:
    """Templates in which one thing was broken."""
    return RANDOM.map(broken)


def english_cases() -> st.SearchStrategy[Case]:
    """English templates, feasible or broken."""
    return RANDOM.map(lambda rng: rng.choice([feasible_english, broken_english])(rng))
