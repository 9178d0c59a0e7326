"""What a signature says of a file: the same for C2PA manifests and for files beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from aigc.trust.provenance.manifest import manifest
from aigc.trust.provenance.record import public
from aigc.types.provenance import SHOWN, Provenance, Source

GENERATOR: Final = "AIGC Workbench"
ASSERTION: Final = "org.aigc-workbench.provenance"
WATERMARK: Final = "org.aigc-workbench.watermark.1"
_SOFT_BINDING: Final = "c2pa.soft-binding"
_ACTIONS: Final = "c2pa.actions.v2"
_IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TYPES: Final = MappingProxyType(
    {
        "generated": "trainedAlgorithmicMedia",
        "composite": "compositeWithTrainedAlgorithmicMedia",
        "algorithmic": "algorithmicMedia",
    }
)

State = Literal["trusted", "valid", "invalid", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is to be signed.

    Attributes
    ----------
    asset : str
        Its ProduceID.
    files : mapping
        Digests of files by their names; empty in what is signed inside a file.
    watermark : int, optional
        The ID in its watermark.
    log : str
        Where the log ended before, as `aigc.trust.provenance.entries.Head`: every signed file then
        proves what came before it in the log.
    """

    provenance: Provenance
    asset: str
    files: Mapping[str, str] = field(default_factory=dict)
    watermark: int | None = None
    log: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as plain JSON, without what is nobody's business."""
        told = manifest(
            self.provenance, self.files, asset=self.asset, watermark=self.watermark, log=self.log
        )
        cleaned: dict[str, Any] = public(told)
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What was found when a signature was looked for.

    Attributes
    ----------
    state : str
        ``trusted`` signed by one of the authorities that are trusted here; ``valid`` by somebody
        else, unchanged since; ``invalid`` changed or forged; ``none`` not signed.
    reasons : tuple of str
        Why it is not trusted.
    signer, until : str
        Who signed, as the certificate says; until when it is valid, where that is told.
    claim : mapping
        What `Claim.told` wrote; empty where somebody else's software signed. Nothing in it counts
        unless the state is ``trusted``.
    source_type : str
        IPTC's word for how the file was made, such as ``trainedAlgorithmicMedia``.
    """

    state: State
    reasons: tuple[str, ...] = ()
    signer: str = ""
    claim: Mapping[str, Any]
    source_type: str = ""


def source_type(provenance: Provenance) -> str:
    """Return IPTC's word for how something was made, which follows from its ``synthesis``.

    >>> source_type(Provenance(pipeline="lyrics", version="1"))
    'trainedAlgorithmicMedia'
    """
    return _TYPES[provenance.synthesis]


def c2pa_manifest(claim: Claim) -> dict[str, Any]:
    """Return the definition of a C2PA manifest."""
    made = claim.provenance
    ingredients = tuple(_ingredients(made))
    assertions = [
        {"label": _ACTIONS, "data": {"actions": list(_actions(claim, ingredients))}},
        {"label": ASSERTION, "data": claim.told()},
    ]
    if claim.watermark is not None:
        block = {"scope": {}, "value": f"{claim.watermark:08x}"}
        assertions.append({"label": _SOFT_BINDING, "data": {"alg": WATERMARK, "blocks": [block]}})
    return {
        "claim_generator_info": [{"name": GENERATOR, "version": made.version}],
        "title": made.title or made.pipeline,
        "assertions": assertions,
        "ingredients": list(ingredients),
    }


def claimed(manifest: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """Return what `Claim.told` wrote into a manifest, and its source type."""
    found: Mapping[str, Any] = {}
    kind = ""
    for one in manifest.get("assertions", ()):
        data = one.get("data")
        if one.get("label") == ASSERTION and isinstance(data, Mapping):
            found = data
        elif str(one.get("label", "")).startswith("c2pa.actions") and isinstance(data, Mapping):
            kinds = [act.get("digitalSourceType") for act in data.get("actions", ())]
            kind = next((str(kind).rpartition("/")[2] for kind in kinds if kind), kind)
    return found, kind


def _ingredients(made: Provenance) -> Iterator[dict[str, Any]]:
    for source in {one.sha256: one for one in made.sources}.values():
        yield _ingredient(
            source.sha256, title=source.name or source.role, media_type=source.media_type,
            relationship="componentOf" if source.role in SHOWN else "inputTo",
            description=_described(source),
        )  # fmt: skip
    for parent in dict.fromkeys(made.parents):
        yield _ingredient(parent, title=parent[:16], relationship="inputTo", description="parent")


def _ingredient(
    sha256: str, *, title: str, relationship: str, description: str, media_type: str = ""
) -> dict[str, Any]:
    named = f"sha256:{sha256}"
    return {
        "title": title, "format": media_type or "application/octet-stream",
        "instance_id": named, "label": named, "relationship": relationship,
        "description": description,
    }  # fmt: skip


def _described(source: Source) -> str:
    return "; ".join(one for one in (source.role, source.credit, source.licence) if one)


def _actions(claim: Claim, ingredients: tuple[dict[str, Any], ...]) -> Iterator[dict[str, Any]]:
    made = claim.provenance
    agent = {"name": GENERATOR, "version": made.version}
    read = [one["label"] for one in ingredients if one["relationship"] == "inputTo"]
    seen = [one["label"] for one in ingredients if one["relationship"] == "componentOf"]
    yield {
        "action": "c2pa.created", "softwareAgent": agent, "description": made.pipeline,
        "digitalSourceType": f"{_IPTC}{source_type(made)}",
    } | ({"parameters": {"ingredientIds": read}} if read else {})  # fmt: skip
    if seen:
        yield {"action": "c2pa.placed", "parameters": {"ingredientIds": seen}}
    if made.notes:
        yield {"action": "c2pa.edited", "description": " ".join(made.notes)[:500]}
    if claim.watermark is not None:
        yield {"action": "c2pa.watermarked.bound", "softwareAgent": agent}
