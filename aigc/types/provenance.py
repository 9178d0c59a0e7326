"""What an asset was made of, by whom it was asked for, and whose material is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Synthesis = Literal["generated", "composite", "algorithmic"]
"""Made by models alone, joined with recordings or photographs, or drawn by rules."""
SHOWN: Final = frozenset({"picture", "video", "recording", "portrait", "brand", "bed"})
"""Roles of what was given and is itself seen or heard in a result; the rest was only read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that was given.

    Attributes
    ----------
    role : str
        What it is here: ``article``, ``picture``, ``video``, ``recording``, ``score``, ``lyrics``,
        ``text``, ``portrait``, ``brand``, ``bed`` (music), ``lexicon``, ``spec``, ``script``, or
        ``unseen``: a picture or film that was at hand and is not in the result.
    sha256 : str
        Hex digest of its bytes.
    name : str
        Its file's name or its address; no folder of the machine it came from, and no password.
    licence, credit : str
        An SPDX identifier and who made it; empty where that is unknown.
    """

    role: str
    sha256: str
    name: str = ""
    media_type: str = ""
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An engine that worked on it, or material that is heard or seen in it.

    Attributes
    ----------
    role : str
        A capability (``speech``, ``image``), or ``voice``, ``font``, ``model``, ``soundfont``.
    name : str
        As the registry or the catalogue knows it.
    version : str
        An engine's fingerprint, or what else tells one version from another.
    licence, credit : str
        As of `Source`.
    """

    role: str
    name: str
    version: str = ""
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How an asset came to be.

    Attributes
    ----------
    pipeline, version : str
        What made it, and the release of the workbench.
    title, language : str
        For people.
    options : mapping
        What was chosen, as plain JSON; no secret, and no folder of a machine.
    sources : tuple of Source
        What was given.
    uses : tuple of Use
        Engines and material.
    parents : tuple of str
        Digests of assets of ours that it was made from.
    consents : tuple of str
        Identifiers of the consents to the voices and portraits in it.
    synthesis : str
        How far it is synthetic.
    asked_by : str
        Who asked for it; kept in the log, and not in the file.
    notes : tuple of str
        What was done otherwise than asked.
    more : mapping
        What a pipeline tells besides, as plain JSON.
    """

    pipeline: str
    version: str
    title: str = ""
    language: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    sources: tuple[Source, ...] = ()
    uses: tuple[Use, ...] = ()
    parents: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    synthesis: Synthesis = "generated"
    asked_by: str = ""
    notes: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
