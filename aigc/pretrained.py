"""What every engine needs that reads models with ``transformers``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
from transformers.utils import logging

from aigc.device.memory import is_out_of_memory
from aigc.doors.weights import check_folder
from aigc.errors import AigcError, EngineFailed, EngineUnavailable

_ON_HUB: Final = re.compile(r"[\w.-]+(/[\w.-]+)?")
"""A name on the hub; ``owner/model``, for a few old models without an owner."""


@contextmanager
def quietly() -> Iterator[None]:
    """Show none of the bars that ``transformers`` draws while it reads, and none of its advice."""
    shown, told = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(told)
        if shown:
            logging.enable_progress_bar()


def first_line(exc: Exception) -> str:
    """Return the first line of a message as a sentence; ``transformers`` writes whole pages."""
    line = str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
    return line if line.endswith(".") else f"{line}."


def read_pretrained(kind: Any, name: str, *, what: str, needs: str = "", **options: Any) -> Any:
    """Read a model, or a part of one, from its folder, the local cache or the hub.

    Only safetensors are read, and no code of the model's own is run.

    Parameters
    ----------
    kind
        A class with ``from_pretrained``, of transformers or of diffusers.
    name : str
        A folder, or a name on the hub such as ``owner/model``.
    what : str
        What is read, for messages: "causal language model".
    needs : str
        What such a folder holds, for messages; by default what transformers writes.

    Raises
    ------
    EngineUnavailable
        There is no such folder, it is not whole, brings code of its own, is another kind of model,
        stands behind a gate, or cannot be fetched.
    """
    place, options = settled_place(name), {**options, "trust_remote_code": False}
    _check_folder(Path(place, str(options.get("subfolder") or "")))
    with quietly():
        try:
            return kind.from_pretrained(place, local_files_only=True, **options)
        except Exception as exc:  # these libraries raise almost anything on what is not whole
            if Path(place).exists() or is_out_of_memory(exc):
                raise unreadable(exc, name, what, needs) from exc
        try:
            return kind.from_pretrained(place, **options)
        except Exception as exc:
            raise unreadable(exc, name, what, needs, fetched=True) from exc


def read_whole(kind: Any, name: str, *, what: str, needs: str = "", **options: Any) -> Any:
    """Read the weights of a model; see `read_pretrained`.

    Raises
    ------
    EngineUnavailable
        As of `read_pretrained`, and where weights are missing, which would be drawn at random.
    """
    model, about = read_pretrained(
        kind, name, what=what, needs=needs, use_safetensors=True, output_loading_info=True,
        **options,
    )  # fmt: skip
    lacking = sorted(about["missing_keys"]) + sorted(map(str, about["mismatched_keys"]))
    if lacking:
        raise EngineUnavailable(
            f"The folder {name!r} holds no {what} that is whole: it has no {lacking[0]}, and "
            f"{len(lacking)} weights of its kind are missing in all. Take the whole model, of that "
            "very kind."
        )
    return model


@contextmanager
def breaking(name: str) -> Iterator[None]:
    """Raise one clear error for whatever a model breaks with.

    Want of memory goes through as it is, for `aigc.device.fallback` to see.

    Raises
    ------
    EngineFailed
        It broke.
    """
    try:
        yield
    except AigcError:
        raise
    except Exception as exc:  # torch raises almost anything
        if is_out_of_memory(exc):
            raise
        raise EngineFailed(f"The model {name!r} broke: {first_line(exc)}") from exc


def given_to(network: Any, inputs: Any) -> dict[str, Any]:
    """Return the tensors of ``inputs`` where a network lies, numbers with points in its dtype."""
    return {
        name: value.to(network.device, network.dtype)
        if value.is_floating_point()
        else value.to(network.device)
        for name, value in inputs.items()
    }


def _check_folder(folder: Path) -> None:
    if folder.is_dir():
        check_folder(folder, frozenset(CONFIG_MAPPING_NAMES), EngineUnavailable)


def settled_place(name: str) -> str:
    """Return the folder of a model as a path, or its name on the hub as it is.

    Raises
    ------
    EngineUnavailable
        It is a path where nothing lies.
    """
    folder = Path(name).expanduser()
    if folder.exists():
        return str(folder)
    if folder.is_absolute() or name.startswith(("./", "../", "~")) or not _ON_HUB.fullmatch(name):
        raise EngineUnavailable(f"There is no folder {name!r}. Name the folder of a model.")
    return name


def unreadable(
    exc: Exception, name: str, what: str, needs: str = "", *, fetched: bool = False
) -> Exception:
    """Return one clear error for what a library raised while it read a model."""
    if is_out_of_memory(exc):
        return exc
    causes = list(_chain(exc))
    if any(isinstance(one, GatedRepoError) for one in causes):
        return EngineUnavailable(
            f"The model {name!r} is behind a gate: accept its terms on its page, then set HF_TOKEN "
            "to a token of yours and run again."
        )
    if any(isinstance(one, RepositoryNotFoundError) for one in causes):
        return EngineUnavailable(
            f"The hub has no model {name!r} that can be seen from here. Check its name, or set "
            "HF_TOKEN if it is private."
        )
    if fetched:
        return EngineUnavailable(
            f"The model {name!r} is not on this machine and could not be fetched: "
            f"{first_line(exc)} Download it where there is a network, then name its folder."
        )
    needs = needs or "config.json, the tokeniser's files and weights as safetensors"
    return EngineUnavailable(
        f"The folder {name!r} holds no {what} that can be read: {first_line(exc)} It needs {needs}."
    )


def read_causal(kind: Any, name: str, **options: Any) -> Any:
    """Read a part of a causal language model; see `read_pretrained`."""
    return read_pretrained(kind, name, what="causal language model", **options)


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        exc = exc.__cause__ or exc.__context__
