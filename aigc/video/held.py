"""H.264 pictures that repeat the one before: every macroblock skipped, a few dozen bytes each.

An encoder spends more than half of a frame's time on a frame in which nothing has moved. Written
by hand such a picture costs nothing, and a player copies it.

Source: Rec. ITU-T H.264 (08/2021), sections 7.3 (syntax), 8.2.1.3 (picture order count of type 2)
and 9.3 (CABAC).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from aigc.errors import EngineFailed

_SLICE, _SEQUENCE, _PICTURE = 1, 7, 8
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
_QP = 51
_FIRST_STATE, _LAST_STATE = 42, 62
# Table 9-44: the range of the unlikely symbol in states 42 to 62, for each quarter of the range.
_UNLIKELY = (
    *((16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22)),
    *((12, 15, 18, 21), (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17)),
    *((10, 12, 14, 16), (9, 11, 13, 15), (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13)),
    *((7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11), (6, 8, 9, 11), (6, 7, 9, 10)),
    (6, 7, 8, 9),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeater:
    """Writes repeats for one stream of progressive frames without B-frames.

    Attributes
    ----------
    macroblocks : int
        How many there are in a frame.
    frame_num_bits : int
        Length of ``frame_num`` in a slice header.
    start_qp : int
        Quantiser from which the headers of the stream's slices count.
    """

    macroblocks: int
    frame_num_bits: int
    start_qp: int

    @classmethod
    def of(cls, headers: bytes) -> Repeater:
        """Return the repeater for a stream with these parameter sets (Annex B).

        Raises
        ------
        EngineFailed
            The stream is of a form in which nothing can be repeated.
        """
        units = {unit[0] & 31: _Bits(unit[1:]) for unit in units_of(headers)}
        if not {_SEQUENCE, _PICTURE} <= units.keys():
            raise EngineFailed("The encoder gave no parameter sets, so no frame can be repeated.")
        bits, macroblocks = _read_sequence(units[_SEQUENCE])
        return cls(
            macroblocks=macroblocks,
            frame_num_bits=bits,
            start_qp=_read_picture(units[_PICTURE]),
        )

    def repeat(self, frame_num: int) -> bytes:
        """Return the picture (Annex B) that shows reference frame ``frame_num - 1`` once more.

        No other picture refers to it, so the frames around it stay as they are. Two of them never
        follow each other.
        """
        number = frame_num % (1 << self.frame_num_bits)
        header = (
            _ue(0) + _ue(0) + _ue(0) + f"{number:0{self.frame_num_bits}b}"  # first, P, sets, number
            "1" + _ue(0) + "0"  # one reference, in its own order
            + _ue(0) + _se(_QP - self.start_qp) + _ue(1)  # contexts, quantiser, no deblocking
        )  # fmt: skip
        data = _padded(header, "1") + _padded(_all_skipped(self.macroblocks), "0")
        return b"\0\0\0\1" + _guarded(bytes([_SLICE]) + int(data, 2).to_bytes(len(data) // 8))


def units_of(stream: bytes) -> Iterator[bytes]:
    """Yield the units of an Annex B stream without their start codes."""
    starts, at = [], stream.find(b"\0\0\1")
    while at >= 0:
        starts.append(at + 3)
        at = stream.find(b"\0\0\1", at + 3)
    for begin, following in pairwise([*starts, len(stream) + 3]):
        unit = stream[begin : following - 3].rstrip(b"\0")
        if unit:
            yield unit


def _read_sequence(bits: _Bits) -> tuple[int, int]:
    """Return the length of ``frame_num`` and the number of macroblocks."""
    profile = bits.read(8)
    bits.read(16)
    bits.ue()
    scaled = False
    if profile in _HIGH_PROFILES:
        _expect("4:2:0", bits.ue() == 1)
        bits.ue(), bits.ue(), bits.read(1)
        scaled = bool(bits.read(1))
    _expect("no matrix of quantisers", not scaled)
    length = bits.ue() + 4
    _expect("picture order of type 2 (no B-frames)", bits.ue() == 2)
    bits.ue(), bits.read(1)
    macroblocks = (bits.ue() + 1) * (bits.ue() + 1)
    _expect("progressive frames", bits.read(1) == 1)
    return length, macroblocks


def _read_picture(bits: _Bits) -> int:
    """Return the quantiser that slices start from."""
    _expect("one picture parameter set", bits.ue() == 0 and bits.ue() == 0)
    _expect("CABAC", bits.read(1) == 1)
    bits.read(1)
    _expect("one group of slices", bits.ue() == 0)
    bits.ue(), bits.ue()
    _expect("no weights of prediction", bits.read(1) == 0)
    bits.read(2)
    return 26 + bits.se()


def _expect(what: str, there: bool) -> None:
    if not there:
        raise EngineFailed(f"Frames can be repeated only in a stream with {what}.")


class _Bits:
    """Reads a unit's payload bit by bit."""

    def __init__(self, unit: bytes) -> None:
        payload = unit.replace(b"\0\0\3", b"\0\0")
        self._text = f"{int.from_bytes(payload):0{8 * len(payload)}b}"
        self._at = 0

    def read(self, count: int) -> int:
        self._at += count
        return int(self._text[self._at - count : self._at], 2)

    def ue(self) -> int:
        zeros = self._text.index("1", self._at) - self._at
        self._at += zeros
        return self.read(zeros + 1) - 1

    def se(self) -> int:
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def _ue(value: int) -> str:
    code = f"{value + 1:b}"
    return "0" * (len(code) - 1) + code


def _se(value: int) -> str:
    return _ue(2 * value - 1 if value > 0 else -2 * value)


def _padded(bits: str, filler: str) -> str:
    return bits + filler * (-len(bits) % 8)


def _guarded(unit: bytes) -> bytes:
    """Return a unit in which no start code can be seen."""
    out = bytearray()
    for byte in unit:
        if byte <= 3 and out[-2:] == b"\0\0":
            out.append(3)
        out.append(byte)
    return bytes(out)


@lru_cache(maxsize=8)
def _all_skipped(macroblocks: int) -> str:
    """Return slice data with nothing but skipped macroblocks, with its stop bit.

    Only the likely symbol is ever coded, so the interval's lower end stays at zero until the end.
    """
    state, size, shifts = _FIRST_STATE, 510, 0
    for left in range(macroblocks - 1, -1, -1):
        size -= _UNLIKELY[state - _FIRST_STATE][size >> 6 & 3]
        state = min(state + 1, _LAST_STATE)
        if size < 256:
            size, shifts = size << 1, shifts + 1
        size -= 2
        if left and size < 256:
            size, shifts = size << 1, shifts + 1
    # Ending lays the interval on its last two values and writes it out with seven more bits.
    return f"{size | 1:0{shifts + 7 + 2}b}"
