"""Whose voice a voice is, what they agreed to, and under which licence it goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from aigc.errors import InputError, TrustError, did_you_mean
from aigc.files import write_atomic
from aigc.types.article import Language
from aigc.types.voice import Gender, Voice

Basis = Literal["recorded and released by the speaker", "public licence", "written consent"]
Use = Literal["speak", "sing", "commercial"]

METADATA: Final = "aigc.voice.record"
"""The key of the record in the metadata of a safetensors file."""
_TERMS: Final = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
LICENCES: Final = (
    *(f"CC-{terms}-{number}" for terms in _TERMS for number in ("2.0", "2.5", "3.0", "4.0")),
    "CC0-1.0", "CC-BY-3.0-US", "Apache-2.0", "BSD-3-Clause", "MIT", "ODbL-1.0", "ODC-By-1.0",
)  # fmt: skip
"""SPDX identifiers usual for recordings and voices; any other licence is a ``LicenseRef-``."""
_OTHER: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_LONGEST: Final = 1_000_000


def _licence(name: str) -> str:
    """Return the identifier, unless SPDX has none of that name."""
    if not name or name in LICENCES or _OTHER.fullmatch(name):
        return name
    raise ValueError(
        f"{name!r} is no SPDX identifier that is known here. {did_you_mean(name, LICENCES)} Any "
        "other licence is written as LicenseRef-NAME"
    )


Licence = Annotated[str, AfterValidator(_licence)]
Day = Annotated[str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$")]
"""A year, a month or a day such as 2020-06-18; empty when it is not known."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Consent(_Model):
    """What the person behind a voice agreed to."""

    basis: Basis = Field(description="How the person agreed.")
    given: Day = Field("", description="Year or day of it; empty when it is not known.")
    scope: tuple[Use, ...] = Field(description="What the voice may be used for.")
    proof: str = Field(min_length=1, description="Where it can be read: an address or a file.")
    note: str = Field("", description="What else should be known of it.")


class Speaker(_Model):
    """One person in a voice."""

    id: Name = Field(description="Name of the voice for engines and commands.")
    label: str = Field(min_length=1, description="What people read in lists.")
    gender: Gender
    languages: tuple[Language, ...] = Field(min_length=1, description="Best first.")
    person: str = Field(min_length=1, description="Whose voice it is: a name or a pseudonym.")
    recorded: str = Field("", description="When and where, as far as it is known.")
    consent: Consent | None = None


class Source(_Model):
    """Recordings, or another voice, that a voice was made from."""

    title: str = Field(min_length=1)
    url: str = Field("", description="Where it is public; empty when it is not.")
    licence: Licence = Field(min_length=1)
    changes: str = Field("", description="What was changed, as licences ask to be told.")


class Revocation(_Model):
    """That a voice must not be used any more."""

    day: Day
    reason: str = Field(min_length=1)


