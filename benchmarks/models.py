"""What our engines take beside the libraries that they call, and whether memory comes back.

Run ``python benchmarks/models.py`` or ``--only pictures,eviction`` for some sections:

pictures, films, language, recognition, matching, moderation, music, speech
    The engine at work, against the library's own calls with the same arguments on the same model:
    throughput as a share of theirs. Models have random weights and a middling size.
batching     eight pictures at once against eight one by one; of use on a GPU
eviction     memory before a model is read, with it, and after it was put away
budget       two pipelines under a budget for one: the first is put away, both paint

The library's calls are taken down while the engine works, and then made again without it, its
reports and its checks. On a CPU, time is the process's own. The exit status is 1 when a target is
missed.
"""

from __future__ import annotations

import argparse
import copy
import ctypes
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import psutil
import torch
from PIL import Image

from aigc import registry
from aigc.device.place import chosen
from aigc.device.shelf import shelf
from aigc.types.audio import Audio
from aigc.types.prompt import PicturePrompt
from benchmarks import models_material as material
from benchmarks.report import Report, say

LEAST = 0.98
BATCHED = 1.5
FEW = 20
"""Tokens that the library's own way to times is tried on: it is slow."""
KEPT_MIB = 24.0
"""What may stay of a model of some hundred MiB: caches of the allocator."""
HOOKS = ("callback_on_step_end", "callback_on_step_end_tensor_inputs", "logits_processor")
ROUNDS = 5
PROMPTS = tuple(PicturePrompt(text=f"a boat on a lake, number {n}") for n in range(8))

Call = tuple[Any, tuple[Any, ...], dict[str, Any]]


def clock() -> float:
    """Return seconds: of the process on a CPU, of the wall where a GPU computes."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()


@contextmanager
def taken_down(owners: Sequence[tuple[Any, str]], calls: list[Call]) -> Iterator[None]:
    """Take down the outermost calls of some methods within the block."""
    depth = [0]
    with ExitStack() as undo:
        for owner, name in owners:
            inner = getattr(owner, name)

            @wraps(inner)
            def outer(*args: Any, _inner: Any = inner, **named: Any) -> Any:
                if not depth[0]:
                    calls.append((_inner, args, {k: v for k, v in named.items() if k not in HOOKS}))
                depth[0] += 1
                try:
                    return _inner(*args, **named)
                finally:
                    depth[0] -= 1

            undo.callback(setattr, owner, name, inner)
            setattr(owner, name, outer)
        yield


def share(work: Callable[[], Any], owners: Sequence[tuple[Any, str]]) -> float:
    """Return the engine's throughput as a share of that of the library's calls alone."""
    calls: list[Call] = []
    work()
    with taken_down(owners, calls):
        work()
    again = [(call, args, copy.copy(named)) for call, args, named in calls]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(timed(work))
        theirs.append(timed(lambda: replayed(again)))
    say(f"     {len(calls)} calls: {min(ours):.2f} s, alone {min(theirs):.2f} s")
    return min(theirs) / min(ours)


def timed(work: Callable[[], Any]) -> float:
    begun = clock()
    work()
    return clock() - begun


def replayed(calls: Sequence[Call]) -> None:
    with torch.no_grad():
        for call, args, named in calls:
            call(*args, **named)


def pictures(box: Path, report: Report) -> None:
    from diffusers import StableDiffusionPipeline

    engine = registry.get("pictures", f"diffusers:{material.pictures(box / 'pictures')}?steps=4")
    owners = [(StableDiffusionPipeline, "__call__")]
    value = share(lambda: paint(engine, PROMPTS[:4]), owners)
    report.least("throughput of the library's", value, LEAST)


def paint(engine: Any, prompts: Sequence[PicturePrompt]) -> Any:
    return engine.paint(prompts, width_px=64, height_px=64, seed=1)


def films(box: Path, report: Report) -> None:
    from diffusers import WanPipeline

    engine = registry.get(
        "clips", f"diffusers:{material.films_of(box / 'films')}?steps=4&side_px=128"
    )

    def work() -> Any:
        return engine.film(PROMPTS[0], duration=Fraction(1), width_px=128, height_px=128, seed=1)

    report.least(
        "throughput of the library's",
        share(work, [(WanPipeline, "__call__")]),
        LEAST,
    )


def language(box: Path, report: Report) -> None:
    from transformers.generation import GenerationMixin

    from aigc.language.chat import Message, Request
    from aigc.language.local import LocalModel

    model = LocalModel(str(material.language(box / "language")))
    told = (Message(role="user", text="写一段关于春天的话。" * 12),)

    def work() -> Any:
        return model.reply(Request(messages=told, max_tokens=96, seed=3))

    value = share(work, [(GenerationMixin, "generate")])
    report.least("throughput of the library's", value, LEAST)


def recognition(box: Path, report: Report) -> None:
    """Tokens a second with their times, against the library's own way to times."""
    from transformers.generation import GenerationMixin

    folder = material.recognition(box / "recognition")
    engine = registry.get("recognition", f"whisper:{folder}?retries=0")
    audio = babble(24)
    calls: list[Call] = []
    with taken_down([(GenerationMixin, "generate")], calls):
        engine.transcribe(audio, language="en")
    (network, *_), named = calls[0][1], calls[0][2]
    most = named["generation_config"].max_new_tokens
    windows = len(named["decoder_input_ids"])
    alone = library(folder, network, audio, windows, FEW)
    ours = min(timed(lambda: engine.transcribe(audio, language="en")) for _ in range(2)) / most
    theirs = min(timed(alone) for _ in range(2)) / FEW
    say(f"     {windows} windows: {1000 * ours:.1f} ms a token, alone {1000 * theirs:.1f} ms")
    report.least("throughput of the library's", theirs / ours, LEAST)


