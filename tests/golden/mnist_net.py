"""Golden numbers of the MNIST autoencoder (fact sheet rae.md §3) by PyTorch: forward, loss, gradients, ten Adam steps.

Net, f base filters, d latent dimensions, images (N, 1, 32, 32) in [0, 1]:
  encoder  2x − 1; Conv 4x4 stride 2 to f, 2f, 4f, 8f, each with bias, BatchNorm, ReLU; flatten (NCHW order); Dense d
  decoder  Dense 8·8·8f, reshape (8f, 8, 8); ConvT 4x4 stride 2 to 4f, 2f, each BatchNorm, ReLU; ConvT 4x4 stride 1 to 1; sigmoid
BatchNorm as Keras: ε = 1e-3, and Keras' momentum 0.99 is PyTorch's 0.01 (weight of the new value). The running variance is
PyTorch's (unbiased batch variance).

TensorFlow's "same" padding. A "same" convolution of kernel k, stride s on an input of size H gives ceil(H/s) outputs and pads
p = max((ceil(H/s) − 1)·s + k − H, 0) in all, floor(p/2) before and the rest after.
  k = 4, s = 2, H even: p = 2, so 1 before and 1 after: PyTorch's padding=1, for convolution and transposed convolution alike.
  k = 4, s = 1:         p = 3, so 1 before and 2 after. The "same" convolution is y[i] = Σ_k w[k] x[i + k − 1].
conv2d_transpose is the gradient of that convolution with respect to x: x[j] = Σ_i y[i] w[j − i + 1], j = 0 … H−1.
The full transposed convolution (PyTorch, padding=0) is F[m] = Σ_i y[i] w[m − i], m = 0 … H+2, so x[j] = F[j + 1]: of the H + 3
rows of F, crop 1 before and 2 after (columns alike). `check_same_padding` verifies both cases by differentiating the padded
convolution.
"""
import argparse

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import golden


class Encoder(nn.Module):
    def __init__(self, f, d):
        super().__init__()
        channels = [1, f, 2 * f, 4 * f, 8 * f]
        for i in range(4):
            setattr(self, f"conv{i + 1}", nn.Conv2d(channels[i], channels[i + 1], 4, stride=2, padding=1))
            setattr(self, f"bn{i + 1}", nn.BatchNorm2d(channels[i + 1], eps=1e-3, momentum=0.01))
        self.dense = nn.Linear(8 * f * 2 * 2, d)

    def forward(self, x):
        h = 2 * x - 1
        for i in range(1, 5):
            h = F.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(h)))
        return self.dense(h.flatten(1))


class Decoder(nn.Module):
    def __init__(self, f, d):
        super().__init__()
        self.f = f
        self.dense = nn.Linear(d, 8 * 8 * 8 * f)
        self.deconv1 = nn.ConvTranspose2d(8 * f, 4 * f, 4, stride=2, padding=1)
        self.bn1 = nn.BatchNorm2d(4 * f, eps=1e-3, momentum=0.01)
        self.deconv2 = nn.ConvTranspose2d(4 * f, 2 * f, 4, stride=2, padding=1)
        self.bn2 = nn.BatchNorm2d(2 * f, eps=1e-3, momentum=0.01)
        self.deconv3 = nn.ConvTranspose2d(2 * f, 1, 4, stride=1, padding=0)

    def forward(self, z):
        h = self.dense(z).reshape(-1, 8 * self.f, 8, 8)
        h = F.relu(self.bn1(self.deconv1(h)))
        h = F.relu(self.bn2(self.deconv2(h)))
        h = self.deconv3(h)  # (N, 1, 35, 35)
        return torch.sigmoid(h[:, :, 1:-2, 1:-2])  # (N, 1, 32, 32)


class Autoencoder(nn.Module):
    def __init__(self, f, d):
        super().__init__()
        self.encoder = Encoder(f, d)
        self.decoder = Decoder(f, d)


def check_same_padding():
    """The transposed convolutions above equal the gradients of TensorFlow's padded convolutions."""
    torch.manual_seed(0)
    y, w = torch.randn(2, 3, 8, 8, dtype=torch.float64), torch.randn(3, 5, 4, 4, dtype=torch.float64)
    for stride, pad, transposed in [
        (2, (1, 1, 1, 1), F.conv_transpose2d(y, w, stride=2, padding=1)),
        (1, (1, 2, 1, 2), F.conv_transpose2d(y, w)[:, :, 1:-2, 1:-2]),
    ]:
        x = torch.zeros(2, 5, 8 * stride, 8 * stride, dtype=torch.float64, requires_grad=True)
        F.conv2d(F.pad(x, pad), w, stride=stride).backward(y)
        assert torch.allclose(x.grad, transposed, rtol=0, atol=1e-12), stride


def check_parameter_counts():
    """BatchNorm counts as 4 per channel: weight, bias and the two running statistics (fact sheet §3)."""
    def count(part):
        return sum(t.numel() for n, t in part.state_dict().items() if not n.endswith("num_batches_tracked"))
    net = Autoencoder(128, 16)
    counts = {"encoder": count(net.encoder), "decoder": count(net.decoder)}
    assert counts == {"encoder": 11_087_248, "decoder": 11_607_809}, counts
    return {"filters": 128, "latent": 16, **counts}


