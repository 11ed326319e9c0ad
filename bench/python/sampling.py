# Images from codes by the decoder in evaluation mode.
def prepare(settings, arrays):
    arrays.pop("images")
    codes = arrays.pop("codes").to(settings["device"])
    model = Autoencoder(settings["width"], settings["latent"])
    model.load_state_dict(arrays)
    model.eval()
    decoder = place(model.decoder, settings)

    def step():
        with torch.no_grad(), cast(settings):
            return decoder(codes).sum() / len(codes)

    return step


serve(prepare)
