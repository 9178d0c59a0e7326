"""What asking a model has cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What answers have cost.

    Attributes
    ----------
    cost : float
        In the currency of the prices that were given; 0 without them.
    retries : int
        How often a request was sent again.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cost: float = 0.0
    retries: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=self.seconds + other.seconds,
            cost=self.cost + other.cost,
            retries=self.retries + other.retries,
        )

    def __str__(self) -> str:
        tokens = f"{self.prompt_tokens:,} + {self.completion_tokens:,} tokens"
        cost = f", {self.cost:.4f}" if self.cost else ""
        return f"{self.calls} calls, {tokens}, {self.seconds:.1f} s{cost}"
