# Features of two sets of digits and their Frechet distance, as a user of PyTorch writes it.
def prepare(settings, arrays):
    images = arrays.pop("images").float().div(255).to(settings["device"])  # (2n, 1, 32, 32)
    w = {name: tensor.to(settings["device"]) for name, tensor in arrays.items()}

    def gaussian(x):
        f = torch.cat([classifier_features(w, part) for part in x.split(500)]).double().cpu()
        mean = f.mean(0)
        return mean, (f - mean).T @ (f - mean) / (len(f) - 1)

    def root(matrix):
        values, vectors = torch.linalg.eigh(matrix)
        return vectors * values.clamp(min=0).sqrt() @ vectors.T

    def step():
        with torch.no_grad():
            (m1, s1), (m2, s2) = (gaussian(x) for x in images.chunk(2))
            overlap = torch.linalg.svdvals(root(s1) @ root(s2)).sum()
            return ((m1 - m2) ** 2).sum() + torch.trace(s1) + torch.trace(s2) - 2 * overlap

    return step


serve(prepare)
