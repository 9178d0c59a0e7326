"""Which labels of a classifier name what may not leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aigc.config import parted
from aigc.errors import ConfigError, did_you_mean

_WRONG: Final = re.compile(
    r"nsfw|porn|hentai|sexy|sexual|nud|explicit|toxic|hate|hateful|violen|gore|blood|obscen|threat|"
    r"insult|offensive|abus|harass|self.?harm|suicid|unsafe|harmful|extremis|terror|weapon|drug|"
    r"spam|deepfake|profan|racis|色情|低俗|裸露|暴力|血腥|辱骂|仇恨|违规|违禁|涉黄|涉暴|涉恐|不安全|有害|有毒|垃圾"
)
_DENIED: Final = re.compile(
    r"^(?:non(?!.?consen)|not|no(?![a-z])|(?:no|un)(?=toxic|offens|hate|viol))|\b(?:non|not|no)[^a-z]|^[非无不未](?!安)"
)


def flagged_labels(labels: Sequence[str], asked: str, model: str) -> frozenset[int]:
    """Return which of the labels of a model, by their place, may not leave.

    Parameters
    ----------
    asked : str
        Their names, parted by commas; empty takes those that are known to name a wrong.

    Raises
    ------
    ConfigError
        The model has no label of a name that is asked for, or its labels tell nothing.
    """
    known = {label.strip().lower(): place for place, label in enumerate(labels)}
    names = parted(asked.lower())
    for name in names:
        if name not in known:
            raise ConfigError(
                f"The model {model!r} has no label {name!r}. {did_you_mean(name, known)}"
            )
    found = {known[name] for name in names}
    found = found or {place for label, place in known.items() if names_a_wrong(label)}
    if not found:
        raise ConfigError(
            f"Nothing tells which labels of {model!r} may not leave: {', '.join(labels)}. Name "
            f"them behind its name, such as classifier:FOLDER?flag={labels[-1]}."
        )
    return frozenset(found)


def names_a_wrong(label: str) -> bool:
    """Tell whether a label names something that may not leave.

    >>> names_a_wrong("toxic"), names_a_wrong("non-toxic"), names_a_wrong("LABEL_1")
    (True, False, False)
    """
    small = label.strip().lower()
    return bool(_WRONG.search(small)) and not _DENIED.search(small)
