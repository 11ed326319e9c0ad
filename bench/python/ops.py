# One small operation, repeated; the result's sum is the value that the sides are compared by.
def prepare(settings, arrays):
    t = {name: tensor.to(settings["device"]) for name, tensor in arrays.items()}
    a, b, v = t["matrix"], t["other"], t["vector"]
    x, k, kt = t["images"], t["kernel"], t["transposed"]
    c = x.shape[1]
    running = (torch.zeros(c, device=a.device), torch.ones(c, device=a.device))
    operations = {
        "add": lambda: a + b,
        "relu": lambda: F.relu(a),
        "sum": lambda: a.sum(0),
        "exp": lambda: a.exp(),
        "softmax": lambda: a.softmax(1),
        "matmul": lambda: a.mm(b),
        "linear": lambda: F.linear(a, b, v),
        "conv2d": lambda: F.conv2d(x, k, stride=2, padding=1),
        "conv_transpose2d": lambda: F.conv_transpose2d(x, kt, stride=1, padding=1)[:, :, :-1, :-1],
        "batch_norm": lambda: F.batch_norm(x, *running, training=True),
    }
    run = operations[settings["operation"]]

    def step():
        with torch.no_grad():
            for _ in range(settings["repeats"]):
                y = run()
            return y.abs().mean()

    return step


serve(prepare)
