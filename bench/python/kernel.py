# Drives Jupyter kernels as a front end does, by jupyter_client. Settings come as JSON in the first argument; one JSON object a line goes out.
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

PATIENCE = 120


class Life:
    """One kernel from its start to its end."""

    def __init__(self, name, side, specs):
        self.side = side
        begin = time.perf_counter()
        self.manager = KernelManager(kernel_name=name, kernel_spec_manager=specs)
        self.manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.run("1+1")
        self.start = time.perf_counter() - begin

    def run(self, code):
        """Milliseconds of a cell, and the text of its value."""
        values = []

        def hook(message):
            if message["msg_type"] == "execute_result":
                values.append(message["content"]["data"].get("text/plain"))

        begin = time.perf_counter()
        reply = self.client.execute_interactive(code, timeout=PATIENCE, output_hook=hook)
        took = (time.perf_counter() - begin) * 1e3
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"{code}: {reply['content']}, kernel {self.manager.kernel_name}")
        return took, values[-1] if values else None

    def processes(self):
        found = [self.manager.provisioner.pid]
        for pid in found:
            with open(f"/proc/{pid}/task/{pid}/children") as file:
                found += [int(child) for child in file.read().split()]
        return found

    def megabytes(self):
        """Resident memory of all its processes; pages that they share count in each."""
        return sum(resident(pid) for pid in self.processes())

    def cpu_seconds(self):
        return sum(cpu(pid) for pid in self.processes())

    def complete(self, code):
        begin = time.perf_counter()
        reply = self.client.complete(code, reply=True, timeout=PATIENCE)
        took = (time.perf_counter() - begin) * 1e3
        if not reply["content"]["matches"]:
            raise RuntimeError(f"completion of {code}: expected matches, got none")
        return took

    def started(self, code):
        """Asks for a cell that says "started" and then goes on for ever."""
        # Without stop_on_error=False, ipykernel aborts what is sent just after the reply of an interrupted cell.
        request = self.client.execute(code, stop_on_error=False)
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "error":
                raise RuntimeError(message["content"]["evalue"])
            if message["msg_type"] == "stream" and "started" in message["content"]["text"]:
                return request

    def interrupted(self, code):
        """Milliseconds from the request to interrupt until the cell's reply; its variables must still be there."""
        request = self.started(code)
        time.sleep(0.3)
        begin = time.perf_counter()
        self.manager.interrupt_kernel()
        while True:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == request:
                break
        took = (time.perf_counter() - begin) * 1e3
        if reply["content"]["status"] != "error":
            raise RuntimeError(f"expected an interrupted cell, got {reply['content']['status']}: {code}")
        if self.run(self.side["kept"])[1] != "41":
            raise RuntimeError(f"expected the variables to be kept: {code}")
        return took

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


def resident(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS"))


def cpu(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(life, cells):
    side = life.side
    values = {"start": life.start * 1e3, "start-cpu": life.cpu_seconds() * 1e3, "memory-first": life.megabytes()}
    life.run(side["keep"])
    if side.get("name"):
        values["complete-first"] = life.complete(side["name"])
        values["complete-steady"] = statistics.median(life.complete(side["name"]) for _ in range(10))
    times = [life.run(side["cell"].replace("#", str(i)))[0] for i in range(cells)]
    values["cell-first"] = statistics.median(times[:20])
    values["cell-last"] = statistics.median(times[-20:])
    values["memory-last"] = life.megabytes()
    if side.get("name"):
        life.complete(side["name"])
        values["complete-last"] = statistics.median(life.complete(side["name"]) for _ in range(10))
        life.complete(side["member"])
        values["complete-member"] = statistics.median(life.complete(side["member"]) for _ in range(10))
    values["lines"] = statistics.median(life.run(side["lines"])[0] for _ in range(3))
    if side.get("busy"):
        request = life.started(side["busy"])
        values["complete-busy"] = statistics.median(life.complete(side["name"]) for _ in range(10))
        life.manager.interrupt_kernel()
        while life.client.get_shell_msg(timeout=PATIENCE)["parent_header"].get("msg_id") != request:
            pass
    for code in side["setup"]:
        life.run(code)
    for name, code in side["interrupts"].items():
        values["interrupt-" + name] = statistics.median(life.interrupted(code) for _ in range(3))
    return values


def main():
    settings = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        specs = KernelSpecManager(kernel_dirs=[folder])
        specs.ensure_native_kernel = False
        for side in settings["sides"]:
            os.mkdir(os.path.join(folder, side["id"]))
            with open(os.path.join(folder, side["id"], "kernel.json"), "w") as file:
                json.dump({"argv": side["argv"], "display_name": side["id"], "language": side["language"], "interrupt_mode": side["interrupt_mode"], "env": side["env"]}, file)
        for i in range(settings["rounds"]):
            sides = settings["sides"] if i % 2 == 0 else settings["sides"][::-1]
            for side in sides:
                life = Life(side["id"], side, specs)
                try:
                    values = measure(life, settings["cells"])
                finally:
                    life.end()
                print(json.dumps({"side": side["id"], "round": i, "values": values}), flush=True)
        for i in range(settings["starts"]):
            sides = settings["sides"] if i % 2 == 0 else settings["sides"][::-1]
            for side in sides:
                life = Life(side["id"], side, specs)
                values = {"start": life.start * 1e3, "start-cpu": life.cpu_seconds() * 1e3}
                life.end()
                print(json.dumps({"side": side["id"], "round": settings["rounds"] + i, "values": values}), flush=True)


if __name__ == "__main__":
    main()
