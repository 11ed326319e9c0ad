"""Golden heads of the synthetic world: pictures and signals of the C++ program that it was first written as (bench/cpp/world.cpp).

`heads`: parameters, what the photo shows besides, condition and photo at 32x32 as bytes, the camera's noise off. `signals`: how far photo and
condition move (Euclidean distance of values in [0, 1]) when one parameter grows by its deviation; root mean square over heads.
"""
import base64
import os
import subprocess
import tempfile

import numpy as np

import golden

SIDE, FIRST = 32, 900001
FACTORS = ["hair_line", "hair_volume", "bald", ("hair_color", 3), "strand_phase", "strand_frequency", "shine", ("hair_axis", 3), ("skin", 20),
           ("first", 3), ("second", 3), "angle", ("spots", 12), "exposure", "red_gain", "blue_gain", "gamma", "vignette"]


def named(numbers):
    result, at = {}, 0
    for name in FACTORS:
        name, length = (name, 1) if isinstance(name, str) else name
        result[name] = numbers[at] if length == 1 else numbers[at:at + length]
        at += length
    assert at == len(numbers)
    return result


def encoded(values):
    return base64.b64encode(np.floor((np.array(values) + 1) / 2 * 255 + 0.5).clip(0, 255).astype(np.uint8).tobytes()).decode()


def main():
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench", "cpp", "world.cpp")
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "world")
        subprocess.run(["g++", "-O3", source, "-o", program], check=True)

        def run(count, what):
            text = subprocess.run([program, str(SIDE), str(count), str(FIRST), what], check=True, capture_output=True, text=True).stdout
            return [[float(n) for n in line.split()] for line in text.splitlines()]

        lines = run(4, "show")
        heads = [{"parameters": theta, "factors": named(factors), "condition": encoded(condition), "photo": encoded(photo)}
                 for factors, theta, condition, photo in zip(*[iter(lines)] * 4)]
        signals = run(1024, "signals")
    version = subprocess.run(["g++", "-dumpfullversion"], check=True, capture_output=True, text=True).stdout.strip()
    golden.write("synth_head.json", {
        "provenance": golden.provenance(compiler=f"g++ {version} -O3"), "side": SIDE, "heads": heads,
        "signals": {"heads": 1024, "photo": [s[0] for s in signals], "condition": [s[1] for s in signals]}})


if __name__ == "__main__":
    main()