def babble(seconds: int) -> Audio:
    """Return noise in bursts with short rests."""
    time_s = np.arange(16_000 * seconds) / 16_000
    noise = np.random.default_rng(2).normal(0, 0.1, len(time_s))
    loud = np.where(np.sin(time_s * 0.25) > -0.9, noise, 0)
    return Audio(samples=loud[None].astype(np.float32), sample_rate=16_000)


def library(folder: Path, network: Any, audio: Audio, windows: int, most: int) -> Callable[[], Any]:
    """Return the library's own transcription with times of as many windows and tokens."""
    from transformers import AutoFeatureExtractor

    listen = AutoFeatureExtractor.from_pretrained(folder)
    sounds = np.array_split(audio.samples[0], windows)

    def work() -> Any:
        features = listen(sounds, sampling_rate=16_000, return_tensors="pt").input_features
        with torch.no_grad():
            return network.generate(
                input_features=features, return_token_timestamps=True, language="en",
                max_new_tokens=most, min_new_tokens=most,
            )  # fmt: skip

    return work


def matching(box: Path, report: Report) -> None:
    from transformers import CLIPImageProcessor, CLIPModel, PreTrainedTokenizerBase

    folder = material.matching(box / "matching")
    files = drawn(box, 12)
    lines = [f"line {n}: what is seen here" for n in range(12)]
    owners = [(CLIPModel, "get_image_features"), (CLIPModel, "get_text_features"),
              (CLIPImageProcessor, "__call__"), (PreTrainedTokenizerBase, "__call__")]  # fmt: skip

    def work() -> Any:
        return registry.get("matching", f"clip:{folder}").likeness(files, lines)

    report.least("throughput of the library's", share(work, owners), LEAST)


def drawn(box: Path, count: int) -> list[Path]:
    """Write pictures by chance."""
    files = [box / f"picture{n}.png" for n in range(count)]
    for n, file in enumerate(files):
        Image.effect_noise((224, 224), 20 + n).convert("RGB").save(file)
    return files


def moderation(box: Path, report: Report) -> None:
    from transformers import BertForSequenceClassification, PreTrainedTokenizerBase

    engine = registry.get("moderation", f"classifier:{material.moderation(box / 'moderation')}")
    texts = [f"line {n}: nothing of it is bad, and all of it is long" * 4 for n in range(8)]
    owners = [(BertForSequenceClassification, "forward"), (PreTrainedTokenizerBase, "__call__")]
    value = share(lambda: engine.judge_texts(texts), owners)
    report.least("throughput of the library's", value, LEAST)


