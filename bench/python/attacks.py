# Attacks of foolbox and of AutoAttack's reference code on the net with weights w; foolbox's momentum method accumulates signs, so that MIM is
# written here. Both packages and eagerpy are to be importable (bench/README.md).
import math

import torch
from torch.nn import functional as F


class Net(torch.nn.Module):
    def __init__(self, w):
        super().__init__()
        self.w = w
        self.evaluations = 0
        self.labels = None  # if given: which images were called wrong at any point
        self.broken = None

    def forward(self, x):
        scores = self.scores(x)
        self.evaluations += len(x)
        if self.labels is not None:
            self.broken |= scores.detach().argmax(1) != self.labels
        return scores

    def scores(self, x):
        w = self.w
        h = F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"], stride=2, padding=1))
        h = F.relu(F.conv2d(h, w["conv2.weight"], w["conv2.bias"], stride=2, padding=1))
        h = F.relu(F.linear(h.flatten(1), w["dense.weight"], w["dense.bias"]))
        return F.linear(h, w["head.weight"], w["head.bias"])


def momentum(net, x0, y, epsilon, s):
    x, g = x0, torch.zeros_like(x0)
    for _ in range(s["steps"]):
        x = x.detach().requires_grad_(True)
        (slope,) = torch.autograd.grad(F.cross_entropy(net(x), y, reduction="sum"), x)
        g = g + slope / slope.abs().sum((1, 2, 3), keepdim=True).clamp_min(1e-30)
        x = (x0 + (x.detach() + s["relative_step"] * epsilon * g.sign() - x0).clamp(-epsilon, epsilon)).clamp(0, 1)
    return x


def budget_attack(name, net, s):
    """From images, labels, a budget and a seed to attacked images."""
    if name == "mim":
        return lambda x, y, e, _: momentum(net, x, y, e, s)
    if name in ("fgsm", "bim", "pgd", "pgd-2"):
        import foolbox

        attack = {
            "fgsm": lambda: foolbox.attacks.LinfFastGradientAttack(),
            "bim": lambda: foolbox.attacks.LinfBasicIterativeAttack(
                rel_stepsize=s["relative_step"], steps=s["steps"], random_start=False),
            "pgd": lambda: foolbox.attacks.LinfPGD(rel_stepsize=s["relative_step"], steps=s["steps"]),
            "pgd-2": lambda: foolbox.attacks.L2PGD(rel_stepsize=s["relative_step"], steps=s["steps"]),
        }[name]()
        model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
        return lambda x, y, e, _: attack.run(model, x, foolbox.criteria.Misclassification(y), epsilon=e)
    norm = "L2" if name.endswith("-2") else "Linf"
    if name.startswith("apgd"):
        from autoattack.autopgd_base import APGDAttack, APGDAttack_targeted

        def apgd(x, y, e, seed):
            if name == "apgd-t":
                attack = APGDAttack_targeted(
                    net, n_iter=s["steps"], norm=norm, eps=e, seed=seed, n_target_classes=s["targets"], device="cpu")
            else:
                attack = APGDAttack(
                    net, n_iter=s["steps"], norm=norm, eps=e, seed=seed, loss="dlr" if name == "apgd-dlr" else "ce", device="cpu")
            return attack.perturb(x, y)

        return apgd
    if name == "fab-t":
        from autoattack.fab_pt import FABAttack_PT

        return lambda x, y, e, seed: FABAttack_PT(
            net, norm=norm, n_iter=s["steps"], eps=e, seed=seed, targeted=True, n_target_classes=s["targets"], device="cpu").perturb(x, y)
    if name.startswith("square"):
        from autoattack.square import SquareAttack

        return lambda x, y, e, seed: SquareAttack(
            net, norm=norm, n_queries=s["queries"], eps=e, p_init=0.8, seed=seed, n_restarts=1, resc_schedule=False, device="cpu"
        ).perturb(x, y)
    if name == "autoattack":
        from autoattack import AutoAttack

        return lambda x, y, e, seed: AutoAttack(net, norm="Linf", eps=e, seed=seed, verbose=False, version="standard", device="cpu"
                                                ).run_standard_evaluation(x, y, bs=500)
    return None


