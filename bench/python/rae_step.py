# One training step of the regularized autoencoder (MNIST net), as a user of PyTorch writes it.
def prepare(settings, arrays):
    images = arrays.pop("images")
    model = Autoencoder(settings["width"], settings["latent"])
    model.load_state_dict(arrays)
    model.train()
    model = place(model, settings)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["learning_rate"])
    batches = Batches(images, settings)

    def step():
        x = batches.next()
        with cast(settings):
            z, reconstruction = model(x)
            loss = ((x - reconstruction) ** 2).sum() / len(x) + settings["latent_weight"] * 0.5 * (z**2).sum() / len(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step


serve(prepare)
