"""The worker side of ./reining bench in Python; stands in front of each script here, which defines prepare(settings, arrays).

Standard input: a line "init JSON" and the raw bytes of the arrays that the JSON lists, then lines "run N".
Each is answered by one line of JSON on standard output.
"""
import json
import os
import sys
import time

import numpy as np
import torch


def serve(prepare):
    if sys.platform == "linux" and not os.path.exists("/proc/cpuinfo"):
        sys.exit("error: /proc is missing, so PyTorch finds no vector instructions and would be no fair peer; mount it (bench/README.md)")
    read = sys.stdin.buffer

    def answer(**values):
        print(json.dumps(values), flush=True)

    header = json.loads(read.readline().decode()[len("init "):])
    torch.set_num_threads(header["threads"])
    arrays = {}
    for entry in header["arrays"]:
        data = bytearray(read.read(entry["bytes"]))
        arrays[entry["name"]] = torch.from_numpy(np.frombuffer(data, dtype=entry["type"]).reshape(entry["shape"]))
    settings = header["settings"]
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = settings["precision"] == "tf32"
    step = prepare(settings, arrays)
    compiled = " with torch.compile" if os.environ.get("REINING_BENCH_COMPILE") else ""
    answer(engine="PyTorch " + torch.__version__ + compiled, threads=torch.get_num_threads(), pid=os.getpid())
    for line in read:
        count = int(line.split()[1])
        start = time.perf_counter()
        for _ in range(count):
            value = step()
        values = value.flatten().tolist()  # waits for the device
        answer(seconds=time.perf_counter() - start, value=values[0], values=values)


