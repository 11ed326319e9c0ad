# One training step of the regularized autoencoder (MNIST net), as a user of PyTorch writes it.
from torch import nn
from torch.nn import functional as F


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
        self.deconv3 = nn.ConvTranspose2d(2 * f, 1, 4, stride=1)

    def forward(self, z):
        h = self.dense(z).reshape(-1, 8 * self.f, 8, 8)
        h = F.relu(self.bn1(self.deconv1(h)))
        h = F.relu(self.bn2(self.deconv2(h)))
        return torch.sigmoid(self.deconv3(h)[:, :, 1:-2, 1:-2])  # TensorFlow's "same": crop 1 before, 2 after


class Autoencoder(nn.Module):
    def __init__(self, f, d):
        super().__init__()
        self.encoder = Encoder(f, d)
        self.decoder = Decoder(f, d)


def prepare(settings, arrays):
    images = arrays.pop("images")  # (M, 1, 28, 28) bytes
    model = Autoencoder(settings["width"], settings["latent"])
    model.load_state_dict(arrays)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learning_rate"])
    batches = [torch.arange(i, i + settings["batch"]) for i in range(0, len(images), settings["batch"])]
    count = 0

    def step():
        nonlocal count
        x = F.pad(images[batches[count % len(batches)]].float() / 255, (2, 2, 2, 2))
        count += 1
        z = model.encoder(x)
        reconstruction = model.decoder(z)
        loss = ((x - reconstruction) ** 2).sum() / len(x) + settings["latent_weight"] * 0.5 * (z**2).sum() / len(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


serve(prepare)
