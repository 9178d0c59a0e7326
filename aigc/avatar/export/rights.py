"""Whose a character is and what may be done with it, in the words of VRM 1.0.

Source: VRM Consortium, VRMC_vrm 1.0, meta.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from aigc.avatar.export.document import Json
from aigc.errors import InputError, did_you_mean
from aigc.types.avatar import Avatar

LICENCE_URL = "https://vrm.dev/licenses/1.0/"
"""The address that stands for the choices of `CHOICES`; VRM 1.0 requires it."""
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "avatarPermission": ("onlyAuthor", "onlySeparatelyLicensedPerson", "everyone"),
        "commercialUsage": ("personalNonProfit", "personalProfit", "corporation"),
        "creditNotation": ("required", "unnecessary"),
        "modification": ("prohibited", "allowModification", "allowModificationRedistribution"),
    }
)
"""What may be said of each; the first is what holds if nothing is said."""
NAMED = {"licence": "otherLicenseUrl", "base": "thirdPartyLicenses"}
ALLOWANCES = (
    "allowExcessivelyViolentUsage", "allowExcessivelySexualUsage",
    "allowPoliticalOrReligiousUsage", "allowAntisocialOrHateUsage", "allowRedistribution",
)  # fmt: skip
"""``true`` or ``false``; false if nothing is said."""
TEXTS = ("version", "copyrightInformation", "contactInformation", "otherLicenseUrl")
LISTS = ("authors", "references")
"""Several are parted by semicolons."""
FREE = "https://creativecommons.org/publicdomain/zero/1.0/"
"""The address of CC0, under which nothing needs to be asked."""
UNDER_FREE: Mapping[str, str] = MappingProxyType(
    {
        "avatarPermission": "everyone",
        "commercialUsage": "corporation",
        "creditNotation": "unnecessary",
        "modification": "allowModificationRedistribution",
        "allowRedistribution": "true",
    }
)


def meta(avatar: Avatar) -> Json:
    """Return the record of rights that goes into a VRM.

    ``avatar.licence`` is read by VRM's own names; ``licence`` is the address of another licence,
    ``base`` says what the character was made from, and the rest is kept as it is.

    Raises
    ------
    InputError
        A value is not one that VRM knows.
    """
    free = UNDER_FREE if avatar.licence.get("licence") == FREE else {}
    given = {**free, **avatar.licence}
    said: Json = {
        "name": given.pop("name", "") or avatar.name,
        "authors": _several(given.pop("authors", "")) or ["unknown"],
        "licenseUrl": given.pop("licenseUrl", LICENCE_URL),
    }
    given = {NAMED.get(name, name): value for name, value in given.items()}
    said |= {name: _chosen(name, given.pop(name, None)) for name in CHOICES}
    said |= {name: _allowed(name, given.pop(name, "false")) for name in ALLOWANCES}
    said |= {name: given.pop(name) for name in (*TEXTS, "thirdPartyLicenses") if name in given}
    if references := _several(given.pop("references", "")):
        said["references"] = references
    return said | ({"extras": given} if given else {})


def _several(text: str) -> list[str]:
    return [name for name in re.split(r"\s*;\s*", text.strip()) if name]


def _chosen(name: str, value: str | None) -> str:
    if value is None:
        return CHOICES[name][0]
    if value not in CHOICES[name]:
        hint = did_you_mean(value, CHOICES[name])
        raise InputError(f"{name} of a licence cannot be {value!r}. {hint}")
    return value


def _allowed(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise InputError(f"{name} of a licence is 'true' or 'false', not {value!r}.")
    return value.lower() == "true"
