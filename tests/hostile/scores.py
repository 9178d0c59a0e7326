"""Hostile scores: MIDI, MusicXML, UST, USTX, DiffSinger and ABC."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Final

from tests.hostile import packing
from tests.hostile.case import SECRET, Case, Made

_PART: Final = '<part-list><score-part id="P1"><part-name>{}</part-name></score-part></part-list>'
_NOTE: Final = (
    "<note><pitch><step>C</step><octave>4</octave></pitch><duration>{}</duration>"
    "<voice>1</voice><type>quarter</type></note>"
)
_FIRST: Final = "<attributes><divisions>{}</divisions></attributes>"
_LAUGHS: Final = "<!DOCTYPE l [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
_STOLEN: Final = f"<!DOCTYPE s [<!ENTITY x SYSTEM '../{SECRET}'>]>"


def enter(source: Path, out: Path) -> object:
    """Read every voice of a score."""
    from aigc.scores.reader import read_parts

    return read_parts(source)


def musicxml(
    measures: str | None = None, *, title: str = "v", prologue: str = "", divisions: object = 1
) -> bytes:
    """Return a MusicXML score of these measures, or of one note."""
    if measures is None:
        measures = f'<measure number="1">{_FIRST.format(divisions)}{_NOTE.format(4)}</measure>'
    part = f'<part id="P1">{measures}</part>'
    return (
        f'<?xml version="1.0"?>{prologue}<score-partwise version="4.0">{_PART.format(title)}{part}'
        "</score-partwise>"
    ).encode()


def midi(*tracks: bytes, unit: int = 480, kind: int = 1, count: int | None = None) -> bytes:
    """Return a MIDI file of these tracks."""
    told = len(tracks) if count is None else count
    head = b"MThd" + struct.pack(">IHHH", 6, kind, told, unit & 0xFFFF)
    return head + b"".join(b"MTrk" + struct.pack(">I", len(t)) + t for t in tracks)


_END: Final = b"\0\xff\x2f\0"
_SUNG: Final = b"\0\x90\x40\x40\x83\x60\x80\x40\0"
_LATE: Final = b"\xff\xff\xff\x7f"
_CONTAINER: Final = (
    '<?xml version="1.0"?>{}<container><rootfiles>'
    '<rootfile full-path="{}"/></rootfiles></container>'
)
_YAML: Final = b"name: x\nustx_version: '0.6'\n"


def _ust(*lines: str) -> bytes:
    return "\n".join(("[#VERSION]", "UST Version1.2", "[#SETTING]", *lines, "[#TRACKEND]")).encode()


def _written(content: bytes) -> Made:
    return lambda path: content


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="score", name=name, made=made, why=why, harmless=harmless)


_MEASURE: Final = '<measure number="1">{}</measure>'
_XML: Final = (
    _case("a.musicxml", b"", "empty"),
    _case("a.musicxml", b"<score-partwise>" * 200_000, "200,000 nested roots"),
    _case("a.musicxml", musicxml(title="&a9;", prologue=_LAUGHS), "laughing entities"),
    _case("a.musicxml", musicxml(title="&x;", prologue=_STOLEN), "an entity from a file"),
    _case("a.musicxml", musicxml(prologue="<!DOCTYPE a SYSTEM 'http://10.0.0.1/a.dtd'>"),
          "a document type from the network", harmless=True),
    _case("a.xml", b"<?xml version='1.0'?><svg/>", "a drawing called a score"),
    _case("a.musicxml", musicxml(divisions="9" * 100_000), "a division of 100,000 figures"),
    _case("a.musicxml", musicxml(divisions=0), "no divisions"),
    _case("a.musicxml", musicxml(divisions="1e9999"), "an infinite division"),
    _case("a.musicxml", musicxml(divisions="-4"), "time that goes back"),
    _case("a.musicxml", musicxml(_MEASURE.format(_FIRST.format(1) + _NOTE.format(10**12))),
          "a note of a thousand years"),
    _case("a.musicxml", musicxml(_MEASURE.format(_FIRST.format(1) + _NOTE.format("NaN"))),
          "a note of no length"),
    _case("a.musicxml", musicxml("".join(
        f'<measure number="{n}"><barline><repeat direction="backward" times="{10**9}"/></barline>'
        f"{_FIRST.format(1)}{_NOTE.format(1)}</measure>" for n in range(9))),
        "a billion repeats", harmless=True),
    _case("a.musicxml", musicxml("<measure number='1'/>" * 60_000), "60,000 measures"),
    _case("a.musicxml", musicxml(_MEASURE.format(_FIRST.format(1) + _NOTE.format(1) * 20_000)),
          "20,000 notes in a measure", harmless=True),
    _case("a.musicxml", b"\x89PNG\r\n\x1a\n" + bytes(900), "a picture called a score"),
    _case("a.musicxml", musicxml()[:-60], "cut off"),
    _case("a.musicxml", _written(bytes(30_000_000)), "thirty megabytes of zeros"),
)  # fmt: skip
_MXL: Final = (
    _case("a.mxl", b"PK\3\4" + bytes(99), "a broken archive"),
    _case("a.mxl", packing.zipped({"a.txt": "x"}), "no score inside"),
    _case("a.mxl", packing.zipped({"a.musicxml": b" " * 60_000_000}), "a bomb of spaces"),
    _case("a.mxl", packing.zipped({"META-INF/container.xml":
                                   _CONTAINER.format("", f"../{SECRET}")}),
          "a root file outside"),
    _case("a.mxl", packing.zipped({"META-INF/container.xml": _CONTAINER.format(_STOLEN, "&x;"),
                                   "s.musicxml": musicxml()}), "an entity in the container"),
    _case("a.mxl", packing.linked("a.musicxml", f"../{SECRET}", {"b.txt": "x"}), "a link outside"),
    _case("a.mxl", packing.locked({"a.musicxml": musicxml()}), "a password"),
    _case("a.mxl", packing.understated({"a.musicxml": musicxml()}, 9), "a size that is a lie"),
)  # fmt: skip
_MIDI: Final = (
    _case("a.mid", b"MThd" + bytes(99), "only zeros"),
    _case("a.mid", midi(_END), "no note"),
    _case("a.mid", midi(_SUNG + _END)[:-8], "cut off"),
    _case("a.mid", midi(_SUNG + _END, unit=0), "no ticks"),
    _case("a.mid", midi(_SUNG + _END, unit=0xE728), "time in frames"),
    _case("a.mid", midi(_SUNG + _END, kind=2), "separate songs"),
    _case("a.mid", midi(_SUNG + _END, kind=900, count=65_535), "more tracks told than there"),
    _case("a.mid", midi(b"".join(_LATE + b"\x90\x40\x40" + _LATE + b"\x80\x40\0"
                                 for _ in range(99)) + _END, unit=1), "centuries of music"),
    _case("a.mid", midi(b"\0\xff\x51\3\xff\xff\xff" + (_LATE + b"\x90\x40\x40" + _LATE
                                                      + b"\x80\x40\0") * 3 + _END, unit=32_767),
          "days of music"),
    _case("a.mid", midi(b"\0\x90\x40\x40\1\x80\x40\0" * 240_000 + _END), "half a million events"),
    _case("a.mid", _written(midi(b"\0\x90\x40\x40" * 2_500_000 + _END)), "ten megabytes of events"),
    _case("a.mid", midi(b"\0\xff\x05\xff\xff\xff\x7f" + b"la" * 99), "a text longer than the file"),
    _case("a.mid", midi(b"\0\xff\x58\4\0\xff\0\0" + _SUNG + _END), "a metre of no beats",
          harmless=True),
    _case("a.mid", midi(b"\0\xff\x51\3\0\0\0" + _SUNG + _END), "no time at all", harmless=True),
    _case("a.mid", midi(b"\xff" * 99_999), "numbers without an end"),
    _case("a.mid", midi(*(_SUNG + _END,) * 4000), "4,000 tracks"),
    _case("a.mid", b"RIFF" + bytes(4) + b"RMIDdata" + bytes(9), "a RIFF file without MIDI"),
)  # fmt: skip
_EDITORS: Final = (
    _case("a.ustx", _YAML + b"a: !!python/object/apply:os.system [id]\n", "Python in YAML"),
    _case("a.ustx", _YAML + b"a: &a [x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9))
        for n in range(9)), "anchors that multiply"),
    _case("a.ustx", _YAML + b"a: " + b"[" * 90_000, "90,000 nested lists"),
    _case("a.ustx", _YAML + b"a: " + b"{b: " * 30_000, "30,000 nested tables"),
    _case("a.ustx", _YAML + b"voice_parts:\n- position: 1e400\n  notes: [{position: 9e99}]\n",
          "places beyond numbers"),
    _case("a.ust", _ust("[#0000]", "Length=" + "9" * 99_999, "NoteNum=60"), "a length too long"),
    _case("a.ust", _ust("[#0000]", "Length=480", "NoteNum=99999999"), "a pitch that is none"),
    _case("a.ust", _ust("Tempo=0", "[#0000]", "Length=480", "NoteNum=60"), "no tempo"),
    _case("a.ust", _ust(*("[#0000]", "Length=480", "NoteNum=60", "PBW=" + "1," * 9) * 4000),
          "4,000 notes", harmless=True),
    _case("a.ust", b"\x80\4\x95cos\nsystem\n(S'id'\ntR.", "a pickle called a score"),
    _case("a.ds", json.dumps([{"text": "la", "note_seq": "C4", "note_dur": "1e999"}]).encode(),
          "a note without an end"),
    _case("a.ds", b"[" * 100_000, "100,000 nested lists"),
    _case("a.ds", b'[{"text": "la", "note_seq": "' + b"C4 " * 300_000 + b'"}]',
          "notes without length"),
    _case("a.ds", b"[" + b"9" * 100_000 + b"]", "a number of 100,000 figures"),
    _case("a.abc", b"X:1\nK:C\n" + b"(" * 100_000, "100,000 slurs"),
    _case("a.abc", b"X:1\nL:1/0\nK:C\nC\n", "a length divided by nothing"),
    _case("a.abc", b"X:1\nK:C\nC" + b"9" * 5000 + b"\n", "a length of 5,000 figures"),
    _case("a.abc", b"X:1\nK:C\n%%abc-include ../" + SECRET.encode() + b"\nI:abc-include ../"
          + SECRET.encode() + b"\nC D|\n", "an included file", harmless=True),
    _case("a.abc", b"X:1\nK:C\n" + b"|: C :|" * 30_000, "30,000 repeats", harmless=True),
    _case("a.abc", b"X:1\nK:C\n" + b"V:%d\nC|\n" % 1 * 10 + b"".join(
        b"V:%d\nC|\n" % n for n in range(9999)), "9,999 voices"),
    _case("a.abc", b"X:1\nK:C\n" + b"[" * 100_000, "100,000 chords"),
    _case("a.abc", b"X:1\nK:C\n" + b"{" * 100_000 + b"C", "100,000 graces"),
    _case("a.abc", b"X:1\nK:C\n(" + b"9" * 5000 + b"C D E|\n", "a tuplet of 5,000 figures"),
    _case("a.abc", b"X:1\nM:1/0\nK:C\nC D|\n", "a metre of no beats in ABC", harmless=True),
    _case("a.abc", b"X:1\nQ:1/4=0\nK:C\nC D|\n", "no tempo in ABC", harmless=True),
    _case("a.abc", b"X:1\nQ:1/4=" + b"9" * 5000 + b"\nK:C\nC D|\n", "a tempo of 5,000 figures"),
    _case("a.abc", b"X:1\nK:C\nm: ~n = " + b"~n" * 90 + b"\n" + b"~C" * 9000 + b"\n",
          "a macro that names itself", harmless=True),
    _case("a.abc", b"X:1\nL:1/1\nK:C\n" + b"C99999 " * 4_000 + b"|\n", "years of notes"),
    _case("a.abc", b"X:1\nK:C\n" + b"C'" + b"'" * 90_000 + b"|\n", "90,000 octaves", harmless=True),
    _case("a.abc", b"X:1\nK:C\nC|\nw:" + b"a-" * 900_000 + b"\n", "900,000 syllables for a note",
          harmless=True),
    _case("a.abc", b"X:1\nK:C\n" + b"[V:1]C|" * 90_000, "90,000 inline fields", harmless=True),
    _case("a.abc", _written(b"X:1\nK:C\n" + b"C" * 30_000_000), "thirty megabytes of notes"),
    _case("a.abc", b"X:1\nP:" + b"(A" * 9000 + b"\nK:C\nP:A\nC|\n", "9,000 nested parts",
          harmless=True),
    _case("a.abc", b"X:1\nP:" + b"(" * 60 + b"A" + b"9)" * 60 + b"\nK:C\nP:A\nC|\n",
          "parts that multiply", harmless=True),
)  # fmt: skip
CASES: Final = (*_XML, *_MXL, *_MIDI, *_EDITORS)