class VoiceRecord(_Model):
    """The record of a voice package."""

    voice: Name = Field(description="Name of the package.")
    version: str = Field(min_length=1, max_length=40)
    speakers: tuple[Speaker, ...] = Field(min_length=1)
    licence: Licence = Field("", description="SPDX identifier under which the voice goes out.")
    attribution: str = Field("", description="What must be told wherever the voice is used.")
    sources: tuple[Source, ...] = ()
    training: str = Field("", description="How it was made, in a sentence or two.")
    revoked: Revocation | None = None

    @model_validator(mode="after")
    def _speakers_differ(self) -> VoiceRecord:
        ids = [speaker.id for speaker in self.speakers]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise ValueError(f"two speakers are called {twice!r}: give each a name of its own")
        return self

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The speakers as an engine lists them."""
        return tuple(
            Voice(id=s.id, label=s.label, languages=s.languages, gender=s.gender)
            for s in self.speakers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """A voice in a list of voices."""

    voice: str
    label: str
    engine: str
    languages: tuple[Language, ...]
    gender: Gender
    licence: str


def read_record(text: str | bytes, *, source: str = "The record of the voice") -> VoiceRecord:
    """Return the record in JSON text; ``source`` names it in errors.

    Raises
    ------
    InputError
        It is no such record; the message names the first field that is wrong.
    """
    if len(text) > _LONGEST:
        raise InputError(f"{source} is over a megabyte long. Give the record alone.")
    try:
        return VoiceRecord.model_validate_json(text)
    except ValidationError as exc:
        raise InputError(f"{source} is wrong at {_first(exc)}") from exc


def read_record_file(path: Path) -> VoiceRecord:
    """Return the record in a JSON file.

    Raises
    ------
    InputError
        The file cannot be read, or is no such record.
    """
    try:
        text = path.read_bytes()
    except OSError as exc:
        raise InputError(
            f"The record {str(path)!r} cannot be read ({exc.strerror}). Name the JSON file of the "
            "voice's record."
        ) from exc
    return read_record(text, source=f"The record {str(path)!r}")


def write_record(record: VoiceRecord) -> str:
    """Return the record as JSON that people can read and edit."""
    told = record.model_dump(mode="json", exclude_none=True)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def write_record_file(record: VoiceRecord, path: Path) -> None:
    """Write the record to a JSON file, whole or not at all."""
    write_atomic(path, write_record(record).encode())


def as_metadata(record: VoiceRecord) -> dict[str, str]:
    """Return the record as the metadata of a safetensors file."""
    return {METADATA: record.model_dump_json(exclude_none=True)}


def record_in(metadata: Mapping[str, str]) -> VoiceRecord | None:
    """Return the record in the metadata of a safetensors file, None where there is none.

    Raises
    ------
    InputError
        What stands there is no such record.
    """
    text = metadata.get(METADATA)
    return None if text is None else read_record(text)


def house_record() -> VoiceRecord:
    """Return the record of the voices that come with the project."""
    file = files("aigc.voice") / "data" / "house.json"
    return read_record(file.read_bytes(), source="The record of the house voices")


def require_record(
    record: VoiceRecord | None, *, voice: str, uses: Collection[Use] = ()
) -> VoiceRecord:
    """Return the record of a voice that may be used.

    Parameters
    ----------
    record : VoiceRecord or None
        What came with the voice.
    voice : str
        What the voice is called, for the message.
    uses : collection of str
        What it is to be used for; every speaker must have agreed to each.

    Raises
    ------
    TrustError
        There is no record, it is revoked, a speaker's consent or the licence is missing, or a use
        is outside what a speaker agreed to. The message says what to add.
    """
    if record is None:
        raise TrustError(
            f"The voice {voice!r} has no record of whose voice it is. Add a JSON record with "
            "'voice', 'version', 'licence' and, for each of 'speakers', 'person' and 'consent'."
        )
    if record.revoked is not None:
        when = f" on {record.revoked.day}" if record.revoked.day else ""
        raise TrustError(
            f"The voice {voice!r} was withdrawn{when}: {record.revoked.reason}. It cannot be used "
            "any more; choose another voice."
        )
    if lacking := tuple(_lacking(record)):
        raise TrustError(
            f"The record of the voice {voice!r} is not complete. Add {'; '.join(lacking)}."
        )
    _check_uses(record, voice, uses)
    return record


def voice_rows(records: Iterable[tuple[str, VoiceRecord]]) -> tuple[VoiceRow, ...]:
    """Return a row for every speaker of each engine's record, for a list of voices."""
    return tuple(
        VoiceRow(
            voice=speaker.id,
            label=speaker.label,
            engine=engine,
            languages=speaker.languages,
            gender=speaker.gender,
            licence=record.licence,
        )
        for engine, record in records
        for speaker in record.speakers
    )


def _lacking(record: VoiceRecord) -> Iterable[str]:
    """Yield what a record needs before its voice is used."""
    if not record.licence:
        yield "'licence', an SPDX identifier such as CC-BY-SA-4.0"
    if record.licence.startswith("CC-BY") and not record.attribution:
        yield f"'attribution', which {record.licence} asks for"
    for speaker in record.speakers:
        if speaker.consent is None:
            yield f"'consent' of the speaker {speaker.id!r} with 'basis', 'scope' and 'proof'"
        elif not speaker.consent.scope:
            yield f"'scope' to the consent of the speaker {speaker.id!r}: speak, sing, commercial"


def _check_uses(record: VoiceRecord, voice: str, uses: Collection[Use]) -> None:
    if "commercial" in uses and "-NC" in record.licence:
        raise TrustError(
            f"The voice {voice!r} may not be used to earn money: its licence is {record.licence}. "
            "Choose another voice."
        )
    for speaker in record.speakers:
        scope = speaker.consent.scope if speaker.consent else ()
        if refused := [use for use in uses if use not in scope]:
            raise TrustError(
                f"The voice {voice!r} may not be used to {' or '.join(map(_verb, refused))}: "
                f"{speaker.person} agreed to {', '.join(scope)} alone. Choose another voice, or "
                "ask for consent and add it to 'scope'."
            )


def _verb(use: Use) -> str:
    return "earn money" if use == "commercial" else use


def _first(exc: ValidationError) -> str:
    """Return where a record is wrong first and what to do, in one sentence."""
    fault = exc.errors(include_url=False)[0]
    where = ".".join(map(str, fault["loc"])) or "the whole"
    if fault["type"] == "extra_forbidden":
        known = sorted({name for model in _MODELS for name in model.model_fields})
        return f"{where}: there is no such field. {did_you_mean(str(fault['loc'][-1]), known)}"
    if fault["type"] == "missing":
        return f"{where}: the field is missing. Add it."
    said = fault["msg"].removeprefix("Value error, ")
    given = fault["input"]
    value = f" {given!r}" if isinstance(given, (str, int, float)) and str(given) not in said else ""
    return f"{where}: {said}{', not' + value[:80] if value else ''}."


_MODELS: Final = (Consent, Speaker, Source, Revocation, VoiceRecord)
