"""The command line of a trainer: ``train``, ``export`` and ``evaluate``."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import torch

from aigc.lyrics.model.training.steps import Schedule

Act = Callable[[Namespace], None]


class Commands:
    """The commands of a trainer, open to options and commands of its own.

    ``usual`` gives the rate, batch, layers and seed where a command line gives none.
    """

    def __init__(
        self, about: str | None, usual: Schedule, *, train: Act, export: Act, evaluate: Act
    ) -> None:
        self._parser = ArgumentParser(description=about)
        self._commands = self._parser.add_subparsers(required=True)
        self.train = self.add("train", train)
        _take_schedule(self.train, usual)
        self.export = self.add("export", export)
        self.export.add_argument("checkpoint", type=Path)
        self.export.add_argument("file", type=Path)
        self.evaluate = self.add("evaluate", evaluate)
        self.evaluate.add_argument("checkpoint", type=Path)

    def add(self, name: str, act: Act) -> ArgumentParser:
        """Add a command that calls ``act`` with its options."""
        parser: ArgumentParser = self._commands.add_parser(name)
        parser.set_defaults(act=act)
        return parser

    def run(self, words: Sequence[str] | None = None) -> None:
        """Do what ``words`` ask for, the words behind the program's name where none are given."""
        options = self._parser.parse_args(words)
        torch.set_num_threads(getattr(options, "threads", 1))
        options.act(options)


def _take_schedule(parser: ArgumentParser, usual: Schedule) -> None:
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--decay-hours", type=float, default=0.0)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=600.0, dest="save_every_s")
    for name in ("rate", "batch", "layers", "seed"):
        default = getattr(usual, name)
        parser.add_argument(f"--{name}", type=type(default), default=default)


def schedule_of(options: Namespace) -> Schedule:
    """Return the schedule that the options of ``train`` ask for."""
    return Schedule(**{f.name: getattr(options, f.name) for f in fields(Schedule)})


def say(text: str) -> None:
    """Write a line with the time of day to standard output, at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()
