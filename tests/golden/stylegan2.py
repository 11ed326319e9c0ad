"""A small StyleGAN2 with GIF's condition paths in PyTorch: forward pass, gradients, R1, path lengths, ten steps of training.

Written from the formulas (Karras et al. 2020; gif-conditional.md, sections 2.3, 2.5, 3.1), in their plain form: a kernel of its own for each sample,
zeros put between pixels before the filter. Parameters are named as in src/Reining/Models/StyleGan.
"""
import numpy as np
import torch
import torch.nn.functional as F

import golden

SIDE, LATENT, STYLE, MAPS, LAYERS, GROUP, BATCH = 16, 12, 10, 6, 2, 2, 4
CHANNELS = {4: 8, 8: 8, 16: 4}
GAMMA, RATE, LAZY, STEPS = 0.5, 0.0025, 16, 10
TAPS = torch.tensor([1.0, 3, 3, 1], dtype=torch.float64)


class Net:
    """Parameters by name, made when they are first asked for: weights of variance 1 and biases, from the counter."""

    def __init__(self, first, dtype):
        self.first, self.dtype, self.rows, self.values = first, dtype, [], {}

    def get(self, name, *shape, offset=0.0, scale=None):
        if name not in self.values:
            scale = (0.25 if name.endswith("bias") else 3**0.5) if scale is None else scale
            row = {"name": name, "shape": list(shape), "seed": 1_000_003 * (self.first + len(self.rows)), "offset": offset, "scale": scale}
            self.rows.append(row)
            value = torch.from_numpy(golden.values(row["seed"], row["shape"], offset, scale)).to(self.dtype)
            self.values[name] = value.requires_grad_()
        return self.values[name]

    def parameters(self):
        return list(self.values.values())


def rectified(x):
    return F.leaky_relu(x, 0.2) * 2**0.5


def linear(net, name, x, outputs, rate=1.0, offset=0.0):
    inputs = x.shape[1]
    weight = net.get(f"{name}.weight", outputs, inputs, scale=3**0.5 / rate)
    bias = net.get(f"{name}.bias", outputs, offset=offset / rate, scale=0.25 / rate)
    return F.linear(x, weight * (rate / inputs**0.5), bias * rate)


