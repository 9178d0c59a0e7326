"""What an installation asks of everything that leaves: a file, checked as it is read.

>>> Policy().version == Policy(people="always").version
False
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from pydantic import field_validator

from aigc.config import Settings, build, option, read_settings
from aigc.errors import ConfigError
from aigc.store import digest
from aigc.trust.moderation.rules import ModerationPolicy
from aigc.types.label import AigcRecord

Terms = Literal["allow", "warn", "refuse"]
FILE: Final = "policy.yaml"


class Licences(Settings):
    """What becomes of material whose licence asks for more than to be named."""

    non_commercial: Terms = option("warn", "Not for commercial use.", "禁止商用。")
    share_alike: Terms = option("warn", "To be passed on alike.", "须以相同方式共享。")
    no_derivatives: Terms = option("refuse", "Not to be changed.", "禁止演绎。")
    unknown: Terms = option("warn", "Nobody has told the licence.", "许可不明。")


class Policy(Settings):
    """The rules of an installation. None of them leaves a label out."""

    name: str = option("house", "What people call it.", "策略名称。")
    producer: str = option(
        "aigc-workbench", "Code of who makes things here, in ASCII, for records in files.",
        "写入文件的制作者编码（ASCII）。",
    )  # fmt: skip
    producer_name: str = option("", "The name that people read.", "显示给人看的制作者名称。")
    audio_label: Literal["rhythm", "notice"] = option(
        "rhythm", "What is heard in a sound: the rhythm of AI in Morse, or a spoken notice.",
        "音频标识：莫尔斯“AI”节奏，或语音提示。",
    )  # fmt: skip
    audio_label_at: Literal["start", "end"] = option(
        "end", "Where it is heard.", "音频标识的位置。"
    )
    sign: Literal["auto", "required"] = option(
        "auto",
        "Whether a file may leave unsigned where no key is set up.",
        "无密钥时能否不签名。",
    )
    watermark: Literal["auto", "required"] = option(
        "auto",
        "Whether a film, picture or sound may leave whose watermark cannot be read back.",
        "读不回水印的视频、图片、音频能否发布。",
    )
    people: Literal["never", "flagged", "always"] = option(
        "flagged", "When a person has to approve.", "何时需要人工审核。"
    )
    own_work: bool = option(
        True, "Whether people may approve what they asked for.", "能否审核自己发起的作品。"
    )
    audits: float = option(
        0.0, "Share of what passes that people look at all the same.", "通过后随机抽审的比例。",
        ge=0, le=1,
    )  # fmt: skip
    moderation: ModerationPolicy = option(
        ModerationPolicy(), "What machines look for, and what becomes of it.", "机器审核规则。"
    )
    licences: Licences = option(Licences(), "Material of others.", "他人素材的许可。")

    @field_validator("producer")
    @classmethod
    def _writable(cls, code: str) -> str:
        try:
            AigcRecord.first(producer=code, produce_id="0")
        except ConfigError as exc:
            raise ValueError(str(exc)) from exc
        return code

    @property
    def version(self) -> str:
        """What an approval is bound to: it differs wherever a rule does."""
        return digest(self)[:16]


def home() -> Path:
    """Return the folder of policy and keys: ``AIGC_TRUST``, or ``~/.config/aigc/trust``."""
    named = os.environ.get("AIGC_TRUST")
    return Path(named) if named else Path.home() / ".config" / "aigc" / "trust"


def policy(path: Path | None = None) -> Policy:
    """Return the policy in a file, in the installation's own, or the house's.

    The installation's is ``policy.yaml`` in `home`, or what ``AIGC_POLICY`` names.

    Raises
    ------
    ConfigError
        It cannot be read, a rule is unknown, or a value is none that it takes.
    """
    named = os.environ.get("AIGC_POLICY")
    found = path or (Path(named) if named else home() / FILE)
    if path is None and named is None and not found.exists():
        return Policy()
    return build(Policy, read_settings(found))