def exact_projection(x, w, b):
    """FAB's projection in L2 by bisection in double: in float32 the sums of the reference miss the plane now and then."""
    x, w, b = x.double(), w.double(), b.double()
    excess = (w * x).sum(1) - b
    size = w.abs().masked_fill(w.abs() < 1e-8 * w.abs().amax(1, keepdim=True), 0)
    way = -w.sign() * excess.sign()[:, None]
    room = torch.where(way > 0, 1 - x, x).clamp_min(0)
    low = torch.zeros_like(excess)
    high = torch.where(size > 0, room / size.clamp_min(1e-300), 0).amax(1)
    for _ in range(120):
        middle = (low + high) / 2
        short = (size * torch.minimum(middle[:, None] * size, room)).sum(1) < excess.abs()
        low, high = torch.where(short, middle, low), torch.where(short, high, middle)
    return (way * torch.minimum(high[:, None] * size, room)).float()


def distance_attack(name, net, s):
    """From images and labels to attacked images."""
    if name.startswith("fab"):
        from autoattack import fab_base
        from autoattack.fab_pt import FABAttack_PT

        if name == "fab-2-exact":
            fab_base.projection_l2 = exact_projection
        attack = FABAttack_PT(net, norm="L2" if "-2" in name else "Linf", n_iter=s["steps"], eps=100, seed=1, device="cpu")
        return lambda x, y: attack.perturb(x, y)
    import foolbox

    attack = {
        "cw": lambda: foolbox.attacks.L2CarliniWagnerAttack(
            binary_search_steps=s["rounds"], steps=s["steps"], stepsize=s["rate"]),
        "deepfool": lambda: foolbox.attacks.L2DeepFoolAttack(),
        "deepfool-inf": lambda: foolbox.attacks.LinfDeepFoolAttack(),
        "ddn": lambda: foolbox.attacks.DDNAttack(steps=s["steps"]),
        "boundary": lambda: foolbox.attacks.BoundaryAttack(steps=s["steps"]),
        "hopskipjump": lambda: foolbox.attacks.HopSkipJumpAttack(steps=s["steps"]),
        "pointwise": lambda: foolbox.attacks.PointwiseAttack(l2_binary_search=False),
    }[name]()
    model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")

    def run(x, y):
        return attack.run(model, x, foolbox.criteria.Misclassification(y))

    if name == "hopskipjump":  # it divides probes and directions by their norm over the whole batch; alone they are what they should be
        return lambda x, y: torch.cat([run(x[i:i + 1], y[i:i + 1]) for i in range(len(x))])
    return run


def distances(change, norm):
    change = change.double().flatten(1)
    return {"LInfinity": lambda: change.abs().amax(1), "L2": lambda: change.square().sum(1).sqrt(),
            "L0": lambda: (change != 0).double().sum(1)}[norm]()


def prepare(settings, arrays):
    images, labels = arrays.pop("images").float() / 255, arrays.pop("labels")
    net = Net({name: values.requires_grad_(False) for name, values in arrays.items()}).eval()
    epsilons, norm, s = settings["epsilons"], settings["norm"], settings["settings"]
    by_budget = budget_attack(settings["attack"], net, s)
    by_distance = None if by_budget else distance_attack(settings["attack"], net, s)

    # Ours takes any point that is wrong; foolbox and the loop above return the last one, all of theirs lie within the budget.
    every_point = settings["every_point"] and settings["attack"] in ("bim", "mim", "pgd", "pgd-2")

    def wrong(x):
        with torch.no_grad():
            return net(x).argmax(1) != labels

    seeds = range(1, settings["seeds"] + 1)

    def stand(epsilon, seed):
        torch.manual_seed(seed)
        if every_point:
            net.labels, net.broken = labels, torch.zeros_like(labels, dtype=torch.bool)
        x = by_budget(images, labels, epsilon, seed).detach()
        assert distances(x - images, norm).max() <= epsilon * (1 + 1e-5) + 1e-6
        broken = wrong(x) | (net.broken if every_point else False)
        net.labels = None
        return 1 - broken.double().mean().item()

    def step():
        torch.manual_seed(1)
        net.evaluations = 0
        if by_budget:
            standing, median = [], -1.0
            for epsilon in epsilons:
                standing.append(sum(stand(epsilon, seed) for seed in seeds) / len(seeds))
        else:
            x = by_distance(images, labels).detach()
            far = torch.where(wrong(x), distances(x - images, norm), math.inf)
            standing = [1 - (far <= epsilon).double().mean().item() for epsilon in epsilons]
            middle = far.sort().values
            median = ((middle[(len(far) - 1) // 2] + middle[len(far) // 2]) / 2).item()
        return torch.tensor([*standing, median if math.isfinite(median) else -1.0, float(net.evaluations)], dtype=torch.float64)

    return step


serve(prepare)
