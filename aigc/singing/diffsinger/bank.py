"""A DiffSinger bank on disk: its parts, its phonemes and its speakers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.banks import Kind, bank_root, inside
from aigc.errors import InputError, did_you_mean
from aigc.singing.diffsinger.config import (
    BankConfig,
    VocoderConfig,
    read_config,
    read_table,
    read_text,
)
from aigc.singing.diffsinger.dictionary import ASPIRATION, PAUSE, Dictionary, read_dictionary
from aigc.types.article import Language

DIFFSINGER: Final = Kind(label="DiffSinger", needs="dsconfig.yaml", roots=("dsconfig.yaml",))
_VOCODER: Final = Kind(label="vocoder", needs="vocoder.yaml", roots=("vocoder.yaml",))
_CONFIG: Final = "dsconfig.yaml"
_MOST_NUMBERS: Final = 2**31
_PARTS: Final = {"dur": "dsdur", "pitch": "dspitch", "variance": "dsvariance"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A bank, or one of the parts that predict for it.

    Attributes
    ----------
    root, folder : Path
        The bank's folder and that of the part's configuration.
    tokens, languages : mapping of str to int
        Phonemes, and names of languages, and their numbers.
    """

    root: Path
    folder: Path
    config: BankConfig
    tokens: Mapping[str, int]
    languages: Mapping[str, int]

    def model(self, name: str | None, what: str) -> Path:
        """Return the file of a model that the configuration names."""
        if not name:
            raise InputError(
                f"The bank {self.root.name} is not whole: {_CONFIG} in {self.folder.name} names "
                f"no {what} model. Get it again."
            )
        return inside(self.root, self.folder, name)

    def speaker(self, wanted: str) -> NDArray[np.float32] | None:
        """Return the embedding of a speaker, shape ``(hidden,)``; nothing where there are none.

        Raises
        ------
        InputError
            When there is no such speaker, or its file is damaged.
        """
        names = {speaker_name(entry): entry for entry in self.config.speakers or ()}
        if not names:
            return None
        if wanted and wanted not in names:
            raise InputError(
                f"The bank {self.root.name} has no speaker {wanted!r}. "
                f"{did_you_mean(wanted, names)}"
            )
        entry = names[wanted] if wanted else next(iter(names.values()))
        path = inside(self.root, self.folder, f"{entry}.emb")
        size = path.stat().st_size
        if size != 4 * self.config.hidden_size:
            raise InputError(
                f"{path.name} of the bank has {size} bytes instead of "
                f"{4 * self.config.hidden_size}: it is damaged. Get the bank again."
            )
        return np.frombuffer(path.read_bytes(), "<f4").astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A whole bank.

    Attributes
    ----------
    main : Part
        What writes the mel spectrum.
    parts : mapping of str to Part
        Those there are of ``dur``, ``pitch`` and ``variance``.
    vocoder : VocoderConfig
        What turns the mel spectrum into sound; ``vocoder_model`` is its file.
    """

    main: Part
    parts: Mapping[str, Part]
    vocoder: VocoderConfig
    vocoder_model: Path
    dictionary: Dictionary


def speaker_name(entry: str) -> str:
    """Return what users call a speaker whose file a configuration names."""
    return entry.replace("\\", "/").rpartition("/")[2]


def load_bank(root: Path, folder: Path) -> Bank:
    """Return the bank in ``root``; its vocoder may lie beside it or in ``folder``.

    Raises
    ------
    InputError
        When a part is missing, damaged, or does not fit the others.
    """
    main = _part(root, root)
    if {PAUSE} - set(main.tokens):
        raise InputError(f"The bank {root.name} is damaged: its phonemes lack {PAUSE}.")
    parts = {name: part for name in _PARTS if (part := _sub(root, name, main)) is not None}
    place = _vocoder_folder(main, folder)
    vocoder = read_config(place / "vocoder.yaml", VocoderConfig)
    _check_fit(main, vocoder)
    dictionary = read_dictionary((root, *(root / sub for sub in _PARTS.values())), main.tokens)
    return Bank(
        main=main,
        parts=parts,
        vocoder=vocoder,
        vocoder_model=inside(place, place, vocoder.model),
        dictionary=dictionary,
    )


def languages_of(root: Path) -> tuple[Language, ...]:
    """Return the languages that a bank's phonemes are made for."""
    tokens = _part(root, root).tokens
    chinese = any(s.startswith("zh/") for s in tokens) or {"zh", "ang"} <= set(tokens)
    english = any(s.startswith("en/") for s in tokens) or {"hh", "ah"} <= set(tokens)
    found: tuple[Language, ...] = (*(("zh",) if chinese else ()), *(("en",) if english else ()))
    return found


