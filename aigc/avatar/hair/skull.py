"""The skull as a map: how far out the head reaches in each direction, and where hair begins.

Directions are an azimuth (0 ahead, positive to the person's left, 180 behind) and an elevation,
both in degrees, from a middle inside the skull. Heights above the skull are in `Skull.unit`, which
is about a decimetre on a plain head and grows with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter
from scipy.spatial import cKDTree

from aigc.avatar.base import SKIN, UPPER_LID, Points, eye_centres, faces, mask, vertices
from aigc.avatar.base import texture_coordinates as base_uv
from aigc.avatar.shape import Shape
from aigc.avatar.warp import chin_height, smoothstep

Floats = NDArray[np.float64]
STEP = 4.0
LOWEST = -72.0
AZIMUTHS = np.arange(-180.0, 181.0, STEP)
ELEVATIONS = np.arange(LOWEST, 91.0, STEP)
BASE_MIDDLE = np.array([0.0, 7.55, 0.55])
HAIRLINE = np.array(
    [
        [0, 31], [25, 30], [45, 27], [56, 19], [63, 4], [69, -17], [75, -27], [81, -22],
        [87, -9], [98, -7], [106, -18], [114, -34], [135, -46], [180, -51],
    ],
    float,
)  # fmt: skip
"""Azimuth and elevation of the base mesh's hairline, from the forehead round an ear to the nape."""


def direction(azimuth: Floats, elevation: Floats) -> Points:
    """Return unit vectors, shape (..., 3)."""
    a, e = np.radians(azimuth), np.radians(elevation)
    found: Points = np.stack([np.sin(a) * np.cos(e), np.sin(e) + 0 * a, np.cos(a) * np.cos(e)], -1)
    return found


def angles(vectors: Points) -> tuple[Floats, Floats]:
    """Return azimuth and elevation of vectors of any length."""
    length = np.maximum(np.linalg.norm(vectors, axis=-1), 1e-9)
    azimuth = np.degrees(np.arctan2(vectors[..., 0], vectors[..., 2]))
    return azimuth, np.degrees(np.arcsin(np.clip(vectors[..., 1] / length, -1, 1)))


def above_hairline(points: Points) -> Floats:
    """Return by how many degrees points of the base mesh lie above the hairline."""
    azimuth, elevation = angles(points - BASE_MIDDLE)
    line = PchipInterpolator(HAIRLINE[:, 0], HAIRLINE[:, 1])
    found: Floats = elevation - line(np.abs(azimuth))
    return found


@lru_cache(maxsize=1)
def _ears() -> NDArray[np.bool_]:
    """Return which vertices of the skin are an ear's."""
    quads, quads_uv = faces("body")
    painted = mask("ears")
    of_vertex = np.zeros((len(vertices()), 2))
    of_vertex[quads.ravel()] = base_uv()[quads_uv.ravel()]
    side = len(painted) - 1
    row = np.clip(((1 - of_vertex[SKIN, 1]) * side).astype(int), 0, side)
    column = np.clip((of_vertex[SKIN, 0] * side).astype(int), 0, side)
    found: NDArray[np.bool_] = painted[row, column] > 0.1
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skull:
    """The head that hair grows on; lengths in decimetres but where heights are told.

    Attributes
    ----------
    middle : float64, shape (3,)
    unit : float
        Decimetres of one height.
    bare, over : float64, shape (azimuths, elevations)
        Radius of the head without and with its ears.
    line : float64, shape (azimuths,)
        Elevation of the hairline.
    chin, top, lids : float
        Heights of the chin, the top of the head and the upper lids' highest point.
    """

    middle: Points
    unit: float
    bare: Floats
    over: Floats
    line: Floats
    chin: float
    top: float
    lids: float

    def radius(self, azimuth: Floats, elevation: Floats, over: bool = False) -> Floats:
        """Return how far out the head reaches, with its ears if ``over``."""
        column = (np.asarray(azimuth, float) + 180.0) % 360.0 / STEP
        row = (np.clip(elevation, LOWEST, 90.0) - LOWEST) / STEP
        column, row = np.broadcast_arrays(column, row)
        chart = self.over if over else self.bare
        found: Floats = map_coordinates(
            chart, [column.ravel(), row.ravel()], order=1, mode="nearest"
        ).reshape(column.shape)
        return found

    def hairline(self, azimuth: Floats) -> Floats:
        """Return the elevation at which hair begins."""
        turned = (np.asarray(azimuth, float) + 180.0) % 360.0 - 180.0
        found: Floats = np.interp(turned, AZIMUTHS, self.line)
        return found

    def place(
        self, azimuth: Floats, elevation: Floats, height: Floats, over: bool = False
    ) -> Points:
        """Return points at heights above the skull."""
        azimuth, elevation, height = np.broadcast_arrays(azimuth, elevation, height)
        reach = self.radius(azimuth, elevation, over) + height * self.unit
        found: Points = self.middle + direction(azimuth, elevation) * reach[..., None]
        return found

    def outward(self, points: Points) -> Points:
        """Return unit vectors away from the head; below its middle they turn level."""
        away = points - self.middle
        away = away * np.where(away[..., 1:2] < 0, [1, 0.15, 1], [1, 1, 1])
        found: Points = away / np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
        return found

    def clear(self, points: Points, height: Floats | float, over: bool = False) -> Points:
        """Return points moved out to ``height`` above the head at least, not the neck."""
        away = points - self.middle
        length = np.maximum(np.linalg.norm(away, axis=-1), 1e-9)
        azimuth, elevation = angles(away)
        least = self.radius(azimuth, elevation, over) + height * self.unit
        ahead = np.cos(np.radians(azimuth)) * 8
        counts = smoothstep(elevation + ahead, -54.0, -40.0)
        grown = 1 + (np.maximum(least / length, 1) - 1) * counts
        moved: Points = self.middle + away * grown[..., None]
        return moved


