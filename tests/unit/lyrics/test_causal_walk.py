"""The tokens a text may go on with, against what trying every token finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc.lyrics.causal.sheet import FREE, Sheet
from aigc.lyrics.causal.table import Spelling, TokenTable, split
from aigc.lyrics.causal.walk import Gate, Walk

CHARACTERS = "\n ，a春秋风月é𠀀𠀁"
END = 0
FUZZ = settings(suppress_health_check=[HealthCheck.large_base_example])


def parts(character: str) -> list[bytes]:
    text = character.encode()
    return [text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)]


def pools() -> st.SearchStrategy[bytes]:
    whole = st.text(CHARACTERS + "x龙", min_size=1, max_size=4).map(str.encode)
    cut = st.tuples(whole, st.integers(0, 3), st.integers(0, 3)).map(
        lambda cut: cut[0][cut[1] : len(cut[0]) - cut[2]]
    )
    wild = st.binary(min_size=1, max_size=3)
    return st.one_of(whole, cut, wild)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[TokenTable, Sheet]:
    kind = draw(st.sampled_from(["bytes", "halves", "characters"]))
    base = {
        "bytes": [bytes([b]) for b in range(256)],
        "halves": [p for c in CHARACTERS for p in (c.encode()[:2], c.encode()[2:], c.encode())],
        "characters": [c.encode() for c in CHARACTERS],
    }[kind]
    dropped = draw(st.sets(st.integers(0, len(base) - 1), max_size=2)) if kind != "bytes" else ()
    kept = [piece for i, piece in enumerate(base) if i not in dropped]
    more = draw(st.lists(pools(), max_size=60))
    table = TokenTable(Spelling([b"", *kept, *more]), CHARACTERS)
    size = draw(st.integers(1, 9))
    copies = [
        draw(st.integers(0, p - 1)) if p and draw(st.booleans()) else FREE for p in range(size)
    ]
    width = len(table.alphabet)
    rows = [draw(st.integers(0, 2**width - 1)) for _ in range(size)]
    allowed = np.array([[row >> c & 1 for c in range(width)] for row in rows], dtype=bool)
    spelled = np.flatnonzero(table.spelled)
    for row in allowed:
        row[spelled[draw(st.integers(0, len(spelled) - 1))]] = True
    return table, Sheet.of(table.alphabet, allowed, copies)


def holds(table: TokenTable, sheet: Sheet, place: int, character: str, text: str) -> bool:
    if sheet.copies[place] != FREE:
        return character == text[sheet.copies[place]]
    if character not in table.index or not table.spelled[table.index[character]]:
        return False
    return bool(sheet.sets[sheet.which[place], table.index[character]])


def finished(rest: bytes, pieces: set[bytes]) -> bool:
    return not rest or any(
        rest[:k] in pieces and finished(rest[k:], pieces) for k in range(1, len(rest) + 1)
    )


def by_trial(table: TokenTable, sheet: Sheet, written: bytes) -> set[int]:
    """Every token after which each character is right and an unfinished one can be finished."""
    pieces, found = set(table.pieces) - {b""}, set()
    for token, piece in enumerate(table.pieces):
        whole = split(written + piece)
        if not piece or whole is None or len(whole[0]) + bool(whole[1]) > len(sheet):
            continue
        text, tail = whole
        right = all(holds(table, sheet, p, c, text) for p, c in enumerate(text))
        if right and tail:
            right = any(
                holds(table, sheet, len(text), c, text)
                and c.encode().startswith(tail)
                and finished(c.encode()[len(tail) :], pieces)
                for c in table.alphabet
            )
        if right:
            found.add(token)
    return found


@settings(FUZZ, max_examples=200)
@given(worlds(), st.randoms(use_true_random=False))
def test_allowed_tokens_are_those_that_trial_finds_and_lead_to_the_end(world, random):
    table, sheet = world
    walk, written = Walk(Gate(table), sheet, END), b""
    while not walk.done:
        allowed = walk.allowed().tolist()
        assert len(set(allowed)) == len(allowed) > 0
        assert set(allowed) == by_trial(table, sheet, written)
        token = random.choice(allowed)
        walk.advance(token)
        written += table.pieces[token]
    assert walk.allowed().tolist() == [END]
    assert walk.text == written.decode()
    assert len(walk.text) == len(sheet)


@settings(FUZZ, max_examples=25)
@given(worlds(), st.randoms(use_true_random=False))
def test_walks_of_one_gate_do_not_disturb_each_other(world, random):
    table, sheet = world
    gate = Gate(table)
    walks = [Walk(gate, sheet, END) for _ in range(3)]
    while not all(walk.done for walk in walks):
        walk = random.choice(walks)
        alone = Walk(Gate(table), sheet, END)
        alone.__dict__.update(_written=list(walk._written), pending=walk.pending)
        allowed = walk.allowed().tolist()
        assert sorted(allowed) == sorted(alone.allowed().tolist())
        walk.advance(random.choice(allowed))


def test_a_fork_goes_on_by_itself():
    table = TokenTable(Spelling([b"", *(c.encode() for c in "春秋")]), "春秋")
    walk = Walk(Gate(table), Sheet.of(table.alphabet, np.ones((3, 2), dtype=bool)), END)
    walk.advance(1)
    other = walk.fork()
    other.advance(2)
    assert (walk.text, other.text) == ("春", "春秋")


def test_a_hook_repeats_within_one_token():
    spelling = Spelling(
        [b"", *(c.encode() for c in "春秋\n"), "春\n春".encode(), "春\n秋".encode()]
    )
    table = TokenTable(spelling, "春秋\n")
    allowed = np.array([[c in where for c in table.alphabet] for where in ("春秋", "\n", "春秋")])
    walk = Walk(Gate(table), Sheet.of(table.alphabet, allowed, [FREE, FREE, 0]), END)
    assert sorted(walk.allowed().tolist()) == [1, 2, 4]


def test_an_unfinished_character_must_be_one_the_tokens_can_finish():
    spring, wind = "春".encode(), "风".encode()
    spelling = Spelling([b"", spring, wind, wind[:2], spring[:1]])
    table = TokenTable(spelling, "春风")
    walk = Walk(Gate(table), Sheet.of(table.alphabet, np.ones((1, 2), dtype=bool)), END)
    assert sorted(walk.allowed().tolist()) == [1, 2]


def test_a_place_that_no_token_can_write_is_refused_before_the_walk():
    table = TokenTable(Spelling([b"", "春".encode()]), "春秋")
    only = Sheet.of(table.alphabet, np.array([[True, False], [False, True]]))
    with pytest.raises(ValueError, match="place 1"):
        Walk(Gate(table), only, END)
    with pytest.raises(ValueError, match="different alphabets"):
        Walk(Gate(table), Sheet.of(("春",), np.ones((1, 1), dtype=bool)), END)


def test_a_token_that_cannot_follow_is_refused():
    table = TokenTable(Spelling([b"", "春".encode(), b"\x98"]), "春")
    walk = Walk(Gate(table), Sheet.of(table.alphabet, np.ones((1, 1), dtype=bool)), END)
    for token in (0, 2):
        with pytest.raises(ValueError, match=f"Token {token}"):
            walk.advance(token)


@pytest.mark.parametrize(
    ("alphabet", "copies", "says"),
    [(("秋", "春"), [FREE], "order"), (("春", "秋"), [0], "later"), (("春",), [FREE], "shape")],
)
def test_a_sheet_that_is_no_sheet_is_refused(alphabet, copies, says):
    with pytest.raises(ValueError, match=says):
        Sheet.of(alphabet, np.ones((1, 2), dtype=bool), copies)


def test_copies_of_copies_name_the_first():
    sheet = Sheet.of(("春",), np.ones((4, 1), dtype=bool), [FREE, 0, 1, 2])
    assert sheet.copies.tolist() == [FREE, 0, 0, 0]
