"""Find an engine by name: a table of lazy import strings, then the entry points of others.

Another package adds an engine by declaring an entry point in the group ``aigc.engines`` whose
name is ``<capability>.<name>`` and whose value names a factory. It takes no arguments, or
``model`` and ``**options`` where `reference` may give them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from inspect import signature
from types import MappingProxyType
from typing import Any

from aigc.errors import ConfigError, EngineUnavailable, UnknownEngine, did_you_mean

GROUP = "aigc.engines"

BUILT_IN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "text": {
            "extractive": "aigc.text.script.extractive:ExtractiveWriter",
            "openai": "aigc.text.prompted.engines:OpenAIWriter",
            "transformers": "aigc.text.prompted.engines:TransformersWriter",
            "fake": "aigc.text.fake:FakeWriter",
        },
        "prompts": {
            "extractive": "aigc.text.picturing.extractive:ExtractivePrompts",
            "openai": "aigc.text.picturing.engines:OpenAIPrompts",
            "transformers": "aigc.text.picturing.engines:TransformersPrompts",
            "fake": "aigc.text.picturing.fake:FakePrompts",
        },
        "copy": {
            "extractive": "aigc.text.copy.extractive:ExtractiveCopy",
            "openai": "aigc.text.copy.engines:OpenAICopy",
            "transformers": "aigc.text.copy.engines:TransformersCopy",
            "fake": "aigc.text.copy.fake:FakeCopy",
        },
        "translation": {
            "openai": "aigc.text.translation.engines:OpenAITranslator",
            "transformers": "aigc.text.translation.engines:TransformersTranslator",
            "seq2seq": "aigc.text.translation.engines:Seq2SeqTranslator",
            "fake": "aigc.text.translation.fake:FakeTranslator",
        },
        "speech": {
            "house": "aigc.speech.house:HouseSpeech",
            "espeak": "aigc.speech.espeak:EspeakEngine",
            "transformers": "aigc.speech.transformers_voice:TransformersSpeech",
            "onnx": "aigc.speech.onnx_voice.engine:OnnxSpeech",
            "sherpa": "aigc.speech.sherpa_voice.engine:SherpaSpeech",
            "fake": "aigc.speech.fake:FakeSpeech",
        },
        "singing": {
            "house": "aigc.singing.house:HouseSinger",
            "diffsinger": "aigc.singing.diffsinger.engine:DiffSingerEngine",
            "utau": "aigc.singing.utau.engine:UtauEngine",
            "fake": "aigc.singing.fake:FakeSinger",
        },
        "music": {
            "synth": "aigc.music.synth:SynthBed",
            "transformers": "aigc.music.generated.engine:TransformersBed",
            "fake": "aigc.music.fake:FakeBed",
        },
        "accompaniment": {
            "synth": "aigc.music.accompaniment.synth:SynthBand",
            "fluidsynth": "aigc.music.accompaniment.fluidsynth:FluidSynthBand",
            "fake": "aigc.music.accompaniment.fake:FakeBand",
        },
        "lyrics": {
            "bundled": "aigc.lyrics.bundled:BundledWriter",
            "causal": "aigc.lyrics.causal.writer:CausalWriter",
            "fake": "aigc.lyrics.fake:FakeWriter",
        },
        "hearing": {
            "embedded": "aigc.hearing.embedded:EmbeddedEar",
            "fake": "aigc.hearing.fake:FakeEar",
        },
        "recognition": {
            "whisper": "aigc.recognition.whisper:WhisperRecognition",
            "fake": "aigc.recognition.fake:FakeRecognition",
        },
        "landmarks": {
            "mediapipe": "aigc.avatar.photo.mediapipe:MediapipeLandmarks",
            "file": "aigc.avatar.photo.given:FileLandmarks",
            "fake": "aigc.avatar.photo.fake:FakeLandmarks",
        },
        "filler": {
            "openai": "aigc.avatar.sentence.asked:OpenAIFiller",
            "transformers": "aigc.avatar.sentence.model:TransformersFiller",
            "fake": "aigc.avatar.sentence.model:FakeFiller",
        },
        "stylist": {
            "diffusers": "aigc.avatar.stylists:DiffusersStylist",
            "fake": "aigc.avatar.stylists:FakeStylist",
        },
        "image": {
            "motion_graphics": "aigc.image.motion_graphics:MotionGraphics",
            "fake": "aigc.image.fake:FakeScenes",
        },
        "pictures": {
            "diffusers": "aigc.image.painting.diffused:DiffusersPictures",
            "fake": "aigc.image.painting.fake:FakePictures",
        },
        "matching": {
            "clip": "aigc.image.matching.clip:ClipMatcher",
            "fake": "aigc.image.matching.fake:FakeMatcher",
        },
        "clips": {
            "diffusers": "aigc.video.filming.diffused:DiffusersFilms",
            "fake": "aigc.video.filming.fake:FakeFilms",
        },
        "portrait": {
            "onnx": "aigc.portrait.onnx_driver:OnnxPortrait",
            "subprocess": "aigc.portrait.subprocess_driver:SubprocessPortrait",
            "fake": "aigc.portrait.fake:FakePortrait",
        },
        "moderation": {
            "words": "aigc.trust.moderation.words:WordsModeration",
            "classifier": "aigc.trust.moderation.classifier:ClassifierModeration",
            "fake": "aigc.trust.moderation.fake:FakeModeration",
        },
    }
)


def names(capability: str) -> dict[str, str]:
    """Return name -> import string of every engine of ``capability``.

    Raises
    ------
    UnknownEngine
        When there is no such capability.
    """
    if capability not in BUILT_IN:
        raise UnknownEngine(f"No capability {capability!r}. {did_you_mean(capability, BUILT_IN)}")
    found = dict(BUILT_IN[capability])
    prefix = f"{capability}."
    for point in entry_points(group=GROUP):
        if point.name.startswith(prefix):
            found.setdefault(point.name.removeprefix(prefix), point.value)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An engine as it is asked for: ``name``, ``name:model`` or ``name:model?option=value&…``."""

    name: str
    model: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def reference(text: str) -> Reference:
    """Read the name of an engine, with its model and options where it has any.

    >>> reference("openai:qwen3?temperature=0.2").model
    'qwen3'
    """
    named, _, options = text.strip().partition("?")
    name, _, model = named.partition(":")
    pairs = (part.partition("=") for part in options.split("&") if part)
    return Reference(name=name, model=model, options={key: value for key, _, value in pairs})


