# One iteration of the InvGAN, with dense nets or convolutions, as a user of PyTorch writes it.
class Mapping(nn.Module):
    def __init__(self, prior, width, code):
        super().__init__()
        self.hidden, self.code, self.size = nn.Linear(prior, width), nn.Linear(width, code), code

    def forward(self, z):
        return F.layer_norm(self.code(F.leaky_relu(self.hidden(z), 0.2)), [self.size])


class Generator(nn.Module):
    def __init__(self, code, width):
        super().__init__()
        self.hidden1, self.norm1 = nn.Linear(code, width), nn.BatchNorm1d(width)
        self.hidden2, self.norm2 = nn.Linear(width, 2 * width), nn.BatchNorm1d(2 * width)
        self.pixels = nn.Linear(2 * width, 784)

    def forward(self, w):
        h = F.relu(self.norm2(self.hidden2(F.relu(self.norm1(self.hidden1(w))))))
        return torch.sigmoid(self.pixels(h)).view(-1, 1, 28, 28)


class ConvGenerator(nn.Module):
    def __init__(self, code, width):
        super().__init__()
        self.hidden1, self.norm1 = nn.Linear(code, 98 * width), nn.BatchNorm2d(2 * width)
        self.deconv1, self.norm2 = nn.ConvTranspose2d(2 * width, width, 4, 2, 1), nn.BatchNorm2d(width)
        self.deconv2, self.width = nn.ConvTranspose2d(width, 1, 4, 2, 1), width

    def forward(self, w):
        h = F.relu(self.norm1(self.hidden1(w).view(-1, 2 * self.width, 7, 7)))
        return torch.sigmoid(self.deconv2(F.relu(self.norm2(self.deconv1(h)))))


class Trunk(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.hidden1, self.hidden2 = nn.Linear(784, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        return F.leaky_relu(self.hidden2(F.leaky_relu(self.hidden1((2 * x - 1).flatten(1)), 0.2)), 0.2)


class ConvTrunk(nn.Module):
    def __init__(self, width, features):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, width, 4, 2, 1), nn.Conv2d(width, 2 * width, 4, 2, 1)
        self.features = nn.Linear(98 * width, features)

    def forward(self, x):
        x = F.leaky_relu(self.conv2(F.leaky_relu(self.conv1(2 * x - 1), 0.2)), 0.2)
        return F.leaky_relu(self.features(x.flatten(1)), 0.2)


class Discriminator(nn.Module):
    def __init__(self, code, trunk, features):
        super().__init__()
        self.trunk, self.score, self.code = trunk, nn.Linear(features, 1), nn.Linear(features, code)

    def forward(self, x):
        f = self.trunk(x)
        return self.score(f)[:, 0], self.code(f), f


class InvGan(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.mapping = Mapping(s["prior"], s["mapping"], s["code"])
        conv, width, features = s["convolutional"], s["width"], s["features"]
        self.generator = (ConvGenerator if conv else Generator)(s["code"], width)
        self.discriminator = Discriminator(s["code"], ConvTrunk(width, features) if conv else Trunk(width), features)


def mmd(a, b):
    def kernel(u, v):
        squared = ((u**2).sum(1)[:, None] + (v**2).sum(1)[None] - 2 * u @ v.T).clamp_min(0)
        return sum(1 / (1 + squared / (q * u.shape[1])) for q in (0.1, 0.5, 1, 2, 10))
    def off_diagonal(k):
        return (k.sum() - k.diagonal().sum()) / (len(k) * (len(k) - 1))
    return off_diagonal(kernel(a, a)) + off_diagonal(kernel(b, b)) - 2 * kernel(a, b).mean()


def prepare(settings, arrays):
    images, seeds, codes = arrays.pop("images"), arrays.pop("seeds"), arrays.pop("codes")
    model = InvGan(settings)
    model.load_state_dict(arrays)
    model.train()
    device, batch, every, decay = settings["device"], settings["batch"], settings["penalty_every"], settings["decay"]
    model.to(device)
    mapping, generator, discriminator = model.mapping, model.generator, model.discriminator
    if os.environ.get("REINING_BENCH_COMPILE"):
        mapping, generator, discriminator = torch.compile(mapping), torch.compile(generator), torch.compile(discriminator)
    lazy, rate, betas = every / (every + 1), settings["learning_rate"], (settings["beta1"], settings["beta2"])
    of_discriminator = torch.optim.Adam(model.discriminator.parameters(), lr=lazy * rate, betas=(betas[0] ** lazy, betas[1] ** lazy))
    others = [*model.generator.parameters(), *model.mapping.parameters()]
    of_others = torch.optim.Adam(others, lr=rate, betas=betas)
    averages = [p.detach().clone() for p in others]
    random = torch.Generator()
    state = {"codes": codes.to(device), "count": 0}

    def update(optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def step():
        count = state["count"]
        state["count"] += 1
        random.manual_seed(int(seeds[count % len(seeds)]))
        start = count * batch % len(images)
        x = (images[start:start + batch].float() / 255).to(device)
        z = torch.randn(batch // 2, settings["prior"], generator=random).to(device)
        stored = state["codes"][torch.randperm(batch, generator=random)[:batch // 2].to(device)]

        model.discriminator.requires_grad_(True)
        with torch.no_grad():
            drawn = mapping(z)
            w = torch.cat([drawn, stored])
            made = generator(w)
        c_real, e_real, _ = discriminator(x)
        c_made, e_made, _ = discriminator(made)
        first = F.softplus(-c_real).mean() + F.softplus(c_made).mean() + ((w - e_made) ** 2).mean() + mmd(e_real, drawn)
        update(of_discriminator, first)
        if count % every == 0:
            leaf = x.detach().requires_grad_()
            slope, = torch.autograd.grad(model.discriminator(leaf)[0].sum(), leaf, create_graph=True)
            update(of_discriminator, every * settings["penalty"] / 2 * (slope**2).flatten(1).sum(1).mean())

        model.discriminator.requires_grad_(False)
        with torch.no_grad():
            _, code, features = discriminator(x)
        drawn = mapping(z)
        w = torch.cat([drawn, stored])
        made, again = generator(w), generator(code)
        c_made, e_made, _ = discriminator(made)
        second = (F.softplus(-c_made).mean() + settings["generator_latent"] * ((w - e_made) ** 2).mean() + mmd(code, drawn)
                  + ((discriminator(again)[2] - features) ** 2).mean())
        update(of_others, second)
        state["codes"] = code
        with torch.no_grad():
            for average, own in zip(averages, others):
                average.lerp_(own, 1 - decay)
        return first.detach() + second.detach()

    return step


serve(prepare)
