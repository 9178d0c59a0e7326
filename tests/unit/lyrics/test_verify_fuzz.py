"""The fuzzed templates are what they say, and the verifier agrees with trying everything."""

from __future__ import annotations

from itertools import islice, product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from aigc.lyrics.verify import verify
from aigc.lyrics.verify.books import every_sound
from aigc.types.template import Template
from tests.unit.lyrics import fuzzing_broken
from tests.unit.lyrics.fuzzing import BOOKS, COMMON, Case, feasible, printed, templates
from tests.unit.lyrics.fuzzing_small import SOUNDS, meets, small
from tests.unit.lyrics.fuzzing_strategies import (
    RANDOM,
    broken_cases,
    english_cases,
    feasible_cases,
    small_cases,
)

slow = settings(
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


@slow
@given(feasible_cases())
def test_the_hidden_text_meets_its_template(case: Case) -> None:
    assert verify(case.template, case.hidden).ok


@slow
@given(feasible_cases(most_lines=8), RANDOM)
def test_any_text_that_a_change_takes_out_of_its_form_is_faulted(case: Case, rng: Random) -> None:
    """A character changed where one is locked is a fault of that cell."""
    locked = [(i, k) for i, k, cell in case.template.places() if cell.lock]
    if not locked:
        return
    i, k = rng.choice(locked)
    words = ["".join(c for c in text if c in COMMON) for text in case.hidden]
    other = next(c for c in COMMON if c != words[i][k])
    words[i] = words[i][:k] + other + words[i][k + 1 :]
    faults = verify(case.template, printed(case.template, words)).faults
    assert ("lock", i, k) in {(f.kind, f.line, f.cell) for f in faults}


def test_the_generator_gives_the_same_cases_from_anywhere() -> None:
    assert list(templates(3, 4))[2:] == list(templates(3, 2, begin=2))


def test_the_templates_ask_for_everything_in_every_book() -> None:
    cases = list(templates(1, 150))
    cells = [cell for case in cases for _, _, cell in case.template.places()]
    assert {case.template.book for case in cases} == set(BOOKS)
    assert all(any(getattr(c, name) for c in cells) for name in ("lock", "allowed", "tone", "mark"))
    assert {"a", "b", "x"} <= {cell.rhyme for cell in cells}
    keywords = [k for case in cases for k in case.template.keywords]
    assert {k.line is None for k in keywords} == {True, False}
    assert any(line.repeats is not None for case in cases for line in case.template.lines)
    assert max(len(case.template.lines) for case in cases) > 30
    assert max(len(line) for case in cases for line in case.template.lines) > 25


def every_text(template: Template) -> list[tuple[str, ...]]:
    cells = [sorted(cell.allowed) for _, _, cell in template.places()]
    texts = []
    for picked in islice(product(*cells), 400):
        letters = iter(picked)
        texts.append(tuple("".join(next(letters) for _ in line.cells) for line in template.lines))
    return texts


def right_by_itself(template: Template, words: tuple[str, ...]) -> bool:
    return all(
        cell.lock in ("", words[i][k]) and cell.tone in ("", SOUNDS[words[i][k]][0])
        for i, k, cell in template.places()
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_verifier_agrees_with_trying_everything(seed: int) -> None:
    template = small(Random(seed)).template
    for words in every_text(template):
        wanted = right_by_itself(template, words) and meets(template, words)
        assert verify(template, printed(template, words)).ok == wanted, words


def test_small_cases_are_of_both_kinds() -> None:
    cases = [small(Random(seed)) for seed in range(100)]
    assert 20 < sum(case.feasible for case in cases) < 80
    assert all(verify(c.template, c.hidden).ok for c in cases if c.feasible)


@pytest.mark.parametrize("character", SOUNDS)
def test_the_tiny_alphabet_has_one_reading_each(character: str) -> None:
    assert [tone for tone, _ in every_sound("thirteen", character)] == [SOUNDS[character][0]]


@pytest.mark.parametrize("kind", fuzzing_broken.BREAKS)
def test_every_break_leaves_a_fault_in_the_text_that_met_the_template(kind: str) -> None:
    """The text that met the unbroken template no longer does, and the clash lies within it."""
    done = 0
    for seed in range(60):
        rng = Random(seed)
        base = feasible(rng, most_lines=8, longest=8)
        if not (made := fuzzing_broken.BREAKS[kind](rng, base.template)):
            continue
        template, clash = made
        assert {(i, k) for i, k, _ in template.places()} >= clash
        if len(template.lines) == len(base.template.lines):
            assert not verify(template, base.hidden).ok
        done += 1
    assert done


@slow
@given(english_cases())
def test_english_cases_have_a_text_or_a_clash(case: Case) -> None:
    if case.feasible:
        assert verify(case.template, case.hidden).ok
    assert {(i, k) for i, k, _ in case.template.places()} >= case.clash


@slow
@given(broken_cases())
def test_a_broken_template_has_the_cells_that_clash(case: Case) -> None:
    assert not case.feasible
    assert {(i, k) for i, k, _ in case.template.places()} >= case.clash


@slow
@given(small_cases())
def test_a_small_case_is_feasible_when_it_has_a_text(case: Case) -> None:
    assert case.feasible == bool(case.hidden)
    assert not case.hidden or verify(case.template, case.hidden).ok
