# One training step of StyleGAN2 conditioned on images (both nets, R1 every 16th time, moving average), as a user of PyTorch writes it.
import torch
from torch.nn import functional as F

ROOT, GROUP = 2**0.5, 4


class Net:
    def __init__(self, arrays, prefix, device):
        self.p = {k[len(prefix):]: v.to(device).requires_grad_() for k, v in arrays.items() if k.startswith(prefix)}
        self.filter = torch.tensor([1.0, 3, 3, 1], device=device)
        self.filter = torch.outer(self.filter, self.filter) / 64

    def train(self, on):
        for p in self.p.values():
            p.requires_grad_(on)

    def linear(self, name, x, rate=1.0):
        return F.linear(x, self.p[name + ".weight"] * (rate / x.shape[1]**0.5), self.p[name + ".bias"] * rate)

    def taps(self, channels, gain):
        return (self.filter * gain).repeat(channels, 1, 1, 1)


class Generator(Net):
    def __call__(self, z, c, side):
        w = z * (z.square().mean(1, keepdim=True) + 1e-8).rsqrt()
        i = 0
        while f"mapping.layer{i}.weight" in self.p:
            w = F.leaky_relu(self.linear(f"mapping.layer{i}", w, 0.01), 0.2) * ROOT
            i += 1
        x = self.p["constant"][None].repeat(len(z), 1, 1, 1)
        picture, size = None, 4
        while size <= side:
            maps = c if size == side else F.avg_pool2d(c, side // size)
            if size > 4:
                x = self.styled(f"double{size}", x, w, maps, True)
            x = self.styled(f"conv{size}", x, w, maps, False)
            s = self.linear(f"rgb{size}.affine", w) / x.shape[1]**0.5
            part = F.conv2d(x * s[:, :, None, None], self.p[f"rgb{size}.weight"][:, :, None, None], self.p[f"rgb{size}.bias"])
            picture = part if picture is None else part + F.conv_transpose2d(picture, self.taps(3, 4), stride=2, padding=1, groups=3)
            size *= 2
        return picture

    def styled(self, name, x, w, maps, doubles):
        weight = self.p[name + ".weight"] / (9 * x.shape[1])**0.5
        s = self.linear(name + ".affine", w)
        d = (s.square() @ weight.square().sum((2, 3)).T + 1e-8).rsqrt()
        y = x * s[:, :, None, None]
        channels = len(weight)
        if doubles:
            y = F.conv2d(F.conv_transpose2d(y, weight.transpose(0, 1), stride=2), self.taps(channels, 4), padding=1, groups=channels)
        else:
            y = F.conv2d(y, weight, padding=1)
        y = y * d[:, :, None, None]
        h = maps
        for i in range(3):
            h = F.conv2d(h, self.p[f"{name}.path.conv{i}_weight"], self.p[f"{name}.path.conv{i}_bias"], padding=1)
            if i < 2:
                h = F.relu(h)
        return F.leaky_relu(y + h + self.p[name + ".bias"][:, None, None], 0.2) * ROOT


class Discriminator(Net):
    def __call__(self, x, c):
        side = x.shape[3]
        x = self.conv("from_rgb", torch.cat([x, c], 1))
        while side > 4:
            y = self.conv(f"half{side}", self.conv(f"conv{side}", x), halves=True)
            x = (y + self.conv(f"skip{side}", x, act=False, halves=True)) * 0.5**0.5
            side //= 2
        grouped = x.reshape(GROUP, -1, *x.shape[1:])
        deviation = ((grouped - grouped.mean(0)).square().mean(0) + 1e-8).sqrt().mean((1, 2, 3))
        x = torch.cat([x, deviation[:, None, None, None].repeat(GROUP, 1, *x.shape[2:])], 1)
        x = self.conv("conv4", x)
        x = F.leaky_relu(self.linear("dense", x.flatten(1)), 0.2) * ROOT
        return self.linear("score", x)[:, 0]

    def conv(self, name, x, act=True, halves=False):
        weight = self.p[name + ".weight"]
        channels, kernel = x.shape[1], weight.shape[2]
        weight = weight / (channels * kernel * kernel)**0.5
        if halves:
            x = F.conv2d(x, self.taps(channels, 1), stride=1 if kernel == 3 else 2, padding=2 if kernel == 3 else 1, groups=channels)
        bias = self.p[name + ".bias"] if act else None
        y = F.conv2d(x, weight, bias, stride=2 if halves and kernel == 3 else 1, padding=0 if halves else kernel // 2)
        return F.leaky_relu(y, 0.2) * ROOT if act else y


def prepare(settings, arrays):
    device, batch, every = settings["device"], settings["batch"], settings["every"]
    pictures, conditions, latents = (arrays.pop(name).to(device) for name in ("pictures", "conditions", "latents"))
    g, d = Generator(arrays, "g.", device), Discriminator(arrays, "d.", device)
    average = {name: p.detach().clone() for name, p in g.p.items()}
    decay, lazy, rate = 0.5**(batch / settings["half_life"]), every / (every + 1), settings["learning_rate"]
    adam_g = torch.optim.Adam(g.p.values(), lr=rate, betas=(0.0, 0.99))
    adam_d = torch.optim.Adam(d.p.values(), lr=rate * lazy, betas=(0.0, 0.99**lazy))
    count = 0

    def update(adam, loss):
        adam.zero_grad()
        loss.backward()
        adam.step()

    def step():
        nonlocal count
        rows = slice(count * batch % len(pictures), count * batch % len(pictures) + batch)
        x, c, z = pictures[rows].float() / 127.5 - 1, conditions[rows].float() / 127.5 - 1, latents[rows]
        g.train(False)
        d.train(True)
        loss_d = F.softplus(d(g(z, c, settings["side"]), c)).mean() + F.softplus(-d(x, c)).mean()
        update(adam_d, loss_d)
        if count % every == 0:
            real = x.detach().requires_grad_()
            (slope,) = torch.autograd.grad(d(real, c).sum(), real, create_graph=True)
            update(adam_d, slope.square().sum((1, 2, 3)).mean() * (settings["gamma"] / 2 * every))
        d.train(False)
        g.train(True)
        loss_g = F.softplus(-d(g(z, c, settings["side"]), c)).mean()
        update(adam_g, loss_g)
        with torch.no_grad():
            for name, p in g.p.items():
                average[name].mul_(decay).add_(p, alpha=1 - decay)
        count += 1
        return loss_d.detach() + loss_g.detach()

    return step


serve(prepare)
