# The MNIST net as a user of PyTorch writes it; stands in front of the scripts that use it.
import contextlib
import os

import torch
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

    def forward(self, x):
        z = self.encoder(x)
        return z, self.decoder(z)


def classifier_features(w, x):
    """Features (N, 64) of digits (N, 1, 32, 32) by the classifier with weights w."""
    h = F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"], stride=2, padding=1))
    h = F.relu(F.conv2d(h, w["conv2.weight"], w["conv2.bias"], stride=2, padding=1))
    return F.relu(F.linear(h.flatten(1), w["dense.weight"], w["dense.bias"]))


def place(model, settings):
    """The model where the settings say, compiled if they say so."""
    model.to(settings["device"])
    return torch.compile(model) if os.environ.get("REINING_BENCH_COMPILE") else model


def cast(settings):
    """Autocast around a forward pass, or nothing."""
    if settings["precision"] == "bf16":
        return torch.autocast(settings["device"], torch.bfloat16)
    return contextlib.nullcontext()


class Batches:
    """Batches of digits in order, from bytes to padded float32 on the device."""

    def __init__(self, images, settings):
        self.images = images  # (M, 1, 28, 28) bytes
        self.device = settings["device"]
        self.indices = [torch.arange(i, i + settings["batch"]) for i in range(0, len(images), settings["batch"])]
        self.count = 0

    def next(self):
        x = F.pad(self.images[self.indices[self.count % len(self.indices)]].float() / 255, (2, 2, 2, 2))
        self.count += 1
        return x if self.device == "cpu" else x.pin_memory().to(self.device, non_blocking=True)
