"""Measures are played in the order a musician plays them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.scores.roadmap import MOST_MEASURES, Signs, merged, unfolded

NONE = Signs()
OPEN = Signs(forward=True)
CLOSE = Signs(backward=2)


def ending(*times: int, close: bool = False) -> Signs:
    return Signs(ending=frozenset(times), ending_stop=True, backward=2 if close else 0)


@pytest.mark.parametrize(
    ("signs", "order"),
    [
        ([NONE, NONE, NONE], "012"),
        ([NONE, CLOSE, NONE], "01012"),
        ([NONE, OPEN, CLOSE, NONE], "012123"),
        ([Signs(forward=True, backward=3), NONE], "0001"),
        ([CLOSE, NONE, CLOSE], "001212"),
        ([OPEN, ending(1, close=True), ending(2), NONE], "01023"),
        ([OPEN, ending(1, close=True), NONE], "0102"),
        ([OPEN, ending(1, 2, close=True), ending(3), NONE], "0101023"),
        ([OPEN, ending(1, close=True), ending(2, close=True), ending(3), NONE], "0102034"),
        (
            [OPEN, ending(1, close=True), ending(2), OPEN, ending(1, close=True), ending(2)],
            "01023435",
        ),
        ([NONE, Signs(fine=True), NONE, Signs(capo=True)], "012301"),
        ([NONE, CLOSE, Signs(capo=True)], "01012012"),
        ([NONE, Signs(backward=2, after_jump=True), Signs(capo=True)], "0101201012"),
        ([NONE, Signs(segno="s"), Signs(fine=True), Signs(dal="s")], "012312"),
        (
            [NONE, Signs(segno="s"), Signs(to_coda="c"), Signs(dal="s"), Signs(coda="c"), NONE],
            "01231245",
        ),
        ([Signs(coda="x"), Signs(capo=True), Signs(coda="x")], "0102"),
        ([OPEN, ending(1, close=True), ending(2), Signs(capo=True)], "01023023"),
        ([Signs(capo=True), NONE], "001"),
        (
            [NONE, ending(1, close=True), Signs(ending=frozenset({2})), OPEN, CLOSE, NONE],
            "010234345",
        ),
    ],
)
def test_order(signs: list[Signs], order: str):
    assert "".join(map(str, unfolded(signs))) == order


def test_a_da_capo_without_fine_plays_to_the_end_once():
    assert unfolded([NONE, Signs(capo=True), NONE]) == (0, 1, 0, 1, 2)


def test_parts_say_it_together():
    both = merged(Signs(forward=True, segno="a"), Signs(backward=3, ending=frozenset({1})))
    assert both == Signs(forward=True, segno="a", backward=3, ending=frozenset({1}))


SIGNS = st.builds(
    Signs,
    forward=st.booleans(),
    backward=st.sampled_from([0, 0, 0, 2, 3, 99]),
    after_jump=st.booleans(),
    ending=st.sampled_from([frozenset(), frozenset(), frozenset({1}), frozenset({2, 3})]),
    ending_stop=st.booleans(),
    capo=st.booleans(),
    fine=st.booleans(),
    dal=st.sampled_from(["", "", "s"]),
    segno=st.sampled_from(["", "", "s"]),
    to_coda=st.sampled_from(["", "", "c"]),
    coda=st.sampled_from(["", "", "c"]),
)


@given(st.lists(SIGNS, max_size=12))
def test_any_signs_come_to_an_end(signs: list[Signs]):
    order = unfolded(signs)
    assert len(order) <= MOST_MEASURES + 1
    assert all(0 <= i < len(signs) for i in order)