def plan(net):
    """How each parameter is filled: name, shape, seed, offset, scale (see golden.values)."""
    rows = []
    for index, (name, tensor) in enumerate(net.named_parameters()):
        shape = list(tensor.shape)
        if ".bn" in name:
            offset, scale = (1.0, 0.25) if name.endswith("weight") else (0.0, 0.25)
        elif name.endswith("bias"):
            offset, scale = 0.0, 0.0625
        else:
            receptive = int(np.prod(shape[2:]))
            offset, scale = 0.0, float(np.sqrt(6.0 / ((shape[0] + shape[1]) * receptive)))  # Glorot uniform
        rows.append({"name": name, "shape": shape, "seed": 1_000_003 * (index + 1), "offset": offset, "scale": scale})
    return rows


def run(net, rows, x, dtype, b, lr, eps, steps):
    net = net.to(dtype)
    x = torch.from_numpy(x).to(dtype)
    with torch.no_grad():
        for row, (name, p) in zip(rows, net.named_parameters()):
            assert row["name"] == name
            p.copy_(torch.from_numpy(golden.values(row["seed"], row["shape"], row["offset"], row["scale"])))

    def forward():
        z = net.encoder(x)  # (N, d)
        recon = net.decoder(z)
        reconstruction = ((recon - x) ** 2).flatten(1).sum(1).mean()
        latent = 0.5 * (z**2).sum(1).mean()
        return z, recon, reconstruction, latent, reconstruction + b * latent

    def evaluation():
        net.eval()
        with torch.no_grad():
            z, recon, _, _, loss = forward()
        net.train()
        return {"codes": golden.summary(z), "reconstruction": golden.summary(recon), "loss": loss.item()}

    result = {"evaluation_before": evaluation()}
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=eps)
    losses = []
    for step in range(steps):
        z, recon, reconstruction, latent, loss = forward()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            full = dtype == torch.float64
            result["forward"] = {
                "codes": z.detach().flatten().tolist() if full else golden.summary(z.detach()),
                "reconstruction": recon.detach().flatten().tolist() if full else golden.summary(recon.detach()),
                "reconstruction_loss": reconstruction.item(),
                "latent_loss": latent.item(),
                "loss": loss.item(),
            }
            result["gradients"] = {n: golden.summary(p.grad) for n, p in net.named_parameters()}
        optimizer.step()
    # The state after the last step, before any further forward pass: num_batches_tracked = steps.
    result["final"] = {n: golden.summary(t) if t.dim() else int(t) for n, t in net.state_dict().items()}
    result["evaluation_after"] = evaluation()
    losses.append(forward()[4].item())
    result["losses"] = losses
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eps", type=float, default=1e-8, help="Adam's ε: 1e-8 is PyTorch's default, 1e-7 Keras'")
    eps = parser.parse_args().eps
    f, d, b, lr, steps = 8, 16, 0.0128, 5e-4, 10

    check_same_padding()
    counts = check_parameter_counts()
    net = Autoencoder(f, d)
    rows = plan(net)
    input_plan = {"shape": [4, 1, 32, 32], "seed": 77, "offset": 0.5, "scale": 0.5}
    x = golden.values(input_plan["seed"], input_plan["shape"], input_plan["offset"], input_plan["scale"])

    float64 = run(Autoencoder(f, d), rows, x, torch.float64, b, lr, eps, steps)
    float32 = run(Autoencoder(f, d), rows, x, torch.float32, b, lr, eps, steps)

    # A bias in front of BatchNorm cancels in training mode: its gradient is zero but for rounding, and Adam divides that noise
    # by its own size. In float32 these biases wander, and the running means with them; in float64 ε = 1e-8 holds them still.
    zero = [n for n in float64["gradients"] if n.endswith(".bias") and ("conv" in n) and "deconv3" not in n]
    assert all(float64["gradients"][n]["norm"] < 1e-9 for n in zero), zero

    def relative(a, c):
        return abs(a - c) / max(abs(c), 1e-30)
    deviation = {
        "loss": relative(float32["forward"]["loss"], float64["forward"]["loss"]),
        "gradient_norm_max": max(relative(float32["gradients"][n]["norm"], g["norm"]) for n, g in float64["gradients"].items() if n not in zero),
        "losses_max": max(relative(a, c) for a, c in zip(float32["losses"], float64["losses"])),
        "final_norm_max": max(
            relative(float32["final"][n]["norm"], g["norm"])
            for n, g in float64["final"].items() if isinstance(g, dict) and n not in zero and "running_mean" not in n),
    }
    print("float32 against float64, relative:", deviation)
    print("losses (float64):", float64["losses"])
    golden.write("mnist_net.json", {
        "provenance": golden.provenance(torch=torch.__version__, threads=torch.get_num_threads()),
        "model": {"filters": f, "latent": d, "channels": 1, "batch_norm": {"eps": 1e-3, "momentum": 0.01}},
        "loss": {"reconstruction": "sum over C, H, W, mean over the batch", "latent": "½·‖z‖², mean over the batch", "total": "reconstruction + b·latent", "b": b},
        "adam": {"lr": lr, "beta1": 0.9, "beta2": 0.999, "eps": eps, "steps": steps},
        "generator": {
            "gamma": str(golden.GAMMA),
            "value": "offset + scale·(2u − 1) in double, rounded to float32; u_i = (SplitMix64(seed + (i + 1)·gamma) >> 11)·2^-53, i in row-major order",
            "checksum": {"seed": golden.CHECKSUM_SEED, "offset": 0.0, "scale": 1.0},
        },
        "parameter_counts": counts,
        "input": {**input_plan, "summary": golden.summary(x)},
        "parameters": [{**r, "summary": golden.summary(golden.values(r["seed"], r["shape"], r["offset"], r["scale"]))} for r in rows],
        "zero_gradients": zero,
        "float32_deviation": deviation,
        "float64": float64,
        "float32": float32,
    })


if __name__ == "__main__":
    main()