def conv(net, name, x, outputs, kernel, act=True, down=False):
    weight = net.get(f"{name}.weight", outputs, x.shape[1], kernel, kernel)
    used = weight / (x.shape[1] * kernel * kernel)**0.5
    if down:
        x = filtered(x, 2 if kernel == 3 else 1, 1)
        y = F.conv2d(x, used, stride=2) if kernel == 3 else F.conv2d(x[:, :, ::2, ::2], used)
    else:
        y = F.conv2d(x, used, padding=kernel // 2)
    return rectified(y + net.get(f"{name}.bias", outputs)[:, None, None]) if act else y


def filtered(x, pad, gain):
    f = (torch.outer(TAPS, TAPS) / 64 * gain).to(x.dtype)
    n, c, h, w = x.shape
    return F.conv2d(F.pad(x, [pad] * 4).reshape(n * c, 1, h + 2 * pad, w + 2 * pad), f[None, None]).reshape(n, c, h + 2 * pad - 3, w + 2 * pad - 3)


def doubled(x):
    n, c, h, w = x.shape
    spread = x.new_zeros(n, c, h, 2, w, 2)
    spread[:, :, :, 0, :, 0] = x
    spread = F.pad(spread.reshape(n, c, 2 * h, 2 * w), [2, 1, 2, 1])
    return filtered(spread, 0, 4)


def normalized(x):
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def mapping(net, z):
    x = normalized(z)
    for i in range(LAYERS):
        x = rectified(linear(net, f"mapping.layer{i}", x, STYLE, rate=0.01))
    return x


def path(net, name, maps, outputs):
    k = maps.shape[1]
    for i, channels in enumerate([2 * k, 4 * k, outputs]):
        weight = net.get(f"{name}.conv{i}_weight", channels, maps.shape[1], 3, 3, scale=0.2)
        maps = F.conv2d(maps, weight, net.get(f"{name}.conv{i}_bias", channels), padding=1)
        if i < 2:
            maps = F.relu(maps)
    return maps


def styled(net, name, x, w, outputs, maps, up):
    n, c, h, width = x.shape
    weight = net.get(f"{name}.weight", outputs, c, 3, 3) / (9 * c)**0.5
    bias = net.get(f"{name}.bias", outputs)
    s = linear(net, f"{name}.affine", w, c, offset=1.0)
    kernels = weight[None] * s[:, None, :, None, None]
    kernels = kernels * (kernels.square().sum((2, 3, 4), keepdim=True) + 1e-8).rsqrt()  # (N, out, in, 3, 3)
    y = []
    for i in range(n):
        if up:
            y.append(filtered(F.conv_transpose2d(x[i:i + 1], kernels[i].transpose(0, 1), stride=2), 1, 4))
        else:
            y.append(F.conv2d(x[i:i + 1], kernels[i], padding=1))
    return rectified(torch.cat(y) + path(net, f"{name}.path", maps, outputs) + bias[:, None, None])


def to_rgb(net, name, x, w):
    c = x.shape[1]
    weight = net.get(f"{name}.weight", 3, c)
    bias = net.get(f"{name}.bias", 3)
    s = linear(net, f"{name}.affine", w, c, offset=1.0) / c**0.5
    return torch.einsum("oc,nc,nchw->nohw", weight, s, x) + bias[:, None, None]


def synthesis(net, w, condition):
    """w: function of the layer's number."""
    x = net.get("constant", CHANNELS[4], 4, 4)[None].expand(len(condition), -1, -1, -1)
    picture, layer = None, 0
    for side, channels in CHANNELS.items():
        maps = F.avg_pool2d(condition, SIDE // side)
        if side > 4:
            x = styled(net, f"double{side}", x, w(layer), channels, maps, True)
            layer += 1
        x = styled(net, f"conv{side}", x, w(layer), channels, maps, False)
        part = to_rgb(net, f"rgb{side}", x, w(layer + 1))
        layer += 2
        picture = part if picture is None else part + doubled(picture)
    return picture, layer


def generate(net, z, condition):
    w = mapping(net, z)
    return synthesis(net, lambda layer: w, condition)[0]


def scores(net, pictures, condition):
    x = conv(net, "from_rgb", torch.cat([pictures, condition], 1), CHANNELS[SIDE], 1)
    side = SIDE
    while side > 4:
        y = conv(net, f"half{side}", conv(net, f"conv{side}", x, CHANNELS[side], 3), CHANNELS[side // 2], 3, down=True)
        x = (y + conv(net, f"skip{side}", x, CHANNELS[side // 2], 1, act=False, down=True)) * 0.5**0.5
        side //= 2
    n, c, h, width = x.shape
    groups = n // GROUP
    deviation = []
    for g in range(groups):
        members = x[g::groups]
        deviation.append(((members - members.mean(0)).square().mean(0) + 1e-8).sqrt().mean())
    deviation = torch.stack([deviation[i % groups] for i in range(n)])[:, None, None, None].expand(n, 1, h, width)
    x = conv(net, "conv4", torch.cat([x, deviation], 1), CHANNELS[4], 3)
    x = rectified(linear(net, "dense", x.flatten(1), CHANNELS[4]))
    return linear(net, "score", x, 1)[:, 0]


def r1(net, pictures, condition):
    x = pictures.detach().requires_grad_()
    (slope,) = torch.autograd.grad(scores(net, x, condition).sum(), x, create_graph=True)
    return slope.square().sum((1, 2, 3)).mean() * (GAMMA / 2)


def path_lengths(net, z, condition, noise):
    w = mapping(net, z)
    layers = synthesis(net, lambda layer: w, condition)[1]
    each = [w.clone() for _ in range(layers)]
    picture, _ = synthesis(net, lambda layer: each[layer], condition)
    slopes = torch.autograd.grad((picture * noise).sum() / SIDE, each, create_graph=True)
    return torch.stack(slopes).square().sum(2).mean(0).sqrt()


def gradients(loss, net):
    result = torch.autograd.grad(loss, net.parameters(), allow_unused=True)
    return {name: golden.summary(g.detach()) for name, g in zip(net.values, result) if g is not None}


def data(seed, *shape, scale=3**0.5):
    return {"shape": list(shape), "seed": seed, "offset": 0.0, "scale": scale}


INPUTS = {"latents": data(11, BATCH, LATENT), "condition": data(12, BATCH, MAPS, SIDE, SIDE, scale=1.0),
          "pictures": data(13, BATCH, 3, SIDE, SIDE, scale=1.0), "noise": data(14, BATCH, 3, SIDE, SIDE)}


def run(dtype):
    z, condition, pictures, noise = (
        torch.from_numpy(golden.values(i["seed"], i["shape"], i["offset"], i["scale"])).to(dtype) for i in INPUTS.values())
    g, d = Net(1, dtype), Net(1001, dtype)
    made = generate(g, z, condition)
    score = scores(d, pictures, condition)
    result = {"made": golden.summary(made.detach()), "scores": score.tolist()}
    result["generator_gradients"] = gradients(F.softplus(-scores(d, made, condition)).mean(), g)
    result["discriminator_gradients"] = gradients(F.softplus(-score).mean(), d)
    penalty = r1(d, pictures, condition)
    result["r1"], result["r1_gradients"] = penalty.item(), gradients(penalty, d)
    lengths = path_lengths(g, z, condition, noise)
    result["path_lengths"], result["path_gradients"] = lengths.tolist(), gradients(lengths.square().mean(), g)

    lazy = LAZY / (LAZY + 1)
    adam_g = torch.optim.Adam(g.parameters(), lr=RATE, betas=(0.0, 0.99), eps=1e-8)
    adam_d = torch.optim.Adam(d.parameters(), lr=RATE * lazy, betas=(0.0, 0.99**lazy), eps=1e-8)
    losses = []
    for step in range(STEPS):
        def update(adam, loss):
            g_and_d = g.parameters() + d.parameters()
            for p in g_and_d:
                p.grad = None
            loss.backward()
            adam.step()

        loss_d = F.softplus(scores(d, generate(g, z, condition).detach(), condition)).mean() + F.softplus(-scores(d, pictures, condition)).mean()
        update(adam_d, loss_d)
        if step % LAZY == 0:
            update(adam_d, r1(d, pictures, condition) * LAZY)
        loss_g = F.softplus(-scores(d, generate(g, z, condition), condition)).mean()
        update(adam_g, loss_g)
        losses.append([loss_d.item(), loss_g.item()])
    result["losses"] = losses
    result["made_after"] = golden.summary(generate(g, z, condition).detach())
    result["scores_after"] = scores(d, pictures, condition).tolist()
    return result, g.rows, d.rows


def main():
    full, g, d = run(torch.float64)
    single, _, _ = run(torch.float32)
    print("losses:", full["losses"])
    print("float32 against float64:", np.abs(np.array(full["losses"]) - np.array(single["losses"])).max())
    golden.write("stylegan2.json", {
        "provenance": golden.provenance(torch=torch.__version__), "side": SIDE, "latent": LATENT, "style": STYLE, "maps": MAPS,
        "mapping_layers": LAYERS, "channels": list(CHANNELS.values()), "group": GROUP, "gamma": GAMMA, "rate": RATE, "lazy": LAZY, "steps": STEPS,
        "inputs": {name: {**i, "summary": golden.summary(golden.values(i["seed"], i["shape"], i["offset"], i["scale"]))} for name, i in INPUTS.items()},
        "generator": g, "discriminator": d, "float64": full, "float32_losses": single["losses"]})


if __name__ == "__main__":
    main()
