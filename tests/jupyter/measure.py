"""Times of the kernel named by KERNEL_NAME, or of the kernels named as arguments, side by side."""
import os
import statistics
import sys
import time

from jupyter_client.manager import start_new_kernel


def rss(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


def family(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid] + [int(child) for child in file.read().split()]


def run(client, code):
    begin = time.perf_counter()
    client.execute_interactive(code, timeout=120, output_hook=lambda message: None)
    return time.perf_counter() - begin


def measure(name, cells):
    begin = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=name)
    python = manager.kernel_spec.language == "python"
    run(client, "1+1")
    print(f"{name}: start to first result {time.perf_counter() - begin:.2f} s", end="")
    pid = manager.provisioner.pid
    print(f", {sum(map(rss, family(pid)))} MB ({' + '.join(str(rss(one)) for one in family(pid))})")
    times = [run(client, f"x{i} = {i}" if python else f"var x{i} = {i};") for i in range(cells)]
    for first in (0, cells - 20):
        print(f"  small cell, median of cells {first}-{first + 20}: {statistics.median(times[first:first + 20]) * 1e3:.1f} ms")
    print(f"  after {cells} cells: {' + '.join(str(rss(one)) for one in family(pid))} MB")
    many = "for i in range(100000): print(i)" if python else "for (var i = 0; i < 100000; i++) Console.WriteLine(i);"
    print(f"  100,000 lines: {statistics.median(run(client, many) for _ in range(3)) * 1e3:.0f} ms")

    def complete():
        begin = time.perf_counter()
        client.complete("x1", reply=True, timeout=60)
        return time.perf_counter() - begin

    print(f"  completion: first {complete() * 1e3:.0f} ms, then {statistics.median(complete() for _ in range(10)) * 1e3:.0f} ms")
    busy = client.execute("while True: pass" if python else "while (true) { }")
    time.sleep(0.5)
    begin = time.perf_counter()
    manager.interrupt_kernel()
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != busy:
        pass
    print(f"  interrupt of a loop: {(time.perf_counter() - begin) * 1e3:.0f} ms")
    client.stop_channels()
    manager.shutdown_kernel(now=False)


if __name__ == "__main__":
    for kernel in sys.argv[2:] or [os.environ["KERNEL_NAME"]]:
        measure(kernel, int(sys.argv[1]) if len(sys.argv) > 1 else 500)
