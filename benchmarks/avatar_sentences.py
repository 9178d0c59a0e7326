"""How well sentences become characters: 420 of them with what each should set.

Run ``python benchmarks/avatar_sentences.py``; add ``--shapes`` to build a sample and measure the
meshes and textures themselves, ``--show`` to print what went wrong in the half that the lexicon
was made with. Every second sentence is held out, unless it is marked ``open``: of those only the
figure is printed.

What a line of ``data/avatar_sentences.tsv`` expects is ``path=value;path=value``. A value is a name
or some of (between bars): ``12..30`` a range, ``+`` or ``-`` a side of 0, ``#blue`` a family of
colours, ``@short`` a kind of hair style, ``!none`` anything but. ``sex``, ``age`` and ``descent``
stand for settings of the body, ``!=word`` is a word to be reported as unknown, ``conflict=path`` a
contradiction.
A setting that was made and not expected counts against the score, unless a role implied it or it
belongs to the same words as one that is right (a heart-shaped face moves two sliders).
"""

from __future__ import annotations

import argparse
import colorsys
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.avatar.sentence import Described, read_sentence

DATA = Path(__file__).parent / "data" / "avatar_sentences.tsv"
GOAL = 0.95
OPEN = "open"
"""Marks a sentence that was looked at, wherever it stands."""
SHORT = {
    "bald", "buzz", "crew", "crop", "caesar", "fade_curls", "side_part",
    "slick_back", "quiff", "pompadour", "undercut", "mohawk", "spiky", "messy",
    "curtains", "two_block", "bowl", "pixie", "afro", "mop_curls", "bob",
    "inverted_bob", "curly_bob",
}  # fmt: skip
MEDIUM = {"bob", "long_bob", "shag", "wolf_cut", "wavy_medium", "curly_bob", "inverted_bob"}
CURLY = {"curly_bob", "mop_curls", "fade_curls", "afro", "long_curly", "wavy_medium", "box_braids"}
STRAIGHT = {"long_straight", "long_bob", "bob", "hime", "inverted_bob", "side_part", "two_block"}
SHORT_OR_MEDIUM = SHORT | MEDIUM
KINDS = {"short": SHORT, "medium": MEDIUM, "curly": CURLY, "straight": STRAIGHT}
NAMES = {"sex": "body.masculine", "age": "body.age"}
SEXES = {"f": (0.0, 0.36), "m": (0.64, 1.0), "n": (0.3, 0.7)}
DESCENTS = {
    "asian": (1, 0, 0), "european": (0, 1, 0), "african": (0, 0, 1), "mixed": (0.5, 0.5, 0),
    "indian": (0.3, 0.5, 0.2), "eastern": (0.2, 0.7, 0.1), "latin": (0.25, 0.55, 0.2),
}  # fmt: skip
BODY = ("body.asian", "body.european", "body.african")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence and what it should set."""

    language: str
    text: str
    expected: tuple[str, ...]
    held_out: bool


def lines() -> Iterator[Line]:
    rows = [r.split("\t") for r in DATA.read_text("utf-8").splitlines() if not r.startswith("#")]
    for k, (language, text, expected, *marks) in enumerate(rows):
        yield Line(
            language=language, text=text, expected=tuple(expected.split(";")),
            held_out=k % 2 == 1 and OPEN not in marks,
        )  # fmt: skip


def family(colour: str) -> set[str]:
    """Return the names that people give a colour; the borders overlap."""
    r, g, b = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    h, s, v = colorsys.rgb_to_hsv(r, g, b)
    h *= 360
    chroma = v - min(r, g, b)
    names = set()
    if v < 0.28:
        names.add("black")
    if v > 0.82 and s < 0.15:
        names.add("white")
    if s < 0.22 and 0.2 < v < 0.88:
        names.add("grey")
    if chroma < 0.08:
        return names
    warm = 12 <= h <= 50
    if warm and v < 0.70:
        names.add("brown")
    if warm and v >= 0.5 and s < 0.5:
        names.add("beige")
    if 24 <= h <= 56 and v > 0.68:
        names.add("blonde")
    if 14 <= h <= 44 and v > 0.62 and s > 0.5:
        names.add("orange")
    if 38 <= h <= 66 and v > 0.7 and s > 0.4:
        names.add("yellow")
    if (h <= 20 or h >= 340) and s > 0.45:
        names.add("red")
    if (h >= 300 or h <= 12) and v > 0.6 and s < 0.75:
        names.add("pink")
    if 80 <= h <= 175:
        names.add("green")
    if 160 <= h <= 200:
        names.add("teal")
    if 190 <= h <= 255:
        names.add("blue")
    if 245 <= h <= 320:
        names.add("purple")
    return names


def holds(want: str, value: object) -> bool:
    if want.startswith("!"):
        return not holds(want[1:], value)
    if want.startswith("#") and isinstance(value, str):
        return value.startswith("#") and want[1:] in family(value)
    if want.startswith("@"):
        found = value in KINDS[want[1:]] if want[1:] in KINDS else None
        return str(value) not in SHORT_OR_MEDIUM if found is None else found
    if isinstance(value, str):
        return want == value
    if not isinstance(value, float | int):
        return False
    if want in "+-":
        return value > 0.04 if want == "+" else value < -0.04
    if ".." in want:
        low, high = map(float, want.split(".."))
        return low - 0.011 <= value <= high + 0.011
    return False


def right(item: str, found: Described, values: dict[str, object]) -> bool:
    path, _, wanted = item.partition("=")
    if path == "!":
        return any(wanted in word or word in wanted for word in found.unknown)
    if path == "conflict":
        return any(c.path == wanted for c in found.conflicts)
    if path == "descent":
        return tuple(values.get(p) for p in BODY) == DESCENTS[wanted]
    return any(_one(path, want, found, values) for want in wanted.split("|"))


def _one(path: str, want: str, found: Described, values: dict[str, object]) -> bool:
    if "=" in want:
        return right(want, found, values)
    if want == "none" and path == "makeup.lips":
        return path not in values
    if path == "sex":
        low, high = SEXES[want]
        value = values.get("body.masculine")
        return isinstance(value, float) and low <= value <= high
    return holds(want, values.get(NAMES.get(path, path)))


def spurious(line: Line, found: Described) -> list[str]:
    """Return the settings that nothing asked for."""
    expected = {NAMES.get(i.partition("=")[0], i.partition("=")[0]) for i in line.expected}
    expected |= {p.partition("=")[0] for i in line.expected for p in i.split("|") if "=" in p}
    expected |= set(BODY) if "descent" in expected else set()
    spans = {s.span for s in found.slots if s.path in expected}
    roots = {(s.span, s.path.split(".")[0]) for s in found.slots if s.path in expected}
    return [
        s.path for s in found.slots
        if s.path not in expected and not s.implied
        and not (s.path.startswith("sliders.") and s.span in spans)
        and (s.span, s.path.split(".")[0]) not in roots
    ]  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was right of what should be."""

    right: int = 0
    expected: int = 0
    spurious: int = 0
    noise: int = 0

    @property
    def score(self) -> float:
        """Return slots right over slots expected and spurious ones."""
        return self.right / max(self.expected + self.spurious, 1)


