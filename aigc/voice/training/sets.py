"""The sets of recordings that the voices are made of: whose they are, and whether they suffice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from aigc.errors import AssetError, InputError, TrustError
from aigc.files import write_atomic
from aigc.voice.record import VoiceRecord, require_record
from aigc.voice.training.pronounce import Pronunciations, sentence
from aigc.voice.training.recordings import Recording, recordings

SPEAKERS = ("yue", "chen", "kathleen")
CHINESE, ENGLISH = "yue", "kathleen"
"""Whose words teach the tones, and whose sentences the rest of prosody."""
LENDERS = {"chen": "yue"}
"""Who leans on whom: syllables alone do not tell how sounds are joined."""
FEWEST_LEARNED, FEWEST_HELD_OUT = 20, 2
_WHAT = {"yue": "Mandarin words", "chen": "Mandarin syllables", "kathleen": "English sentences"}


def check_record(record: VoiceRecord) -> None:
    """Raise unless a record allows a voice of the three sets to be made.

    Raises
    ------
    TrustError
        When consent or licence are missing, or the voice was withdrawn.
    """
    require_record(record, voice=record.voice)
    if len(record.speakers) != len(SPEAKERS):
        order = ", ".join(f"of the {_WHAT[name]}" for name in SPEAKERS)
        raise TrustError(
            f"The record of the voice {record.voice!r} tells of {len(record.speakers)} speakers. "
            f"Tell of {len(SPEAKERS)}, in this order: {order}."
        )


def by_speaker(folder: Path, pronunciations: Pronunciations) -> dict[str, list[Recording]]:
    """Return the recordings of each set.

    Raises
    ------
    AssetError
        When they are missing or damaged, too few, or what is said in one cannot be read.
    """
    every = list(recordings(folder))
    for one in every:
        _check_reading(one, pronunciations)
    sets = {name: [one for one in every if one.speaker == name] for name in SPEAKERS}
    check_enough({
        name: (sum(not one.held_out for one in some), sum(one.held_out for one in some))
        for name, some in sets.items()
    })  # fmt: skip
    return sets


def _check_reading(one: Recording, pronunciations: Pronunciations) -> None:
    if one.language == "en":
        return
    try:
        said = sentence(one, pronunciations)
    except InputError as exc:
        raise AssetError(f"The pinyin {one.pinyin!r} of {one.member!r} is wrong: {exc}") from exc
    if not said:
        raise AssetError(f"The list of recordings has no pinyin for {one.member!r}: add it.")


def check_enough(counts: Mapping[str, tuple[int, int]]) -> None:
    """Raise unless each set has recordings to learn from and some that are held out.

    ``counts`` has how many of either there are.
    """
    for name, (learned, held_out) in counts.items():
        if learned < FEWEST_LEARNED or held_out < FEWEST_HELD_OUT:
            raise AssetError(
                f"The {_WHAT[name]} ({name}) are too few: {learned} to learn from and {held_out} "
                f"held out, which their names decide, one in forty. Add recordings until there "
                f"are {FEWEST_LEARNED} and {FEWEST_HELD_OUT}."
            )


def keep_to(work: Path, sets: Mapping[str, Sequence[Recording]]) -> None:
    """Mark a folder as that of these recordings.

    Raises
    ------
    InputError
        When steps of other recordings are kept in it.
    """
    mark, state = work / "recordings.sha256", hashlib.sha256()
    for one in (one for some in sets.values() for one in some):
        state.update("\t".join((one.member, one.speaker, one.text, one.pinyin, "\n")).encode())
    if not mark.exists():
        write_atomic(mark, state.hexdigest().encode())
    elif mark.read_text("utf-8") != state.hexdigest():
        raise InputError(
            f"{work} keeps steps from other recordings. Give another folder with --work, or "
            "delete it."
        )
