"""Small files of torch.save, zip and stream form, and what a safe reader must refuse; a TorchScript net with the metric net's interface.

`torch_evil.pth` would print a line if a reader executed it. `tiny_detector.pt` has the call signature of StyleGAN2-ADA's
inception-2015-12-05.pt: forward(img, return_features, use_fp16, no_output_bias), values 0 to 255, 2048 features; here feature i is
channel mean i % 3 times (i // 3 + 1) / 683, so that a test can compute it.
"""
import os
from collections import OrderedDict

import torch

import golden

HERE = os.path.dirname(os.path.abspath(__file__))


class Evil:
    def __reduce__(self):
        return print, ("a pickle was executed",)


class TinyDetector(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("scale", ((torch.arange(2048) // 3) + 1).float() / 683)

    def forward(self, img, return_features: bool = False, use_fp16: bool = False, no_output_bias: bool = False):
        means = img.float().mean([2, 3])
        features = means[:, torch.arange(2048) % 3] * self.scale
        return features if return_features else features[:, :1008]


def main():
    def values(seed, shape):
        return torch.from_numpy(golden.values(seed, shape, 0.0, 1.0))

    base = values(31, (4, 6))
    state = OrderedDict([
        ("conv.weight", torch.nn.Parameter(values(32, (2, 3, 1, 2)))),
        ("bn.running_var", values(33, (3,)).double()),
        ("bn.num_batches_tracked", torch.tensor(7)),
        ("half", values(34, (5,)).half()),
        ("bfloat", values(34, (5,)).bfloat16()),
        ("mask", torch.tensor([True, False, True])),
        ("bytes", torch.arange(4, dtype=torch.uint8)),
        ("view", base[1:3, ::2].t()),  # offset, strides, transposed; shares its storage with "base"
        ("base", base),
        ("empty", torch.zeros(0, 3)),
    ])
    state._metadata = OrderedDict([("", {"version": 1})])
    torch.save(state, os.path.join(HERE, "torch_zip.pth"))
    torch.save(state, os.path.join(HERE, "torch_stream.pth"), _use_new_zipfile_serialization=False)
    torch.save({"model": state, "epoch": 3, "rates": [0.5, 0.25]}, os.path.join(HERE, "torch_nested.pth"), pickle_protocol=4)
    torch.save({"a": torch.zeros(1), "b": Evil()}, os.path.join(HERE, "torch_evil.pth"))
    torch.jit.script(TinyDetector().eval()).save(os.path.join(HERE, "tiny_detector.pt"))
    for name in ["torch_zip.pth", "torch_stream.pth", "torch_nested.pth", "torch_evil.pth", "tiny_detector.pt"]:
        print(name, os.path.getsize(os.path.join(HERE, name)), "bytes")
    golden.write("torchfile.json", {
        "provenance": golden.provenance(torch=torch.__version__),
        "tensors": {name: {"dtype": str(t.dtype), "shape": list(t.shape), "values": t.detach().double().flatten().tolist()} for name, t in state.items()},
    })


if __name__ == "__main__":
    main()
