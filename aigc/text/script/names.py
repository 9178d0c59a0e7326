"""Names in running text: people, places, organisations, products."""

from __future__ import annotations

import re

from aigc.text.script.words import EN_STOP, has_han, tagged, vocabulary

_PRODUCT = re.compile(r"[A-Za-z]+(?:[-–]?\d+)+[A-Za-z\d]*|\d+[A-Z]{1,3}\b|[A-Za-z]+\d+[A-Za-z\d]*")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’&]*")
_CAPITAL = r"(?:(?:[A-Z]\.)+[A-Z]?|[A-Z][A-Za-z'’&-]*)(?![A-Za-z\d])\.?"
_RUN = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:of|de|van|von|al|el)\s+)?{_CAPITAL})*")
_TAGS = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_TITLE = re.compile(r"《([^》]+)》")
_NUMBER_WORDS = vocabulary(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    hundreds thousand thousands million millions billion billions dozen dozens half third thirds
    quarter quarters twice double"""
)
_POSSESSIVE = re.compile(r"['’]s\b")


def names(text: str) -> tuple[str, ...]:
    """Return the names that ``text`` mentions, in no particular order, without repetition.

    In Chinese text every Latin word counts as a name; in English a run of capitalised words does.
    """
    found = [m.group() for m in _PRODUCT.finditer(text)]
    if has_han(text):
        found += [m.group(1) for m in _TITLE.finditer(text)]
        found += [w for w, tag in tagged(text) if tag in _TAGS and len(w) > 1 and has_han(w)]
        found += [w for w in _LATIN_WORD.findall(_PRODUCT.sub(" ", text)) if len(w) > 1]
    else:
        found += [m.group() for m in _RUN.finditer(_PRODUCT.sub(" ", text))]
    return tuple(dict.fromkeys(found))


def unsupported(name: str, source: str) -> str:
    """Return the part of ``name`` that ``source`` does not mention; empty when it mentions all.

    Capitalised words that ``source`` uses as plain words are no names; the rest must stand there
    in the same order side by side.
    """
    if has_han(name):
        return "" if _squeeze(name) in _squeeze(source) else name
    plain = {w for w in _LATIN_WORD.findall(_POSSESSIVE.sub("", source)) if w[0].islower()}
    bare = {_stem(w) for w in plain} | plain
    flat = f" {_flat(source)} "
    if f" {_flat(name)} " in flat:
        return ""
    run: list[str] = []
    for word in [*_POSSESSIVE.sub("", name).split(), ""]:
        low = word.lower().strip(".")
        common = low in EN_STOP or low in _NUMBER_WORDS or low in bare or _stem(low) in bare
        if word and not common:
            run.append(word)
            continue
        if run and f" {_flat(' '.join(run))} " not in flat:
            return " ".join(run)
        run = []
    return ""


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _flat(text: str) -> str:
    plain = _POSSESSIVE.sub("", text).replace(".", "").replace("-", " ").replace("–", " ")
    return re.sub(r"[^a-z\d&\u00c0-\u024f]+", " ", plain.casefold()).strip()


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ed|ing)$", "", word) if len(word) > 4 else word