def judge(line: Line, tally: Tally) -> list[str]:
    """Add a sentence to a tally and return what is wrong with it."""
    found = read_sentence(line.text)
    values: dict[str, object] = {s.path: s.value for s in found.slots}
    wrong = [i for i in line.expected if not right(i, found, values)]
    extra = spurious(line, found)
    told = [i.partition("=")[2] for i in line.expected if i.startswith("!=")]
    noise = [w for w in found.unknown if not any(w in t or t in w for t in told)]
    tally.right += len(line.expected) - len(wrong)
    tally.expected += len(line.expected)
    tally.spurious += len(extra)
    tally.noise += len(noise)
    notes = [f"wanted {w}, got {values.get(NAMES.get(w.partition('=')[0], w.partition('=')[0]))}"
             for w in wrong]  # fmt: skip
    notes += [f"spurious {p}={values[p]}" for p in extra]
    return notes + [f"noise {w}" for w in noise]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print faults, not of those held out")
    parser.add_argument("--shapes", action="store_true", help="build a sample and measure it")
    args = parser.parse_args()
    tallies: dict[tuple[str, bool], Tally] = {}
    read_sentence("warm up")
    began = time.process_time()
    for line in lines():
        tally = tallies.setdefault((line.language, line.held_out), Tally())
        wrong = judge(line, tally)
        if wrong and args.show and not line.held_out:
            print(line.text, *wrong, sep="\n    ")
    spent = time.process_time() - began
    for (language, held_out), t in sorted(tallies.items()):
        print(
            f"{language} {'held out' if held_out else 'open':8} {t.score:6.1%}  "
            f"{t.right} right of {t.expected}, {t.spurious} spurious, "
            f"{t.noise} words needlessly reported"
        )
    for held_out in (False, True):
        parts = [t for (_, h), t in tallies.items() if h == held_out]
        whole = Tally(right=sum(t.right for t in parts), expected=sum(t.expected for t in parts),
                      spurious=sum(t.spurious for t in parts))  # fmt: skip
        verdict = "reached" if whole.score >= GOAL else "not reached"
        print(
            f"{'held out' if held_out else 'open'}: {whole.score:.1%} (goal {GOAL:.0%} {verdict})"
        )
    print(f"{1000 * spent / sum(1 for _ in lines()):.1f} ms of CPU a sentence")
    if args.shapes:
        from benchmarks.avatar_sentence_shapes import report

        report()


if __name__ == "__main__":
    main()
