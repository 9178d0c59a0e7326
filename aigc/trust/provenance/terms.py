"""What licences ask, by their identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aigc.models.licence import terms as model_terms

_CC: Final = re.compile(r"CC-BY((?:-(?:NC|SA|ND))*)-(\d\.\d)(-[A-Z]{2,3})?", re.I)
_CC_LINK: Final = "https://creativecommons.org/licenses/by{0}/{1}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a licence asks of who publishes something with the work in it.

    Attributes
    ----------
    title, link : str
        Its usual name, and its text.
    named : bool
        Whether the author has to be named.
    non_commercial, share_alike, no_derivatives : bool
        Whether it forbids commerce, asks for the same licence, or forbids changes.
    conditions : bool
        Whether it allows commerce only under conditions of its own.
    """

    title: str
    link: str = ""
    named: bool = True
    non_commercial: bool = False
    share_alike: bool = False
    no_derivatives: bool = False
    conditions: bool = False


def _free(title: str, link: str = "") -> Terms:
    return Terms(title=title, link=link, named=False)


_KNOWN: Final[Mapping[str, Terms]] = MappingProxyType(
    {
        "cc0-1.0": _free("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        "pddl-1.0": _free("PDDL 1.0"),
        "unlicense": _free("Unlicense"),
        "wtfpl": _free("WTFPL"),
        "0bsd": _free("0BSD"),
        "licenseref-public-domain": _free("public domain"),
        "licenseref-own": _free("own work"),
        "mit": Terms(title="MIT"),
        "isc": Terms(title="ISC"),
        "zlib": _free("zlib"),
        "bsd-2-clause": Terms(title="BSD 2-Clause"),
        "bsd-3-clause": Terms(title="BSD 3-Clause"),
        "apache-2.0": Terms(title="Apache 2.0"),
        "ofl-1.1": Terms(title="SIL OFL 1.1", link="https://openfontlicense.org/"),
        "odc-by-1.0": Terms(title="ODC-By 1.0"),
        "odbl-1.0": Terms(title="ODbL 1.0", share_alike=True),
        "gfdl-1.3": Terms(title="GFDL 1.3", share_alike=True),
        **{
            f"{name.lower()}-{version}{ending}": Terms(title=f"{name} {version}", share_alike=True)
            for name, versions in (("GPL", "2.0 3.0"), ("AGPL", "3.0"), ("LGPL", "2.1 3.0"))
            for version in versions.split()
            for ending in ("", "-only", "-or-later")
        },
    }
)
_ALSO: Final = MappingProxyType(
    {
        "cc0": "cc0-1.0",
        "public domain": "licenseref-public-domain",
        "publicdomain": "licenseref-public-domain",
        "公有领域": "licenseref-public-domain",
        "公共领域": "licenseref-public-domain",
        "own": "licenseref-own",
        "own work": "licenseref-own",
        "自有": "licenseref-own",
        "自有版权": "licenseref-own",
        "自制": "licenseref-own",
        "sil ofl 1.1": "ofl-1.1",
        "ofl": "ofl-1.1",
        "apache": "apache-2.0",
    }
)


def terms(licence: str) -> Terms | None:
    """Return what a licence asks; None where nobody knows.

    Known are SPDX identifiers of common licences and every Creative Commons licence, also as people
    write them, and those of the catalogue of models.

    >>> terms("CC BY-NC-SA 4.0").non_commercial, terms("CC0 1.0").named, terms("")
    (True, False, None)
    """
    told = " ".join(licence.split())
    name = _ALSO.get(told.lower(), told.lower())
    if known := _KNOWN.get(name) or _KNOWN.get(name.replace(" ", "-")):
        return known
    if found := _CC.fullmatch(told.replace(" ", "-")):
        return _creative_commons(*found.groups(default=""))
    model = model_terms(told)
    if model is None:
        return None
    return Terms(
        title=model.title, link=model.link, non_commercial=model.commercial == "no",
        conditions=model.commercial == "conditions",
    )  # fmt: skip


def _creative_commons(parts: str, version: str, country: str) -> Terms:
    parts, country = parts.upper(), country.upper().replace("-", " ")
    place = f"{version}{country.lower().replace(' ', '/')}"
    return Terms(
        title=f"CC BY{parts} {version}{country}", link=_CC_LINK.format(parts.lower(), place),
        non_commercial="-NC" in parts, share_alike="-SA" in parts, no_derivatives="-ND" in parts,
    )  # fmt: skip