def music(box: Path, report: Report) -> None:
    from transformers import MusicgenForConditionalGeneration

    engine = registry.get("music", f"transformers:{material.music(box / 'music')}")

    def work() -> Any:
        return engine.compose(duration=Fraction(12), mood="calm", seed=1)

    value = share(work, [(MusicgenForConditionalGeneration, "generate")])
    report.least("throughput of the library's", value, LEAST)


def speech(box: Path, report: Report) -> None:
    from transformers import VitsModel

    folder = material.speech(box / "speech")
    engine = registry.get("speech", "transformers")
    text = "the boat goes over the lake and comes back in the evening, when the light is low."

    def work() -> Any:
        return engine.speak(text, voice=str(folder), language="en")

    report.least("throughput of the library's", share(work, [(VitsModel, "forward")]), LEAST)


def batching(box: Path, report: Report) -> None:
    folder = material.pictures(box / "batching")
    many = registry.get("pictures", f"diffusers:{folder}?steps=4&batch=8")
    single = registry.get("pictures", f"diffusers:{folder}?steps=4&batch=1")
    paint(many, PROMPTS), paint(single, PROMPTS)
    pairs = [(timed(lambda: paint(single, PROMPTS)), timed(lambda: paint(many, PROMPTS)))
             for _ in range(ROUNDS)]  # fmt: skip
    value = statistics.median(a / b for a, b in pairs)
    if torch.cuda.is_available():
        report.least("eight at once, times one by one", value, BATCHED)
    else:
        say(f"     batching on a CPU: {value:.2f} times one by one")


def memory_mib() -> float:
    """Return what the process holds where models lie, after it gave back what it can."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        return torch.cuda.memory_reserved() / 2**20
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return psutil.Process().memory_info().rss / 2**20


def eviction(box: Path, report: Report) -> None:
    folder = material.speech(box / "eviction")
    engine = registry.get("speech", "transformers")

    def work() -> Any:
        return engine.speak("the boat goes over the lake.", voice=str(folder), language="en")

    work()
    shelf().clear()
    before = memory_mib()
    work()
    during = memory_mib()
    held = sum(one.size_bytes for one in shelf().held()) / 2**20
    shelf().clear()
    after = memory_mib()
    say(
        f"     before {before:.0f}, with the model {during:.0f}, after {after:.0f} MiB; "
        f"weights {held:.0f}"
    )
    report.most("MiB that stay of a model", after - before, KEPT_MIB)
    report.least("MiB that a model takes", during - before, 0.8 * held)


def budget(box: Path, report: Report) -> None:
    folders = [material.pictures(box / name) for name in ("first", "second")]
    engines = [registry.get("pictures", f"diffusers:{folder}?steps=2") for folder in folders]
    place = shelf()
    place.clear()
    before, most = place.budget_bytes, 0
    paint(engines[0], PROMPTS[:1])
    place.budget_bytes = int(1.5 * place.used_bytes)
    try:
        for engine in (*engines, *engines):
            paint(engine, PROMPTS[:1])
            most = max(most, place.used_bytes)
        report.most("models at once", len(place.held()), 1)
        report.most("bytes of the budget", most / place.budget_bytes, 1)
    finally:
        place.budget_bytes = before
        place.clear()


SECTIONS: dict[str, Callable[[Path, Report], None]] = {
    one.__name__: one
    for one in (pictures, films, language, recognition, matching, moderation, music, speech,
                batching, eviction, budget)
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, parted by commas")
    asked = parser.parse_args().only.split(",")
    report = Report()
    say(f"{chosen()}, torch {torch.__version__}, {torch.get_num_threads()} threads")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked:
            say(name)
            report.section = name
            SECTIONS[name](Path(folder), report)
            shelf().clear()
    return 0 if all(one.met for one in report.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
