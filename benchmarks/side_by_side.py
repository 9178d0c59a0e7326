"""A causal model that writes under many templates at once, for when only their forms matter."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.errors import InputError
from aigc.lyrics.causal.prompt import prompt
from aigc.lyrics.causal.ruling import check_spelling, paper, rule, writable
from aigc.lyrics.causal.walk import Gate, Walk
from aigc.lyrics.causal.writer import CausalWriter
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.engine import Options
from aigc.types.template import Template

Lines = tuple[str, ...]


class SideBySide(CausalWriter):
    """Goes the way of `CausalWriter.write`, but that all follow the prompt of an empty form."""

    def write_each(
        self, templates: Sequence[Template], options: Options, *, seed: int = 0
    ) -> list[Lines | InputError]:
        """Return the lines of one lyric for each template, or why there can be none."""
        model, blank = self._open(options.model), Template(lines=())
        wanted = frozenset().union(*map(paper, templates))
        table = self._laid_out(model, blank, wanted)
        found: dict[int, Lines | InputError] = {}
        ruled = {}
        for n, template in enumerate(templates):
            try:
                check_spelling(template, model.spelling, model.name)
                problem = Problem(template, alphabet(writable(template, table), template.book))
                (ruled[n],) = rule(plans(problem, 1, seed + n), table)
            except InputError as exc:
                found[n] = exc
        gate = Gate(table)
        texts = model.write(
            prompt(model.tokenizer, blank, options),
            [Walk(gate, r.sheet, model.end) for r in ruled.values()],
            temperature=options.temperature,
            top=options.top,
            seed=seed,
            report=lambda filled: None,
        )
        for (n, r), (text, _) in zip(ruled.items(), texts, strict=True):
            found[n] = printed(templates[n], (text[place] for place in r.cells))
        return [found[n] for n in range(len(templates))]
