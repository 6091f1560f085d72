"""A recogniser small enough to be written by hand: a real ONNX file, and a manifest to it.

It averages the rows of a crop in pairs and takes away the mean of all: a profile of light from the
forehead to the chin. That is little, but the same in a mirror and another one upside down.
The bytes are those of the ONNX format (protocol buffers; onnx.proto, IR version 8).
"""

import hashlib
import struct
from pathlib import Path

import numpy
from numpy.typing import NDArray

SIZE, DIMENSION = 32, 16
# How much each colour counts; unequal, so that swapped colours give another vector.
COLOURS = numpy.array([0.6, 0.3, 0.1])


def add_tiny(folder: Path, *, network: str = "NCHW RGB", **values: object) -> Path:
    """Write network and manifest into a folder; `values` stand in the manifest as given.

    `network` says what it is made for: the layout and the order of colours.
    """
    folder.mkdir(parents=True, exist_ok=True)
    layout, channels = network.split()
    content = onnx_file(layout, channels)
    (folder / "tiny.onnx").write_bytes(content)
    manifest = {
        "id": "tiny-1",
        "role": "recogniser",
        "file": "tiny.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "CC0-1.0",
        "training_data": "None: written by hand.",
        "origin": "The tests of Antigone.",
        "size": SIZE,
        "channels": channels,
        "mean": 0.0,
        "std": 1.0,
        "layout": layout,
        "template": "arcface-112",
        "dimension": DIMENSION,
        "metric": "cosine",
        "quality_bands": {"unusable_below": 1.0, "good_from": 5.0},
        "calibration": "none",
        **values,
    }
    path = folder / "tiny.toml"
    path.write_text("".join(f"{name} = {toml(value)}\n" for name, value in manifest.items()))
    return path


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def profile(crop: NDArray[numpy.uint8]) -> NDArray[numpy.float64]:
    """Return what the network gives for an RGB crop, by plain arithmetic."""
    light = (crop.astype(float) @ COLOURS).mean(axis=1)
    return light.reshape(DIMENSION, 2).mean(axis=1) - light.mean()


def weights(layout: str, channels: str) -> NDArray[numpy.float32]:
    """Return the matrix that makes a flattened crop into the profile."""
    rows = numpy.repeat(numpy.eye(DIMENSION), 2, axis=0) / 2 - 1 / SIZE
    colours = COLOURS if channels == "RGB" else COLOURS[::-1]
    # By row, column, colour, and value of the vector.
    full = numpy.einsum("yk,c,x->yxck", rows, colours, numpy.full(SIZE, 1 / SIZE))
    order = (2, 0, 1, 3) if layout == "NCHW" else (0, 1, 2, 3)
    return full.transpose(order).reshape(-1, DIMENSION).astype(numpy.float32)


def onnx_file(layout: str, channels: str) -> bytes:
    shape = (1, 3, SIZE, SIZE) if layout == "NCHW" else (1, SIZE, SIZE, 3)
    matrix = weights(layout, channels)
    tensor = (
        b"".join(number(1, side) for side in matrix.shape)
        + number(2, 1)  # float
        + text(8, "matrix")
        + block(9, matrix.astype("<f4").tobytes())
    )
    graph = (
        block(1, text(1, "crop") + text(2, "flat") + text(4, "Flatten"))
        + block(1, text(1, "flat") + text(1, "matrix") + text(2, "vector") + text(4, "MatMul"))
        + text(2, "tiny")
        + block(5, tensor)
        + block(11, value("crop", shape))
        + block(12, value("vector", (1, DIMENSION)))
    )
    return number(1, 8) + block(7, graph) + block(8, text(1, "") + number(2, 13))


def value(name: str, shape: tuple[int, ...]) -> bytes:
    dimensions = b"".join(block(1, number(1, side)) for side in shape)
    return text(1, name) + block(2, block(1, number(1, 1) + block(2, dimensions)))


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def text(field: int, value: str) -> bytes:
    return block(field, value.encode())


def block(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return struct.pack(f"{len(parts) + 1}B", *parts, value)
