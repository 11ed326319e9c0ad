# Projected gradient descent on a classifier of digits, as a user of PyTorch writes it.
def prepare(settings, arrays):
    images = arrays.pop("images").float().div(255).to(settings["device"])  # (n, 1, 32, 32)
    labels = arrays.pop("labels").to(settings["device"])
    w = {name: tensor.to(settings["device"]) for name, tensor in arrays.items()}
    steps, epsilon, size = settings["steps"], settings["epsilon"], settings["step_size"]

    def losses_of(x, y):
        with cast(settings):
            return F.cross_entropy(F.linear(classifier_features(w, x), w["head.weight"], w["head.bias"]), y, reduction="none")

    if os.environ.get("REINING_BENCH_COMPILE"):
        losses_of = torch.compile(losses_of)

    def attack(x0, y):
        x, best, highest = x0, x0, None
        for step in range(steps + 1):
            x = x.detach().requires_grad_(step < steps)
            losses = losses_of(x, y)
            higher = torch.ones_like(losses, dtype=torch.bool) if highest is None else losses > highest
            best = torch.where(higher[:, None, None, None], x.detach(), best)
            highest = losses.detach() if highest is None else torch.maximum(losses.detach(), highest)
            if step < steps:
                (gradient,) = torch.autograd.grad(losses.sum(), x)
                x = x0 + (x.detach() + size * gradient.sign() - x0).clamp(-epsilon, epsilon)
                x = x.clamp(0, 1)
        return highest

    def step():
        return torch.cat([attack(x, y) for x, y in zip(images.split(settings["batch"]), labels.split(settings["batch"]))]).mean()

    return step


serve(prepare)
