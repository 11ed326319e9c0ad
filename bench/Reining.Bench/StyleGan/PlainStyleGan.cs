using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.StyleGan;

/// <summary>The step in plain TorchSharp; its twin in Python is stylegan2_step.py.</summary>
sealed class PlainStyleGan : IWorkload
{
    const int Group = 4;
    static readonly double Root = Math.Sqrt(2);

    readonly Dictionary<string, Parameter> _g, _d;
    readonly Tensor[] _average;
    readonly Tensor _pictures, _conditions, _latents, _filter;
    readonly optim.Optimizer _adamG, _adamD;
    readonly int _batch, _every, _side;
    readonly double _gamma, _decay;
    long _count;

    public PlainStyleGan(BenchInput input)
    {
        (_batch, _every, _side, _gamma) = (input.Int("batch"), input.Int("every"), input.Int("side"), input.Number("gamma"));
        var device = input.Compute.Device;
        (_g, _d) = (Parameters("g."), Parameters("d."));
        _average = [.. _g.Values.Select(p => p.detach().clone())];
        _decay = Math.Pow(0.5, _batch / input.Number("half_life"));
        (_pictures, _conditions, _latents) = (Rows("pictures"), Rows("conditions"), Rows("latents"));
        var line = tensor(new float[] { 1, 3, 3, 1 });
        _filter = (line.outer(line) / 64).to(device);
        var (rate, lazy) = (input.Number("learning_rate"), _every / (_every + 1.0));
        _adamG = optim.Adam(_g.Values, rate, beta1: 0, beta2: 0.99);
        _adamD = optim.Adam(_d.Values, rate * lazy, beta1: 0, beta2: Math.Pow(0.99, lazy));

        Tensor Rows(string name) => input.Array(name).ToTensor().to(device);

        Dictionary<string, Parameter> Parameters(string prefix) => input.Arrays
            .Where(a => a.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(a => a.Name[prefix.Length..], a => new Parameter(a.ToTensor().to(device)));
    }

    public string Engine { get; } = Engines.Plain;

    public double Run(int steps)
    {
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var losses = Step();
            if (i == steps - 1)
                value = losses.ToDouble();
        }
        return value;
    }

    Tensor Step()
    {
        var first = _count * _batch % _pictures.shape[0];
        var x = _pictures.narrow(0, first, _batch).to(ScalarType.Float32) / 127.5 - 1;
        var c = _conditions.narrow(0, first, _batch).to(ScalarType.Float32) / 127.5 - 1;
        var z = _latents.narrow(0, first, _batch);

        Train(_g, false);
        Train(_d, true);
        var lossD = F.softplus(Scores(Generate(z, c), c)).mean() + F.softplus(-Scores(x, c)).mean();
        Update(_adamD, lossD);
        if (_count % _every == 0)
        {
            var real = x.detach().requires_grad_();
            var slope = autograd.grad([Scores(real, c).sum()], [real], retain_graph: true, create_graph: true)[0];
            Update(_adamD, slope.square().sum([1, 2, 3]).mean() * (_gamma / 2 * _every));
        }
        Train(_d, false);
        Train(_g, true);
        var lossG = F.softplus(-Scores(Generate(z, c), c)).mean();
        Update(_adamG, lossG);
        using (no_grad())
        {
            foreach (var (average, parameter) in _average.Zip(_g.Values))
                average.mul_(_decay).add_(parameter, 1 - _decay);
        }
        _count++;
        return lossD + lossG;

        static void Train(Dictionary<string, Parameter> net, bool on)
        {
            foreach (var parameter in net.Values)
                parameter.requires_grad = on;
        }

        static void Update(optim.Optimizer adam, Tensor loss)
        {
            adam.zero_grad();
            loss.backward();
            adam.step();
        }
    }

