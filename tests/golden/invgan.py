"""Golden numbers of one whole InvGAN step by PyTorch: all terms, all gradients, Adam, the average (fact sheet invgan.md §3).

Written from the equations, term by term: no pass is shared between real, made and reconstructed images, and the kernel distance is summed
pair by pair. The loss is that of the whole method, then that with relativistic scores.
"""
import torch
from torch import nn
from torch.nn import functional as F

import golden

SIDE, WIDTH, CODE, PRIOR, MAPPING, BATCH, CLASSES = 8, 6, 4, 5, 7, 8, 3
WEIGHTS = {"latent": 1.0, "generator_latent": 0.25, "discrepancy": 1.0, "feature": 1.0, "pixel": 2.0, "penalty": 1.5,
           "classes": 1.0, "made_classes": 0.1}
LR, BETA1, BETA2, EPS, EVERY, DECAY = 2e-3, 0.5, 0.99, 1e-8, 8, 0.9


class Mapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.code = nn.Linear(PRIOR + CLASSES, MAPPING), nn.Linear(MAPPING, CODE)

    def forward(self, z):
        return F.layer_norm(self.code(F.leaky_relu(self.hidden(z), 0.2)), [CODE])


class Generator(nn.Module):
    def __init__(self, convolutional):
        super().__init__()
        self.convolutional, w, q = convolutional, WIDTH, SIDE // 4
        if convolutional:
            self.hidden1, self.norm1 = nn.Linear(CODE, 2 * w * q * q), nn.BatchNorm2d(2 * w)
            self.deconv1, self.norm2 = nn.ConvTranspose2d(2 * w, w, 4, 2, 1), nn.BatchNorm2d(w)
            self.deconv2 = nn.ConvTranspose2d(w, 1, 4, 2, 1)
        else:
            self.hidden1, self.norm1 = nn.Linear(CODE, w), nn.BatchNorm1d(w)
            self.hidden2, self.norm2 = nn.Linear(w, 2 * w), nn.BatchNorm1d(2 * w)
            self.pixels = nn.Linear(2 * w, SIDE * SIDE)

    def forward(self, w):
        if self.convolutional:
            h = F.relu(self.norm1(self.hidden1(w).view(len(w), -1, SIDE // 4, SIDE // 4)))
            return torch.sigmoid(self.deconv2(F.relu(self.norm2(self.deconv1(h)))))
        h = F.relu(self.norm2(self.hidden2(F.relu(self.norm1(self.hidden1(w))))))
        return torch.sigmoid(self.pixels(h)).view(len(w), 1, SIDE, SIDE)


class Trunk(nn.Module):
    def __init__(self, convolutional):
        super().__init__()
        self.convolutional, w = convolutional, WIDTH
        if convolutional:
            self.conv1, self.conv2 = nn.Conv2d(1, w, 4, 2, 1), nn.Conv2d(w, 2 * w, 4, 2, 1)
            self.features = nn.Linear(2 * w * SIDE * SIDE // 16, WIDTH)
        else:
            self.hidden1, self.hidden2 = nn.Linear(SIDE * SIDE, 2 * w), nn.Linear(2 * w, w)

    def forward(self, x):
        x = 2 * x - 1
        if self.convolutional:
            x = F.leaky_relu(self.conv2(F.leaky_relu(self.conv1(x), 0.2)), 0.2)
            return F.leaky_relu(self.features(x.flatten(1)), 0.2)
        return F.leaky_relu(self.hidden2(F.leaky_relu(self.hidden1(x.flatten(1)), 0.2)), 0.2)


class Discriminator(nn.Module):
    def __init__(self, convolutional):
        super().__init__()
        self.trunk = Trunk(convolutional)
        self.score, self.code, self.classes = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, CODE), nn.Linear(WIDTH, CLASSES)

    def forward(self, x):
        f = self.trunk(x)
        return self.score(f)[:, 0], self.code(f), f, self.classes(f)


class InvGan(nn.Module):
    def __init__(self, convolutional):
        super().__init__()
        self.mapping, self.generator, self.discriminator = Mapping(), Generator(convolutional), Discriminator(convolutional)


def plan(model):
    rows = []
    for i, (name, p) in enumerate(model.named_parameters()):
        weight = name.endswith("weight") and p.dim() > 1
        fan = p[0].numel() if weight else 1
        norm = "norm" in name and name.endswith("weight")
        rows.append({"name": name, "shape": list(p.shape), "seed": 500 + i, "offset": 1.0 if norm else 0.0,
                     "scale": (3.0 / fan) ** 0.5 if weight else 0.1})
    return rows


def kernel(u, v):
    squared = ((u - v) ** 2).sum()
    return sum(1 / (1 + squared / (q * CODE)) for q in (0.1, 0.5, 1.0, 2.0, 10.0))


def mmd(a, b):
    n, m = len(a), len(b)
    return (sum(kernel(a[i], a[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
            + sum(kernel(b[i], b[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
            - 2 * sum(kernel(u, v) for u in a for v in b) / (n * m))


def mixed(model, batch):
    z = torch.cat([batch["noise"], F.one_hot(batch["drawn_classes"], CLASSES).to(batch["noise"].dtype)], 1)
    drawn = model.mapping(z)
    return drawn, torch.cat([drawn, batch["stored"]])


def discriminator_loss(model, batch, relativistic):
    with torch.no_grad():
        drawn, w = mixed(model, batch)
        made = model.generator(w)
    c_real, e_real, _, h_real = model.discriminator(batch["images"])
    c_made, e_made, _, _ = model.discriminator(made)
    known = batch["labels"] >= 0
    return {
        "adversarial": F.softplus(-(c_real - c_made)).mean() if relativistic
        else F.softplus(-c_real).mean() + F.softplus(c_made).mean(),
        "latent": WEIGHTS["latent"] * ((w - e_made) ** 2).sum(1).mean() / CODE,
        "discrepancy": WEIGHTS["discrepancy"] * mmd(e_real, drawn),
        "classes": WEIGHTS["classes"] * F.cross_entropy(h_real[known], batch["labels"][known]),
    }


def penalty_loss(model, batch, relativistic):
    def one(images):
        x = images.detach().requires_grad_()
        slope = torch.autograd.grad(model.discriminator(x)[0].sum(), x, create_graph=True)[0]
        return WEIGHTS["penalty"] / 2 * (slope**2).flatten(1).sum(1).mean()
    if not relativistic:
        return {"penalty": one(batch["images"])}
    with torch.no_grad():
        made = model.generator(mixed(model, batch)[1])
    return {"penalty": one(batch["images"]) + one(made)}


def generator_loss(model, batch, relativistic):
    with torch.no_grad():
        c_real, e_real, f_real, _ = model.discriminator(batch["images"])
    drawn, w = mixed(model, batch)
    made = model.generator(w)
    again = model.generator(e_real)
    c_made, e_made, _, h_made = model.discriminator(made)
    f_again = model.discriminator(again)[2]
    return {
        "adversarial": F.softplus(-(c_made - c_real)).mean() if relativistic else F.softplus(-c_made).mean(),
        "latent": WEIGHTS["generator_latent"] * ((w - e_made) ** 2).sum(1).mean() / CODE,
        "discrepancy": WEIGHTS["discrepancy"] * mmd(e_real, drawn),
        "feature": WEIGHTS["feature"] * ((f_again - f_real) ** 2).sum(1).mean() / WIDTH,
        "pixel": WEIGHTS["pixel"] * ((again - batch["images"]) ** 2).flatten(1).sum(1).mean() / (SIDE * SIDE),
        "classes": WEIGHTS["made_classes"] * F.cross_entropy(h_made[:len(batch["noise"])], batch["drawn_classes"]),
    }, e_real


def run(rows, inputs, convolutional, relativistic):
    torch.set_default_dtype(torch.float64)
    model = InvGan(convolutional)
    with torch.no_grad():
        for row, p in zip(rows, model.parameters()):
            p.copy_(torch.from_numpy(golden.values(row["seed"], row["shape"], row["offset"], row["scale"])).double())
    batch = {n: torch.from_numpy(golden.values(i["seed"], i["shape"], i["offset"], i["scale"])).double() for n, i in inputs.items()}
    batch["labels"], batch["drawn_classes"] = torch.tensor([0, 1, 2, -1, -1, 0, 1, -1]), torch.tensor([2, 0, 1, 1])
    model.train()
    correction = EVERY / (EVERY + 1)  # the penalty steps the discriminator too
    own = lambda: [*model.generator.parameters(), *model.mapping.parameters()]
    d_adam = torch.optim.Adam(
        model.discriminator.parameters(), lr=LR * correction, betas=(BETA1**correction, BETA2**correction), eps=EPS)
    g_adam = torch.optim.Adam(own(), lr=LR, betas=(BETA1, BETA2), eps=EPS)
    before = {n: p.detach().clone() for n, p in model.named_parameters()}
    result = {"mixed": golden.summary(mixed(model, batch)[1].detach())}

    def update(name, terms, adam, parameters, weight=1):
        model.zero_grad()
        (sum(terms.values()) * weight).backward(inputs=list(parameters))
        result[name] = {
            "terms": {n: v.item() for n, v in terms.items()},
            "gradients": {n: golden.summary(p.grad) for n, p in model.named_parameters() if p.grad is not None},
        }
        adam.step()

    update("discriminator", discriminator_loss(model, batch, relativistic), d_adam, model.discriminator.parameters())
    update("penalty", penalty_loss(model, batch, relativistic), d_adam,
           [p for n, p in model.discriminator.named_parameters() if "code" not in n and "classes" not in n and n != "score.bias"], EVERY)
    terms, codes = generator_loss(model, batch, relativistic)
    update("generator", terms, g_adam, own())
    result["codes"] = golden.summary(codes)
    result["final"] = {n: golden.summary(p.detach()) for n, p in model.named_parameters()}
    result["average"] = {n: golden.summary(DECAY * before[n] + (1 - DECAY) * p.detach()) for n, p in model.named_parameters()
                         if not n.startswith("discriminator")}
    return result


def main():
    inputs = {
        "images": {"shape": [BATCH, 1, SIDE, SIDE], "seed": 81, "offset": 0.5, "scale": 0.5},
        "noise": {"shape": [BATCH // 2, PRIOR], "seed": 82, "offset": 0.0, "scale": 2.0},
        "stored": {"shape": [BATCH // 2, CODE], "seed": 83, "offset": 0.0, "scale": 1.5},
    }
    content = {
        "provenance": golden.provenance(torch=torch.__version__),
        "sizes": {"side": SIDE, "width": WIDTH, "code": CODE, "prior": PRIOR, "mapping": MAPPING, "batch": BATCH, "classes": CLASSES},
        "weights": WEIGHTS,
        "adam": {"lr": LR, "beta1": BETA1, "beta2": BETA2, "eps": EPS, "penalty_every": EVERY, "average_decay": DECAY},
        "inputs": inputs,
    }
    for net in ("dense", "convolutional"):
        rows = plan(InvGan(net == "convolutional"))
        content[net] = {
            "parameters": rows,
            "non_saturating": run(rows, inputs, net == "convolutional", False),
            "relativistic": run(rows, inputs, net == "convolutional", True),
        }
        print(net, {k: v["terms"] for k, v in content[net]["non_saturating"].items() if "terms" in v})
    golden.write("invgan.json", content)


if __name__ == "__main__":
    main()