def get(capability: str, asked: str) -> Any:
    """Build an engine of ``capability`` by what `reference` reads.

    Raises
    ------
    UnknownEngine
        When nothing of that name is registered; the message names close matches.
    EngineUnavailable
        When its packages are not installed.
    ConfigError
        When it takes no model or no such option.
    """
    wanted = reference(asked)
    kind = load(_target(capability, wanted.name))
    if not (wanted.model or wanted.options):
        return kind()
    takes = signature(kind).parameters
    if "model" not in takes or not any(one.kind is one.VAR_KEYWORD for one in takes.values()):
        raise ConfigError(
            f"The {capability} engine {wanted.name!r} takes no model and no options, as {asked!r} "
            f"asks for. Ask for {wanted.name!r} alone."
        )
    return kind(model=wanted.model, **wanted.options)


def _target(capability: str, name: str) -> str:
    """Return the import string of an engine; only for one of others the environment is searched."""
    if own := BUILT_IN.get(capability, {}).get(name):
        return own
    table = names(capability)
    if name not in table:
        raise UnknownEngine(f"No {capability} engine {name!r}. {did_you_mean(name, table)}")
    return table[name]


def load(target: str) -> Callable[..., Any]:
    """Import ``package.module:attribute``."""
    module, _, attribute = target.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)  # type: ignore[no-any-return]
    except ImportError as exc:
        raise EngineUnavailable(
            f"The engine {target} needs a package that is not installed ({exc.name}). "
            "Install the extra that brings it, for example: pip install 'aigc-workbench[all]'."
        ) from exc
