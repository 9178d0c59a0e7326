"""The forms of Song lyrics by name: 817 cipai in 2,294 variants."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aigc.errors import InputError
from aigc.lyrics.data import packed
from aigc.lyrics.sound.readings import readings
from aigc.types.template import Cell, Template, TemplateLine, Tone

STANZAS = ("上片", "下片")
_FIGURES = "一二三四五六七八九"
_NUMBERED = re.compile(rf"(.+?)\s*[·・./／\s]\s*(?:其|第)?(\d+|[{_FIGURES}十]+)(?:体)?")
_LINE = re.compile(r'([平仄中、]+)([a-z]?)([，。])(?:=(\d+))?(?:"(.)")?')
_TONES: dict[str, Tone] = {"平": "平", "仄": "仄", "中": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One form of a cipai or of regulated verse.

    Attributes
    ----------
    name : str
        What it is a variant of.
    number : int
        Counted from 1 in the order of the catalogue; the first is the standard form.
    characters, lines, rhymes : int
        How many characters, lines and rhyming line ends it has.
    usual : bool
        Whether most poems of the name are written in it: it is used where no number is given.
    about : str
        What sets it apart, where the tradition has a word for it.
    """

    name: str
    number: int
    characters: int
    lines: int
    rhymes: int
    usual: bool
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    others: tuple[str, ...]
    usual: int
    forms: tuple[str, ...]


def names() -> tuple[str, ...]:
    """Return the names of all cipai in the order of the catalogue, shortest forms first."""
    return tuple(_catalogue())


def aliases(name: str) -> tuple[str, ...]:
    """Return the other names of a cipai."""
    return _entry(name).others


def variants(name: str) -> tuple[Variant, ...]:
    """Return the variants of a cipai, known by any of its names.

    Raises
    ------
    InputError
        When no cipai has the name; the message offers close ones.
    """
    entry = _entry(name)
    return tuple(_variant(entry, k) for k in range(len(entry.forms)))


def cipai(name: str, variant: int | None = None, *, tones: bool = True) -> Template:
    """Return the form of a cipai under the book 词林正韵.

    Parameters
    ----------
    name : str
        Any of its names, with the number of a variant if wished: 水调歌头, 水调歌头·其二,
        水调歌头/2.
    variant : int, optional
        Which variant, counted from 1; the most used where neither says it.
    tones : bool
        Whether every character keeps the tone of the form. Without it only rhymes keep theirs,
        and only where level and oblique rhyme with each other (叶).

    Raises
    ------
    InputError
        When no cipai has the name, or it has no such variant.
    """
    plain, number = split_number(name)
    entry = _entry(plain)
    wanted = variant if variant is not None else number if number is not None else entry.usual
    chosen = check_number(entry.name, wanted, len(entry.forms))
    suffix = f"·其{_figure(chosen)}" if chosen != entry.usual else ""
    lines = _lines(entry.forms[chosen - 1])
    kept = lines if tones else _without_tones(lines)
    return Template(lines=kept, book="cilin", name=entry.name + suffix)


def split_number(name: str) -> tuple[str, int | None]:
    """Return a name and the number of a variant behind it.

    >>> split_number("水调歌头·其二"), split_number("浣溪沙")
    (('水调歌头', 2), ('浣溪沙', None))
    """
    found = _NUMBERED.fullmatch(name.strip())
    if not found:
        return name.strip(), None
    number = found[2]
    return found[1], int(number) if number.isdecimal() else _number(number)


def check_number(name: str, number: int, count: int) -> int:
    """Return the number of a variant if there are so many.

    Raises
    ------
    InputError
        When there are not.
    """
    if not 1 <= number <= count:
        known = "only one form" if count == 1 else f"forms 1 to {count}"
        raise InputError(f"{name} has no form {number}: it has {known}. Choose one of them.")
    return number


def _number(figures: str) -> int:
    """Return the value of Chinese figures below one hundred."""
    tens, ten, ones = figures.rpartition("十")
    high = (_FIGURES.find(tens) + 1 or 1) * 10 if ten else 0
    return high + (_FIGURES.find(ones) + 1 if ones else 0)


