"""What the golden scripts share: exact counter-based numbers, tensor summaries, provenance, writing."""
import datetime
import json
import os
import platform
import sys

import numpy as np

GAMMA = 0x9E3779B97F4A7C15


def uniform(seed, count):
    """`count` doubles in [0, 1): SplitMix64 at the states seed + (i + 1)·GAMMA, top 53 bits.

    Integer arithmetic modulo 2^64 and one exact multiplication, so every language gets the same bits.
    """
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def values(seed, shape, offset, scale):
    """float32 array of offset + scale·(2u − 1), computed in double, rounded once; row-major order."""
    u = uniform(seed, int(np.prod(shape)))
    return (offset + scale * (2 * u - 1)).astype(np.float32).reshape(shape)


CHECKSUM_SEED = 424242


def summary(array):
    """Euclidean norm, first 8 entries and the dot product with values(CHECKSUM_SEED, n, 0, 1), all in double."""
    flat = np.asarray(array, dtype=np.float64).reshape(-1)
    weights = values(CHECKSUM_SEED, flat.shape, 0.0, 1.0).astype(np.float64)
    return {"norm": float(np.sqrt((flat * flat).sum())), "first": [float(v) for v in flat[:8]], "checksum": float((flat * weights).sum())}


def provenance(**versions):
    return {
        "made_by": "tests/golden/" + os.path.basename(sys.argv[0]),
        "command": "/usr/bin/python3 tests/golden/" + " ".join([os.path.basename(sys.argv[0])] + sys.argv[1:]),
        "date": datetime.date.today().isoformat(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        **versions,
    }


def write(name, content):
    """Writes next to the script; floats in Python's shortest form that reads back exactly."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w", encoding="utf-8") as file:
        text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False)
        file.write(collapse(text) + "\n")
    print(f"{path}: {os.path.getsize(path)} bytes")


def collapse(text):
    """Puts lists of numbers on one line, so that a diff is readable."""
    import re
    return re.sub(r"\[\s+([^\[\]{}\"]*?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text)
