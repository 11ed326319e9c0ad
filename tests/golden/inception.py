"""Features of the FID Inception net with closed-form weights, by torchvision 0.14 and PyTorch 1.13 on Debian 12.

The net is torchvision's InceptionV3 with the three changes that the README of mseitzer/pytorch-fid and its net describe: average pools with
count_include_pad=False in the A, C and first E blocks, a max pool in the last E block. Weights: state-dict entries in ordinal order of
their names, entry i from golden.values(5000 + i, …): kernels ±sqrt(6 / fan-in) (He), scales 1 ± 0.2, shifts ±0.1, running means ±0.1, running
variances 1 ± 0.3. Images: floor(256·u)/255.
"""
import hashlib

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

import golden


class Patched:
    """Runs a torchvision block with its average pool replaced."""

    def __init__(self, pool):
        self.pool = pool

    def __enter__(self):
        self.old = F.avg_pool2d
        F.avg_pool2d = lambda x, **_: self.pool(x)

    def __exit__(self, *_):
        F.avg_pool2d = self.old


def patch(block, pool):
    inner = block.forward

    def forward(x):
        with Patched(pool):
            return inner(x)

    block.forward = forward


def net():
    inception = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False, num_classes=1008)
    original = F.avg_pool2d
    for name in ["Mixed_5b", "Mixed_5c", "Mixed_5d", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e", "Mixed_7b"]:
        patch(getattr(inception, name), lambda x: original(x, 3, stride=1, padding=1, count_include_pad=False))
    patch(inception.Mixed_7c, lambda x: F.max_pool2d(x, 3, stride=1, padding=1))
    return inception.eval()


def fill(state):
    for i, name in enumerate(sorted(state)):
        tensor = state[name]
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("conv.weight"):
            offset, scale = 0.0, float(np.sqrt(6.0 / np.prod(tensor.shape[1:])))
        elif name.endswith("bn.weight"):
            offset, scale = 1.0, 0.2
        elif name.endswith("running_var"):
            offset, scale = 1.0, 0.3
        else:
            offset, scale = 0.0, 0.1
        tensor.copy_(torch.from_numpy(golden.values(5000 + i, tuple(tensor.shape), offset, scale)))


def main():
    torch.set_num_threads(1)
    model = net()
    state = {name: tensor for name, tensor in model.state_dict().items() if not name.startswith("fc.")}
    fill(state)
    pooled = {}
    model.avgpool.register_forward_hook(lambda module, inputs, output: pooled.update(features=output.flatten(1)))
    images = torch.from_numpy((np.floor(256 * golden.uniform(77, 3 * 32 * 32)) / 255).reshape(1, 3, 32, 32).astype(np.float32))
    with torch.no_grad():
        x = F.interpolate(images, size=(299, 299), mode="bilinear", align_corners=False)
        # torchvision's own forward, block by block to the pooling: forward() without its input transform
        model.transform_input = False
        model(2 * x - 1)
    features = pooled["features"].numpy()
    names = "\n".join(f"{name} {'x'.join(map(str, state[name].shape))}" for name in sorted(state))
    golden.write("inception.json", {
        "provenance": golden.provenance(torch=torch.__version__, torchvision=torchvision.__version__),
        "parameters_with_1008_classes": sum(p.numel() for p in model.parameters()),
        "parameters": sum(p.numel() for n, p in model.named_parameters() if not n.startswith("fc.")),
        "torchvision_parameters": sum(p.numel() for p in torchvision.models.inception_v3(weights=None, init_weights=False).parameters()),
        "names_sha256": hashlib.sha256(names.encode()).hexdigest(),
        "features": golden.summary(features),
        "resized": golden.summary(x.numpy()),
    })


if __name__ == "__main__":
    main()
