"""What an installation makes of what is found; a part of its policy file."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import field_validator

from aigc.config import Settings, option
from aigc.types.verdict import Decision, Finding, Verdict, gravest

Rule = Literal["block", "review", "ignore"]


class ModerationPolicy(Settings):
    """The rules of moderation: who judges, and what becomes of each category."""

    texts: str = option(
        "words", "Engine that judges texts, such as words:FOLDER; empty judges none.",
        "审核文字的引擎，如 words:文件夹；留空则不审核。",
    )  # fmt: skip
    pictures: str = option(
        "", "Engine that judges pictures and frames; empty judges none.",
        "审核图片与画面的引擎；留空则不审核。",
    )  # fmt: skip
    categories: dict[str, Rule] = option(
        {},
        "What becomes of a category, such as claims: ignore; without one the finding's own word "
        "holds.",
        "各类别的处理方式，如 claims: ignore；未写的按检出结果处理。",
    )  # fmt: skip
    thresholds: dict[str, float] = option(
        {}, "How sure a finding of a category must be to count, 0 to 1.",
        "各类别计入所需的把握，0 到 1。",
    )  # fmt: skip
    block_from: float = option(
        0.8, "How sure a finding must be to block; below it people look.",
        "达到此把握才拦截，低于则人工审核。", ge=0, le=1,
    )  # fmt: skip
    unchecked: Literal["pass", "review", "block", "not_checked"] = option(
        "not_checked", "What becomes of what nobody can judge.", "无法审核的内容如何处理。"
    )

    @field_validator("thresholds")
    @classmethod
    def _shares(cls, given: dict[str, float]) -> dict[str, float]:
        for category, value in given.items():
            if not 0 <= value <= 1:
                raise ValueError(f"{category} is {value:g}; a threshold is from 0 to 1")
        return given

    def judged(self, verdict: Verdict) -> Verdict:
        """Return a detector's verdict under these rules."""
        found = tuple(replace(one, decision=self._decision(one)) for one in verdict.findings)
        decision = gravest(one.decision for one in found)
        if not verdict.checked:
            decision = gravest((decision, self.unchecked))
        return Verdict(decision=decision, findings=found, detector=verdict.detector)

    def _decision(self, finding: Finding) -> Decision:
        whole = finding.category.partition(".")[0]
        least = self.thresholds.get(finding.category, self.thresholds.get(whole, 0.0))
        rule = self.categories.get(finding.category, self.categories.get(whole))
        if finding.score < least or rule == "ignore":
            return "pass"
        decision = rule or finding.decision
        sure = finding.score >= self.block_from
        return "review" if decision == "block" and not sure else decision
