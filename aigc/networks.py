"""What every engine shares that runs a network: its model, its options, its identity, its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar

from aigc.config import Settings, build, option
from aigc.device.place import chosen
from aigc.errors import EngineUnavailable
from aigc.identity import identity, version_of
from aigc.registry import load

_PACKAGES: Final = ("torch", "transformers")


class Placed(Settings):
    """Where a network runs, and how exactly; the base of the options of such engines."""

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = option(
        "auto", "Numbers the weights are kept in; auto asks the device.",
        "权重精度；auto 由设备决定。",
    )  # fmt: skip
    device: str = option(
        "auto", "Where it runs: auto, cpu, cuda, cuda:1, mps.",
        "运行设备：auto、cpu、cuda、cuda:1、mps。",
    )  # fmt: skip


How = TypeVar("How", bound=Placed)
N = TypeVar("N")
T = TypeVar("T")
R = TypeVar("R")


class NetworkEngine(Generic[How, N]):
    """An engine whose model is a network of the Hugging Face format.

    Parameters
    ----------
    model : str
        Folder of the model, or its name on the hub. Without one every use tells that it is missing.
    **options
        Those of ``settings``.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name: str
    version: ClassVar[int] = 1
    settings: ClassVar[Any] = Placed
    """Model of its options."""
    network: ClassVar[str]
    """``package.module:Class`` that takes the model's name, the device, and the dtype's name."""
    takes: ClassVar[str]
    """Which models it runs, for messages: "a Whisper model"."""

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self.options: How = build(self.settings, options)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model, how it is run, and what runs it."""
        packages = " ".join(f"{one}={version_of(one)}" for one in _PACKAGES)
        how = self.options.model_dump_json()
        return f"{self.name}/{self.version} {packages} {identity(self.model)} {how}"

    @property
    def author(self) -> str:
        """Who answers: the engine with its model."""
        return f"{self.name}:{self.model}"

    @contextmanager
    def lent(self) -> Iterator[N]:
        """Give the network in memory; whatever it breaks with becomes one clear error.

        Raises
        ------
        EngineUnavailable
            No model is named, it is not there, not whole, or of another kind, or a package is
            missing.
        EngineFailed
            It broke.
        OutOfMemory
            It does not fit into the device's memory.
        """
        self.check_named()
        read = load(self.network)
        from aigc.device.lending import lent
        from aigc.pretrained import breaking

        how = self.options
        with (
            lent(self.model, read, what=self.network, device=how.device, dtype=how.dtype) as found,
            breaking(self.model),
        ):
            yield found

    def batched(
        self, items: Sequence[T], run: Callable[[Sequence[T]], Iterable[R]], *, most: int,
        told: Callable[[int], None],
    ) -> list[R]:  # fmt: skip
        """Return the result of each item; see `aigc.device.fallback.in_batches`."""
        from aigc.device.fallback import in_batches

        return in_batches(
            items, lambda some: list(run(some)), most=most, device=chosen(self.options.device),
            what=self.model, told=told,
        )  # fmt: skip

    def check_named(self) -> None:
        """Raise `EngineUnavailable` where no model is named."""
        if not self.model:
            raise EngineUnavailable(
                f"The engine {self.name!r} has no model of its own. Name one behind a colon: "
                f"{self.name}:FOLDER, the folder of {self.takes}, or its name on the hub."
            )
