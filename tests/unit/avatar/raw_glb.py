"""What stands in a GLB, read with nothing but struct, apart from the reader."""

import json
import struct

import numpy as np


def root_of(data):
    size = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[20 : 20 + size])


def floats(data, index):
    """Read an accessor of floats with nothing but struct, apart from the reader."""
    row = root_of(data)["accessors"][index]
    width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[row["type"]]
    if "sparse" not in row:
        return unpacked(data, row["bufferView"], row["count"] * width, "f").reshape(-1, width)
    few = row["sparse"]
    found = np.zeros((row["count"], width))
    places = unpacked(data, few["indices"]["bufferView"], few["count"], "H")
    values = unpacked(data, few["values"]["bufferView"], few["count"] * width, "f")
    found[places] = values.reshape(-1, width)
    return found


def unpacked(data, view, count, kind):
    start = 28 + struct.unpack_from("<I", data, 12)[0]
    place = start + root_of(data)["bufferViews"][view]["byteOffset"]
    return np.array(struct.unpack_from(f"<{count}{kind}", data, place))
