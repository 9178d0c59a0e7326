"""The policy as a file that people write: every rule with what it means and its usual value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from aigc.files import publish, write_atomic
from aigc.store import file_sha256
from aigc.trust.policy import FILE, Policy, home, policy
from aigc.trust.provenance.log import Log
from aigc.types.article import Language


def template(language: Language, rules: Policy | None = None) -> str:
    """Return a policy as YAML, each rule under a comment that tells what it is for.

    >>> print(template("en").splitlines()[1])
    name: "house"
    """
    return "\n".join(_lines(rules or Policy(), language, "")) + "\n"


def use(path: Path, *, folder: Path | None = None, store: Path | None = None, by: str) -> Policy:
    """Make a file the installation's policy, and tell the log; return it.

    Raises
    ------
    ConfigError
        It cannot be read, a rule is unknown, or a value is none that it takes.
    DiskFull, JobError
        It cannot be written.
    """
    rules = policy(path)
    target = (folder or home()) / FILE
    before = file_sha256(target) if target.is_file() else ""
    told = {"policy": rules.version, "name": rules.name, "sha256": file_sha256(path), "by": by}
    Log(store).append("policy-changed", told | ({"before": before} if before else {}))
    if path.suffix.lower() in (".yaml", ".yml"):
        publish(path, target)
    else:
        text = json.dumps(rules.model_dump(mode="json"), ensure_ascii=False, indent=2)
        write_atomic(target, f"{text}\n".encode())
    return rules


def _lines(rules: BaseModel, language: Language, indent: str) -> Iterator[str]:
    for name, field in type(rules).model_fields.items():
        extra: Any = field.json_schema_extra or {}
        told = extra.get("zh", "") if language == "zh" else field.description
        choices = [str(one) for one in get_args(field.annotation) if isinstance(one, str)]
        listed = f" ({', '.join(choices)})" if choices else ""
        yield f"{indent}# {told}{listed}"
        value = getattr(rules, name)
        if isinstance(value, BaseModel):
            yield f"{indent}{name}:"
            yield from _lines(value, language, f"{indent}  ")
        else:
            yield f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}"