def can_breathe(bank: Bank) -> bool:
    """Tell whether the bank has a sound of breath."""
    return ASPIRATION in bank.main.tokens


def _part(root: Path, folder: Path) -> Part:
    config = read_config(folder / _CONFIG, BankConfig)
    named = config.languages
    return Part(
        root=root,
        folder=folder,
        config=config,
        tokens=_phonemes(inside(root, folder, config.phonemes)),
        languages=_numbers(inside(root, folder, named)) if named else {},
    )


def _sub(root: Path, name: str, main: Part) -> Part | None:
    """Return the part that predicts ``name``: of a folder of its own, or of the bank itself."""
    folder = root / _PARTS[name]
    if (folder / _CONFIG).is_file():
        return _part(root, folder)
    return main if getattr(main.config, name) else None


def _phonemes(path: Path) -> dict[str, int]:
    if path.suffix.lower() == ".json":
        return _numbers(path)
    lines = read_text(path).splitlines()
    return {line.strip(): number for number, line in enumerate(lines) if line.strip()}


def _numbers(path: Path) -> dict[str, int]:
    try:
        table = json.loads(read_text(path))
    except (ValueError, RecursionError) as exc:
        raise InputError(
            f"{path.name} of the bank is damaged: it is no JSON. Get the bank again."
        ) from exc
    if not isinstance(table, dict) or not all(
        isinstance(n, int) and 0 <= n < _MOST_NUMBERS for n in table.values()
    ):
        raise InputError(f"{path.name} of the bank must hold names and whole numbers from 0 on.")
    return table


def _vocoder_folder(main: Part, folder: Path) -> Path:
    """Return the folder of the vocoder: in the bank, beside it, or among the voices."""
    named = main.config.vocoder
    inner = [main.root / "dsvocoder", *([main.root / named] if named else [])]
    for place in inner:
        if (place / "vocoder.yaml").is_file():
            return place
    beside = [top / f"{named}{end}" for top in (main.root.parent, folder) for end in
              ("", ".oudep", ".zip")] if named else []  # fmt: skip
    for place in beside:
        if place.exists():
            return bank_root(str(place), folder, _VOCODER)
    raise InputError(
        f"The bank {main.root.name} needs the vocoder {named!r}, which is neither in it nor "
        f"beside it. Put its folder or .oudep into {folder}."
    )


def _check_fit(main: Part, vocoder: VocoderConfig) -> None:
    """Raise one error that names everything in which bank and vocoder differ, but for the base."""
    keys = ("sample_rate", "hop_size", "num_mel_bins", "mel_fmin", "mel_fmax", "mel_scale")
    pairs = ((key, getattr(main.config, key), getattr(vocoder, key)) for key in keys)
    wrong = [f"{key} {bank} and {voc}" for key, bank, voc in pairs if bank != voc]
    strange = {c.mel_base for c in (main.config, vocoder)} - {"e", "10"}
    wrong += [f"mel_base {base}" for base in sorted(strange)]
    if wrong:
        raise InputError(
            f"The bank {main.root.name} and its vocoder {vocoder.name} do not fit: "
            f"{'; '.join(wrong)}. Get the vocoder that the bank's maker names."
        )


def read_label(root: Path) -> str:
    """Return the name that a bank gives itself, or that of its folder."""
    for file in ("character.yaml", "character.yml"):
        if (root / file).is_file():
            name = read_table(root / file).get("name")
            return str(name)[:80] if name else root.name
    return root.name
