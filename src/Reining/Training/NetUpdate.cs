using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>A net of a plan while it is trained: its optimizer, its rate, and how it is frozen.</summary>
sealed class NetUpdate : IDisposable
{
    readonly TrainedNet _net;
    readonly double _correction;
    readonly Parameter[] _trained;
    bool _frozen;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="net">What the plan says.</param>
    /// <param name="correction">What learning rate and decays are corrected by, see <see cref="Correction"/>.</param>
    public NetUpdate(TrainedNet net, double correction)
    {
        (_net, _correction, Rate) = (net, correction, new NetRate(net.Adam.LearningRate));
        _trained = [.. net.Module.parameters().Where(p => p.requires_grad)];
        Adam = new Adam(
            net.Module, net.Adam with { Beta1 = Math.Pow(net.Adam.Beta1, correction), Beta2 = Math.Pow(net.Adam.Beta2, correction) });
        Buffers = [.. net.Module.named_buffers().Select(b => b.buffer)];
    }

    public string Name => _net.Name;

    public nn.Module Module => _net.Module;

    public Adam Adam { get; }

    public NetRate Rate { get; }

    public Tensor[] Buffers { get; }

    /// <summary>Parameters and buffers.</summary>
    public IEnumerable<Tensor> Tensors => Module.parameters().Concat(Buffers);

    /// <summary>The schedule's rate of a step.</summary>
    public double RateAt(long step, long steps) => _net.Schedule.Rate(Rate, step, steps);

    /// <summary>Ready for a step's phases.</summary>
    public void Begin(long step, long steps)
    {
        Module.train();
        Adam.LearningRate = _correction * RateAt(step, steps);
    }

    public void Validated(double loss) => _net.Schedule.Validated(Rate, loss);

    /// <summary>No gradient reaches the parameters.</summary>
    public void Freeze(bool frozen)
    {
        if (frozen == _frozen)
            return;
        _frozen = frozen;
        foreach (var parameter in _trained)
            parameter.requires_grad = !frozen;
    }

    /// <summary>
    /// A net with one phase in each step and one in every k-th is stepped 1 + 1/k times as often, so its rate and the exponents of its
    /// decays are divided by that: k/(k + 1), as in StyleGAN2's code. In general steps without the lazy phases by steps with them.
    /// </summary>
    /// <param name="intervals">The <see cref="Phase{TBatch}.Every"/> of each phase of the net.</param>
    public static double Correction(IReadOnlyCollection<int> intervals)
    {
        var always = intervals.Count(every => every == 1);
        return always == 0 ? 1 : always / (always + intervals.Where(every => every > 1).Sum(every => 1.0 / every));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Freeze(false);
        Adam.ZeroGrad();
        Adam.Dispose();
    }
}
