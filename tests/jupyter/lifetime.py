"""Interrupt by signal, restart on the same ports, ipc, and the end of a kernel whose front end was killed."""
import os
import signal
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

NAME = os.environ["KERNEL_NAME"]


def run(client, code):
    outputs = []

    def hook(message):
        if message["msg_type"] != "status":
            outputs.append((message["msg_type"], message["content"]))

    reply = client.execute_interactive(code, timeout=60, output_hook=hook)["content"]
    return reply, outputs


def start(**options):
    manager = KernelManager(kernel_name=NAME, **options)
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_gone(pids, what):
    for _ in range(900):
        if not any(alive(pid) for pid in pids):
            return
        time.sleep(0.1)
    raise AssertionError(f"{what}: {[pid for pid in pids if alive(pid)]} still there")


def family(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid] + [int(child) for child in file.read().split()]


def front_end_that_dies():
    manager, client = start()
    reply, _ = run(client, "1")
    assert reply["status"] == "ok", reply
    print(" ".join(map(str, family(manager.provisioner.pid))), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    manager, client = start()
    run(client, "var kept = 41;")
    request = client.execute('Console.WriteLine("in"); while (true) { }')
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    os.kill(manager.provisioner.pid, signal.SIGINT)
    reply = client.get_shell_msg(timeout=60)
    assert reply["parent_header"]["msg_id"] == request and reply["content"]["ename"] == "Interrupted", reply
    reply, outputs = run(client, "kept + 1")
    assert outputs[-1][1]["data"]["text/plain"] == "42", outputs

    old = family(manager.provisioner.pid)
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=60)
    reply, _ = run(client, "kept")
    assert reply["status"] == "error", reply
    wait_gone(old, "restart")
    old = family(manager.provisioner.pid)
    client.stop_channels()
    manager.shutdown_kernel(now=False)
    wait_gone(old, "shutdown")

    manager, client = start(transport="ipc")
    reply, outputs = run(client, "6 * 7")
    assert outputs[-1][1]["data"]["text/plain"] == "42", outputs
    client.stop_channels()
    manager.shutdown_kernel(now=True)

    child = subprocess.run([sys.executable, __file__, "die"], stdout=subprocess.PIPE, timeout=120)
    assert child.returncode == -signal.SIGKILL, child
    wait_gone([int(pid) for pid in child.stdout.split()], "killed front end")
    print("OK")


if __name__ == "__main__":
    front_end_that_dies() if sys.argv[1:] == ["die"] else main()