def skull_of(shape: Shape) -> Skull:
    """Measure the head of a shape."""
    places = shape.places[SKIN]
    left, right = eye_centres(shape.places)
    eye = float((left[1] + right[1]) / 2)
    top = float(places[:, 1].max())
    above = places[places[:, 1] > eye + 0.1]
    depth = (above[:, 2].min() + above[:, 2].max()) / 2 - 0.03
    middle = np.array([0.0, eye + 0.26 * (top - eye), depth])
    chin = float(shape.bend(np.array([[0.0, chin_height(shape.plain), 0.9]]))[0, 1])
    on_head = places[:, 1] > chin - 0.12
    bare, nearest, share = _chart(places - middle, on_head & ~_ears())
    over, *_ = _chart(places - middle, on_head)
    over = np.maximum(maximum_filter(over, 3), bare)
    score = above_hairline(vertices()[SKIN])
    grid = np.sum(score[nearest] * share, axis=1).reshape(bare.shape)
    return Skull(
        middle=middle,
        unit=(top - eye) / 1.2,
        bare=gaussian_filter(bare, 0.6, mode=("wrap", "nearest")),
        over=gaussian_filter(over, 1.2, mode=("wrap", "nearest")),
        line=_line(grid),
        chin=chin,
        top=top,
        lids=float(shape.places[UPPER_LID, 1].max()),
    )  # fmt: skip


def _chart(away: Points, chosen: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Return radii on the grid, and which vertices each was mixed from and by what shares.

    Only the outermost vertex of each cell counts, so that the mouth's inside does not.
    """
    radius = np.linalg.norm(away, axis=1)
    azimuth, elevation = angles(away)
    cell = np.round((azimuth + 180) / STEP) * 100 + np.round((elevation - LOWEST) / STEP)
    order = np.lexsort((-radius, cell))
    order = order[(chosen & (elevation > LOWEST - 3))[order]]
    _, first = np.unique(cell[order], return_index=True)
    outer = order[first]
    grid = np.stack(np.meshgrid(AZIMUTHS, ELEVATIONS, indexing="ij"), -1).reshape(-1, 2)
    tree = cKDTree(direction(azimuth[outer], elevation[outer]))
    distance, found = tree.query(direction(grid[:, 0], grid[:, 1]), k=5)
    share = 1 / (distance + 0.004) ** 2
    share /= share.sum(1, keepdims=True)
    nearest = outer[found]
    chart = np.sum(radius[nearest] * share, axis=1).reshape(len(AZIMUTHS), len(ELEVATIONS))
    return chart, nearest, share


def _line(score: Floats) -> Floats:
    """Return the lowest elevation of each azimuth from which all above is hair."""
    smooth = gaussian_filter(score, 0.6, mode=("wrap", "nearest"))
    bald = smooth <= 0
    highest = len(ELEVATIONS) - 1 - np.argmax(bald[:, ::-1], axis=1)
    rows = np.arange(len(AZIMUTHS))
    low = smooth[rows, highest]
    high = smooth[rows, np.minimum(highest + 1, len(ELEVATIONS) - 1)]
    part = -low / np.maximum(high - low, 1e-9)
    found: Floats = ELEVATIONS[highest] + STEP * np.clip(part, 0, 1)
    return found