    Tensor Generate(Tensor z, Tensor c)
    {
        var w = z * (z.square().mean([1], keepdim: true) + 1e-8).rsqrt();
        for (var i = 0; _g.ContainsKey($"mapping.layer{i}.weight"); i++)
            w = F.leaky_relu(Linear(_g, $"mapping.layer{i}", w, 0.01), 0.2) * Root;
        var x = _g["constant"].unsqueeze(0).repeat(z.shape[0], 1, 1, 1);
        Tensor? picture = null;
        for (var side = 4; side <= _side; side *= 2)
        {
            var maps = side == _side ? c : F.avg_pool2d(c, _side / side);
            if (side > 4)
                x = Styled($"double{side}", x, w, maps, true);
            x = Styled($"conv{side}", x, w, maps, false);
            var s = Linear(_g, $"rgb{side}.affine", w) / Math.Sqrt(x.shape[1]);
            var part = F.conv2d(x * s.unsqueeze(2).unsqueeze(3), _g[$"rgb{side}.weight"].unsqueeze(2).unsqueeze(3), _g[$"rgb{side}.bias"]);
            picture = picture is null ? part
                : part + F.conv_transpose2d(picture, Filter(3, 4), strides: [2, 2], padding: [1, 1], groups: 3);
        }
        return picture!;
    }

    Tensor Styled(string name, Tensor x, Tensor w, Tensor maps, bool doubles)
    {
        var weight = _g[$"{name}.weight"] / Math.Sqrt(9 * x.shape[1]);
        var s = Linear(_g, $"{name}.affine", w);
        var d = (s.square().matmul(weight.square().sum([2, 3]).t()) + 1e-8).rsqrt();
        var y = x * s.unsqueeze(2).unsqueeze(3);
        var channels = weight.shape[0];
        y = doubles
            ? F.conv2d(
                F.conv_transpose2d(y, weight.transpose(0, 1), strides: [2, 2]), Filter(channels, 4), padding: [1, 1], groups: channels)
            : F.conv2d(y, weight, padding: [1, 1]);
        y = y * d.unsqueeze(2).unsqueeze(3);
        var h = maps;
        for (var i = 0; i < 3; i++)
        {
            h = F.conv2d(h, _g[$"{name}.path.conv{i}_weight"], _g[$"{name}.path.conv{i}_bias"], padding: [1, 1]);
            if (i < 2)
                h = F.relu(h);
        }
        return F.leaky_relu(y + h + _g[$"{name}.bias"].view(1, -1, 1, 1), 0.2) * Root;
    }

    Tensor Scores(Tensor pictures, Tensor c)
    {
        var x = Conv("from_rgb", cat([pictures, c], 1));
        for (var side = _side; side > 4; side /= 2)
        {
            var main = Conv($"half{side}", Conv($"conv{side}", x), halves: true);
            x = (main + Conv($"skip{side}", x, act: false, halves: true)) * Math.Sqrt(0.5);
        }
        var grouped = x.reshape(Group, -1, x.shape[1], x.shape[2], x.shape[3]);
        var deviation = ((grouped - grouped.mean([0])).square().mean([0]) + 1e-8).sqrt().mean([1, 2, 3]);
        x = cat([x, deviation.view(-1, 1, 1, 1).repeat(Group, 1, x.shape[2], x.shape[3])], 1);
        x = Conv("conv4", x);
        x = F.leaky_relu(Linear(_d, "dense", x.flatten(1)), 0.2) * Root;
        return Linear(_d, "score", x).squeeze(1);
    }

    Tensor Conv(string name, Tensor x, bool act = true, bool halves = false)
    {
        var (stored, channels) = (_d[$"{name}.weight"], x.shape[1]);
        var kernel = stored.shape[2];
        var weight = stored / Math.Sqrt(channels * kernel * kernel);
        if (halves && kernel == 3)
            x = F.conv2d(x, Filter(channels, 1), padding: [2, 2], groups: channels);
        else if (halves)
            x = F.conv2d(x, Filter(channels, 1), strides: [2, 2], padding: [1, 1], groups: channels);
        var y = F.conv2d(
            x, weight, act ? _d[$"{name}.bias"] : null, strides: halves && kernel == 3 ? [2, 2] : [1, 1],
            padding: halves ? [0, 0] : [kernel / 2, kernel / 2]);
        return act ? F.leaky_relu(y, 0.2) * Root : y;
    }

    Tensor Filter(long channels, double gain) => (_filter * gain).repeat(channels, 1, 1, 1);

    static Tensor Linear(Dictionary<string, Parameter> net, string name, Tensor x, double rate = 1) =>
        F.linear(x, net[$"{name}.weight"] * (rate / Math.Sqrt(x.shape[1])), net[$"{name}.bias"] * rate);
}
