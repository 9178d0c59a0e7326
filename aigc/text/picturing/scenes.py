"""The words that belong to a scene, also where several scenes share one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aigc.errors import InputError
from aigc.text.script.sentences import clauses
from aigc.types.script import Script


def told(script: Script, lines: Sequence[tuple[int, ...]]) -> tuple[str, ...]:
    """Return what is said over each scene; scenes over the same lines share their clauses.

    A scene without lines stands for the script's title.

    Raises
    ------
    InputError
        A scene names a line that the script does not have.
    """
    wrong = [n for one in lines for n in one if not 0 <= n < len(script.lines)]
    if wrong:
        raise InputError(
            f"A scene belongs to line {wrong[0]}, but the script has {len(script.lines)} lines. "
            "Give the script that was spoken."
        )
    many, seen = Counter(lines), Counter[tuple[int, ...]]()
    glue = "" if script.language == "zh" else " "
    out = []
    for one in lines:
        whole = glue.join(script.lines[n].text for n in one) or script.title
        out.append(_share(whole, seen[one], many[one]))
        seen[one] += 1
    return tuple(out)


def _share(text: str, nth: int, count: int) -> str:
    """Return the ``nth`` of ``count`` parts of a text, cut between clauses where it has so many."""
    parts = clauses(text)
    if count == 1 or len(parts) < count:
        return text
    first, last = nth * len(parts) // count, (nth + 1) * len(parts) // count
    return "".join(parts[first:last])
