"""A photo that speaks, by a model of one's own and with the consent of who is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from aigc.batch.kinds import Kind
from aigc.batch.made.engines import fingerprint, judged, voice_of
from aigc.config import option
from aigc.consent import Consent
from aigc.errors import AigcError
from aigc.portrait.engine import agreed
from aigc.progress import Progress
from aigc.store import Store
from aigc.trust.consent.evidence import evidence
from pipelines import consenting
from pipelines.portrait import NO_DRIVER, run
from pipelines.portrait import Config as Portrait

CPU_S: Final = 300.0
BYTES: Final = 10e6


class Config(Portrait):
    """What a photo says, who agreed to it, and how it is filmed."""

    text: str = option("", "What it says.", "要说的话。")
    audio: Path | None = option(
        None, "A recording that it says in place of a text.", "代替文本的录音。"
    )
    consent: str = option(
        "", "NAME: STATEMENT of who is shown and that they agree.", "照片中人的姓名与同意声明。"
    )
    date: str = option(
        "", "Day of the consent, YYYY-MM-DD; empty takes today.", "同意的日期；留空为今天。",
        pattern=r"^(\d{4}-\d{2}-\d{2})?$",
    )  # fmt: skip


def make(source: str, out: Path, config: Config, *, store: Store, progress: Progress) -> None:
    """Write the film in which the photo ``source`` speaks into ``out``."""
    run(
        Path(source), out, config, text=config.text, audio=config.audio, consent=config.consent,
        date=config.date or date.today().isoformat(), store=store, progress=progress,
    )  # fmt: skip


def judge(source: str, config: Config) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the consent, the driver and what is said."""
    try:
        consent = agreed(_said(config) if config.consent.strip() else None)
        if Path(source).is_file():
            given = consenting.given_photo(evidence(Path(source)), consent, "portrait")
            consenting.admit(given, "portrait")
    except AigcError as exc:
        yield "consent", str(exc)
    if not config.driver.strip():
        yield "driver", NO_DRIVER
    if bool(config.text.strip()) == (config.audio is not None):
        yield "text", "and audio: give one, a text or a recording."
    yield from judged(config, {"driver": "portrait", "speech": "speech", "landmarks": "landmarks"})


def _said(config: Config) -> Consent:
    return Consent.said(config.consent, config.date or date.today().isoformat())


def engines(config: Config) -> tuple[str, ...]:
    """Return the fingerprints of what moves the face, what finds it and who speaks."""
    rooms = (("portrait", config.driver), ("landmarks", config.landmarks))
    faces = (fingerprint(room, asked) for room, asked in rooms)
    return *faces, *voice_of("speech", config.speech, config.voice)


KIND: Final = Kind(
    config=Config, make=make, judge=judge, engines=engines,
    affinity=lambda config: f"{config.driver}|{config.speech}|{config.voice}",
    weigh=lambda config: (CPU_S, BYTES),
)  # fmt: skip
