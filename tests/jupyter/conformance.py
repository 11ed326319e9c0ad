"""Jupyter's own conformance suite (jupyter-kernel-test) against the kernel named by KERNEL_NAME."""
import os
import unittest

import jupyter_kernel_test

PATIENCE = 120  # the suite's 15 s are too few on a busy machine
jupyter_kernel_test.TIMEOUT = PATIENCE
jupyter_kernel_test.KernelTests.execute_helper.__defaults__ = (PATIENCE, *jupyter_kernel_test.KernelTests.execute_helper.__defaults__[1:])


class CSharpKernel(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ["KERNEL_NAME"]
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Console.Wri", "matches": {"Write", "WriteLine"}},
        {"text": "Math.Sq", "matches": {"Sqrt"}},
    ]
    complete_code_samples = ["1", 'Console.WriteLine("hello")', "void f(int x)\n{\n  x = 2;\n}"]
    incomplete_code_samples = ["for (int i = 0; i < 3; i++) {", 'var s = @"abc', "int f(int x)\n{"]
    invalid_code_samples = ["int y = ) 3 (;"]
    code_generate_error = 'throw new Exception("x");'
    code_execute_result = [{"code": "1+2+3", "result": "6"}, {"code": '"a"+"b"', "result": "ab"}]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": 'display("<svg/>", "text/plain");', "mime": "text/plain"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"

    def execute_helper(self, *args, **kwargs):
        """The suite waits 0.1 s for each message behind the reply, too few on a busy machine as well."""
        channel = self.kc.iopub_channel
        get_msg = channel.get_msg
        channel.get_msg = lambda timeout: get_msg(timeout=PATIENCE)
        try:
            return super().execute_helper(*args, **kwargs)
        finally:
            channel.get_msg = get_msg


if __name__ == "__main__":
    unittest.main(verbosity=2)