def _figure(number: int) -> str:
    """Return a number below one hundred in Chinese figures."""
    tens, ones = divmod(number, 10)
    high = ("" if tens == 1 else _FIGURES[tens - 1]) + "十" if tens else ""
    return high + (_FIGURES[ones - 1] if ones else "")


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, _Entry]:
    return {
        name: _Entry(name=name, others=tuple(others), usual=usual + 1, forms=tuple(forms))
        for name, others, usual, forms in packed("cipai")
    }


@lru_cache(maxsize=1)
def _owners() -> dict[str, tuple[str, ...]]:
    """Return which cipai each other name belongs to."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in _catalogue().values():
        for other in entry.others:
            found[other] = (*found.get(other, ()), entry.name)
    return found


def _entry(name: str) -> _Entry:
    catalogue = _catalogue()
    owners = (name,) if name in catalogue else _owners().get(name, ())
    if len(owners) > 1:
        raise InputError(f"{name} is another name of {' and of '.join(owners)}: say which.")
    if not owners:
        close = _close(name)
        offer = f"Did you mean {' or '.join(close)}?" if close else "`aigc lyrics forms` lists all."
        raise InputError(f'No cipai is called "{name}". {offer}')
    return catalogue[owners[0]]


def _close(name: str) -> list[str]:
    """Return up to five names that differ from ``name`` in half its characters at most."""
    known = dict.fromkeys((*_catalogue(), *_owners()))
    if name.isascii():
        wanted = "".join(filter(str.isalpha, name.lower()))
        return [k for k in known if wanted and _romanised(k).startswith(wanted)][:5]
    limit = max(1, len(name) // 2)
    alike = [k for k in known if abs(len(k) - len(name)) <= limit and set(k) & set(name)]
    ranked = sorted((_distance(name, k), order, k) for order, k in enumerate(alike))
    return [k for d, _, k in ranked if d <= min(limit, ranked[0][0] + 1)][:5]


def _romanised(name: str) -> str:
    """Return a name in pinyin without tones."""
    alone = readings().alone
    return "".join(alone.get(character, "-")[:-1] for character in name)


def _distance(a: str, b: str) -> int:
    """Return how many characters must be changed, left out or added between two names."""
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (c != d))
    return row[-1]


def _variant(entry: _Entry, index: int) -> Variant:
    form = entry.forms[index]
    return Variant(
        name=entry.name,
        number=index + 1,
        characters=sum(map(form.count, _TONES)),
        lines=len(re.split("/+", form)),
        rhymes=len(re.findall("[a-z]", form)),
        usual=index + 1 == entry.usual,
    )


def _lines(form: str) -> tuple[TemplateLine, ...]:
    """Return the lines of a packed form (see ``scripts/build_lyrics_forms.py``)."""
    stanzas = form.split("//")
    parts = STANZAS if len(stanzas) == len(STANZAS) else ("",) * len(stanzas)
    return tuple(
        _line(text, stanza, parts[stanza])
        for stanza, lines in enumerate(stanzas)
        for text in lines.split("/")
    )


def _line(text: str, stanza: int, part: str) -> TemplateLine:
    found = _LINE.fullmatch(text)
    assert found, text
    tones, rhyme, mark, repeats, refrain = found.groups()
    cells: list[Cell] = []
    for sign in tones:
        if sign == "、":
            cells[-1] = replace(cells[-1], mark=sign)
        else:
            cells.append(Cell(tone=_TONES[sign]))
    cells[-1] = replace(
        cells[-1], mark=mark, lock=refrain or "", tone="" if refrain else cells[-1].tone
    )
    end = -2 if refrain else -1
    cells[end] = replace(cells[end], rhyme=rhyme)
    return TemplateLine(
        cells=tuple(cells),
        stanza=stanza,
        part=part,
        repeats=int(repeats) if repeats else None,
    )


def _without_tones(lines: tuple[TemplateLine, ...]) -> tuple[TemplateLine, ...]:
    """Return the lines with tones only in rhymes of both tones."""
    sides: dict[str, set[str]] = {}
    for line in lines:
        for cell in line.cells:
            sides.setdefault(cell.rhyme, set()).add(cell.tone)
    mixed = {rhyme for rhyme, tones in sides.items() if rhyme and {"平", "仄"} <= tones}
    return tuple(
        replace(
            line,
            cells=tuple(c if c.rhyme in mixed else replace(c, tone="") for c in line.cells),
        )
        for line in lines
    )
