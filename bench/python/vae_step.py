# One training step of the variational autoencoder (MNIST net), as a user of PyTorch writes it.
class Vae(Autoencoder):
    def __init__(self, f, d):
        super().__init__(f, d)
        self.log_sigma = nn.Linear(8 * f * 2 * 2, d)

    def forward(self, x, noise):
        h = 2 * x - 1
        for i in range(1, 5):
            h = F.relu(getattr(self.encoder, f"bn{i}")(getattr(self.encoder, f"conv{i}")(h)))
        h = h.flatten(1)
        mu, log_sigma = self.encoder.dense(h), 5 * torch.tanh(self.log_sigma(h))
        return mu, log_sigma, self.decoder(mu + log_sigma.exp() * noise)


def prepare(settings, arrays):
    images, seeds = arrays.pop("images"), arrays.pop("seeds")
    model = Vae(settings["width"], settings["latent"])
    model.load_state_dict(arrays)
    model.train()
    model = place(model, settings)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learning_rate"])
    batches = Batches(images, settings)
    random = torch.Generator()

    def step():
        random.manual_seed(int(seeds[batches.count % len(seeds)]))
        x = batches.next()
        noise = torch.randn(len(x), settings["latent"], generator=random).to(settings["device"])
        with cast(settings):
            mu, log_sigma, reconstruction = model(x, noise)
            kl = 0.5 * ((2 * log_sigma).exp() + mu**2 - 1 - 2 * log_sigma).sum(1)
            loss = ((x - reconstruction) ** 2).sum() / len(x) + settings["kl_weight"] * kl.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


serve(prepare)
