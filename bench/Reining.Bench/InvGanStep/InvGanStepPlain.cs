using Reining.Bench.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.InvGanStep;

/// <summary>The iteration in plain TorchSharp: its layers, its Adam, term by term.</summary>
sealed class InvGanStepPlain(BenchInput input) : IWorkload
{
    static readonly double[] Scales = [0.1, 0.5, 1, 2, 10];

    readonly PlainInvGan _model = StepPlain.Load(input, new PlainInvGan(input));
    readonly Tensor _images = input.Array("images").ToTensor(), _seeds = input.Array("seeds").ToTensor();
    readonly int _batch = input.Int("batch"), _every = input.Int("penalty_every"), _prior = input.Int("prior"), _code = input.Int("code");
    Tensor _codes = input.Array("codes").ToTensor().to(input.Compute.Device);
    optim.Optimizer? _ofDiscriminator, _ofOthers;
    (Tensor Average, Tensor Own)[] _averages = [];
    long _count;

    public string Engine { get; } = Engines.Plain;

    public double Run(int steps)
    {
        if (_ofDiscriminator is null)
        {
            var (rate, beta1, beta2) = (input.Number("learning_rate"), input.Number("beta1"), input.Number("beta2"));
            var lazy = _every / (_every + 1.0);
            _ofDiscriminator =
                optim.Adam(_model.Discriminator.parameters(), rate * lazy, Math.Pow(beta1, lazy), Math.Pow(beta2, lazy));
            var others = _model.Generator.parameters().Concat(_model.Mapping.parameters()).ToArray();
            _ofOthers = optim.Adam(others, rate, beta1, beta2);
            _averages = [.. others.Select(p => (p.detach().clone(), (Tensor)p))];
        }
        var value = double.NaN;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var loss = Step();
            if (i == steps - 1)
                value = loss.ToDouble();
        }
        return value;
    }

    Tensor Step()
    {
        using var random = new Generator(unchecked((ulong)_seeds[_count % _seeds.shape[0]].item<long>()));
        var start = _count * _batch % _images.shape[0];
        var x = (_images.narrow(0, start, _batch).to(float32) / 255).to(input.Compute.Device); // (B, 1, 28, 28)
        var z = randn(_batch / 2, _prior, generator: random).to(x.device);
        var stored = _codes.index_select(0, randperm(_batch, generator: random).narrow(0, 0, _batch / 2).to(x.device));

        Frozen(_model.Discriminator, false);
        Tensor drawn, w, made;
        using (no_grad())
        {
            drawn = _model.Codes(z);
            w = cat([drawn, stored]);
            made = _model.Images(w);
        }
        var (realScore, realCode, _) = _model.Read(x);
        var (madeScore, madeCode, _) = _model.Read(made);
        var first = F.softplus(-realScore).mean() + F.softplus(madeScore).mean() + (w - madeCode).square().mean() + Mmd(realCode, drawn);
        Update(_ofDiscriminator!, first);
        if (_count++ % _every == 0)
        {
            var leaf = x.detach().requires_grad_();
            var slope = autograd.grad([_model.Read(leaf).Score.sum()], [leaf], retain_graph: true, create_graph: true)[0];
            Update(_ofDiscriminator!, slope.square().flatten(1).sum(1).mean() * (_every * input.Number("penalty") / 2));
        }

        Frozen(_model.Discriminator, true);
        Tensor code, features;
        using (no_grad())
            (_, code, features) = _model.Read(x);
        drawn = _model.Codes(z);
        w = cat([drawn, stored]);
        made = _model.Images(w);
        var again = _model.Images(code);
        (madeScore, madeCode, _) = _model.Read(made);
        var second = F.softplus(-madeScore).mean() + input.Number("generator_latent") * (w - madeCode).square().mean() + Mmd(code, drawn) +
            (_model.Read(again).Features - features).square().mean();
        Update(_ofOthers!, second);
        _codes.Dispose();
        _codes = code.DetachFromDisposeScope();
        using (no_grad())
        {
            foreach (var (average, own) in _averages)
                average.lerp_(own, 1 - input.Number("decay"));
        }
        return first + second;
    }

    Tensor Mmd(Tensor a, Tensor b)
    {
        var (n, m) = (a.shape[0], b.shape[0]);
        Tensor Kernel(Tensor u, Tensor v)
        {
            var squared = (u.square().sum(1).unsqueeze(1) + v.square().sum(1).unsqueeze(0) - 2 * u.mm(v.t())).clamp_min(0);
            return Scales.Select(q => 1 / (1 + squared / (q * _code))).Aggregate((p, q) => p + q);
        }
        var (within, other) = (Kernel(a, a), Kernel(b, b));
        return (within.sum() - within.diagonal().sum()) / (n * (n - 1)) + (other.sum() - other.diagonal().sum()) / (m * (m - 1)) -
            2 * Kernel(a, b).mean();
    }

    static void Frozen(nn.Module module, bool frozen)
    {
        foreach (var parameter in module.parameters())
            parameter.requires_grad = !frozen;
    }

    static void Update(optim.Optimizer optimizer, Tensor loss)
    {
        foreach (var parameter in optimizer.parameters())
            parameter.grad = null; // zero_grad() would leave zeros, which move what the loss does not touch
        loss.backward();
        optimizer.step();
    }
}
