"""A tiny .safetensors file written by hand from the public format description, for the C# reader and writer.

Format (github.com/huggingface/safetensors, README): 8 bytes, unsigned little-endian length of the header; the header, a JSON object
{"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}, "__metadata__": {"string": "string"}}, padded with spaces so that
the data start at a multiple of 8; then the tensors' bytes, little-endian, row-major, without gaps. Offsets count from the end of the header.
bfloat16 is the upper half of a float32, rounded to nearest, ties to even.
"""
import json
import os
import struct

import numpy as np

import golden


def bfloat16(values):
    bits = np.asarray(values, dtype=np.float32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> np.uint64(16)) & np.uint64(1))) >> np.uint64(16)).astype("<u2")


def main():
    single = golden.values(11, (2, 3), 0.0, 1.0)
    single[0, 0] = -0.0
    double = golden.uniform(12, 4) * 1e-300
    whole = np.array([0, -1, 2**63 - 1, -(2**63)], dtype="<i8")
    halves = np.array([1.0, -2.5, 3.14159265, 1.00390625, 1.01171875, 65504.0], dtype=np.float32)  # 1.00390625, 1.01171875: ties
    stored = bfloat16(halves)
    tensors = [
        ("encoder.conv1.weight", "F32", [2, 3], single.astype("<f4").tobytes()),
        ("decoder.bn1.running_var", "F64", [2, 1, 2], double.astype("<f8").tobytes()),
        ("decoder.bn1.num_batches_tracked", "I64", [], np.array(1234567890123, dtype="<i8").tobytes()),
        ("extremes", "I64", [4], whole.tobytes()),
        ("empty", "F32", [0, 3], b""),
        ("half.ü", "BF16", [3, 2], stored.tobytes()),
    ]
    header, offset = {"__metadata__": {"made_by": "tests/golden/safetensors.py"}}, 0
    for name, dtype, shape, data in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiny.safetensors")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in tensors))
    print(f"{path}: {os.path.getsize(path)} bytes")
    decoded = (stored.astype(np.uint32) << 16).view(np.float32)
    golden.write("safetensors.json", {
        "provenance": golden.provenance(),
        "file": "tiny.safetensors",
        "metadata": header["__metadata__"],
        "tensors": {
            "encoder.conv1.weight": {"dtype": "F32", "shape": [2, 3], "values": single.flatten().astype(float).tolist()},
            "decoder.bn1.running_var": {"dtype": "F64", "shape": [2, 1, 2], "values": double.tolist()},
            "decoder.bn1.num_batches_tracked": {"dtype": "I64", "shape": [], "values": [1234567890123]},
            "extremes": {"dtype": "I64", "shape": [4], "values": whole.tolist()},
            "empty": {"dtype": "F32", "shape": [0, 3], "values": []},
            "half.ü": {"dtype": "BF16", "shape": [3, 2], "values": decoded.astype(float).tolist(), "rounded_from": halves.astype(float).tolist()},
        },
    })


if __name__ == "__main__":
    main()
