"""A character in a notebook: turn it, move sliders, let it speak."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.viewer.tracks import (
    Slider,
    Tongue,
    bundle,
    drawn,
    packed,
    sound_type,
    weights_of,
)
from aigc.errors import InputError
from aigc.types.avatar import Avatar, Motion

Rebuild = Callable[[Mapping[str, float]], Avatar]
"""Makes the character anew from the values of the sliders."""


class AvatarViewer(anywidget.AnyWidget):
    """A character on a stage, for JupyterLab and VS Code.

    Parameters
    ----------
    avatar : Avatar
        Whom to show.
    sliders : sequence of Slider
        What can be changed beside the picture.
    rebuild : callable or None
        Called with all values when a slider has moved; what it returns is shown.
    tongue : {"zh", "en"}
        What language the labels are in.

    Attributes
    ----------
    vrm : bytes
        What is shown.
    expressions : dict of str to float
        The face, by names of VRM, ARKit or ``viseme_aa``; set it with `set_expressions`.
    values : dict of str to float
        Where the sliders stand.
    problem : str
        Why the last change could not be made, or empty.
    """

    _esm = bundle()

    vrm = traitlets.Bytes(b"").tag(sync=True)
    expressions = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    motion = traitlets.Dict().tag(sync=True)
    tracks = traitlets.Bytes(b"").tag(sync=True)
    audio = traitlets.Bytes(b"").tag(sync=True)
    audio_type = traitlets.Unicode("audio/wav").tag(sync=True)
    played = traitlets.Int(0).tag(sync=True)
    height_px = traitlets.Int(520).tag(sync=True)
    tongue = traitlets.Enum(("zh", "en"), "zh").tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        avatar: Avatar,
        *,
        sliders: Sequence[Slider] = (),
        rebuild: Rebuild | None = None,
        tongue: Tongue = "zh",
        height_px: int = 520,
        dark: bool = False,
    ) -> None:
        if sliders and rebuild is None:
            raise InputError("Sliders need a function that makes the avatar anew; give rebuild.")
        self._rebuild, self._names = rebuild, {slider.name for slider in sliders}
        super().__init__(
            vrm=vrm_bytes(avatar),
            sliders=drawn(sliders),
            values={slider.name: slider.value for slider in sliders},
            tongue=tongue,
            height_px=height_px,
            dark=dark,
        )

    def show(self, avatar: Avatar) -> None:
        """Show another character; camera and face stay."""
        self.vrm = vrm_bytes(avatar)

    def set_expressions(self, weights: Mapping[str, float]) -> None:
        """Set the face; what is not named goes back to rest.

        Raises
        ------
        InputError
            A weight is outside 0 to 1.
        """
        self.expressions = weights_of(weights)

    def speak(self, motion: Motion, audio: bytes = b"") -> None:
        """Play a motion with the sound it belongs to; a browser may wait for a click first.

        Parameters
        ----------
        audio : bytes
            A WAV, MP3, Ogg, FLAC or M4A file; none to move in silence.

        Raises
        ------
        InputError
            Browsers would not play the sound.
        """
        media = sound_type(audio) if audio else "audio/wav"
        head, tracks = packed(motion)
        with self.hold_sync():
            self.motion, self.tracks = head, tracks
            self.audio, self.audio_type = audio, media
            self.played += 1

    def stop(self) -> None:
        """Be silent and still."""
        with self.hold_sync():
            self.motion, self.tracks, self.audio = {}, b"", b""
            self.played += 1

    @traitlets.observe("values")
    def _moved(self, change: Mapping[str, Any]) -> None:
        if self._rebuild is None or not change["old"]:
            return
        values = {name: float(v) for name, v in change["new"].items() if name in self._names}
        try:
            self.show(self._rebuild(values))
            self.problem = ""
        except InputError as exc:
            self.problem = str(exc)
