using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Module = Reining.Torch.Module;

namespace Reining.Metrics;

/// <summary>
/// Inception v3 of 2015-12-05 up to its last pooling, on which the FID is defined (Szegedy et al., "Rethinking the Inception architecture",
/// 2016; Heusel et al. 2017). 21 785 568 trained values, under torchvision's names.
/// </summary>
/// <remarks>
/// It differs from torchvision's net of the same name in two places, as the wiring of mseitzer/pytorch-fid has them: average pools leave
/// their padding out, and the last block pools by the largest value. The classifier behind the features is not built.
/// </remarks>
sealed class InceptionNet : Module
{
    internal const long Side = 299, Features = 2048;

    readonly List<Module> _stages = [];

    internal InceptionNet() : base("Inception")
    {
        Stage("Conv2d_1a_3x3", new InceptionConv(3, 32, 3, 3, 2, pad: false)); // (N, 32, 149, 149)
        Stage("Conv2d_2a_3x3", new InceptionConv(32, 32, 3, 3, pad: false)); // (N, 32, 147, 147)
        Stage("Conv2d_2b_3x3", new InceptionConv(32, 64, 3, 3)); // (N, 64, 147, 147), pooled to 73
        Stage("Conv2d_3b_1x1", new InceptionConv(64, 80, 1, 1)); // (N, 80, 73, 73)
        Stage("Conv2d_4a_3x3", new InceptionConv(80, 192, 3, 3, pad: false)); // (N, 192, 71, 71), pooled to 35
        Stage("Mixed_5b", InceptionBlock.A(192, 32)); // (N, 256, 35, 35)
        Stage("Mixed_5c", InceptionBlock.A(256, 64)); // (N, 288, 35, 35)
        Stage("Mixed_5d", InceptionBlock.A(288, 64));
        Stage("Mixed_6a", InceptionBlock.B(288)); // (N, 768, 17, 17)
        Stage("Mixed_6b", InceptionBlock.C(128));
        Stage("Mixed_6c", InceptionBlock.C(160));
        Stage("Mixed_6d", InceptionBlock.C(160));
        Stage("Mixed_6e", InceptionBlock.C(192));
        Stage("Mixed_7a", InceptionBlock.D()); // (N, 1280, 8, 8)
        Stage("Mixed_7b", InceptionBlock.E(1280, largest: false)); // (N, 2048, 8, 8)
        Stage("Mixed_7c", InceptionBlock.E(2048, largest: true));
    }

    /// <summary>Fills the net from a state dictionary; a classifier (<c>fc</c>, <c>AuxLogits</c>) in it is left aside.</summary>
    /// <exception cref="InvalidDataException">Names or shapes of another net.</exception>
    internal void Load(IReadOnlyDictionary<string, Tensor> values, string source)
    {
        var wanted = values
            .Where(v => !v.Key.StartsWith("fc.", StringComparison.Ordinal) && !v.Key.StartsWith("AuxLogits.", StringComparison.Ordinal))
            .ToDictionary();
        // Counters of training steps: without use here, and absent from files of old versions.
        foreach (var (name, tensor) in Weights.Named(this).Where(n => n.Key.EndsWith(".num_batches_tracked", StringComparison.Ordinal)))
            wanted.TryAdd(name, tensor);
        Weights.Copy(this, wanted, source);
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, "Inception", -1, 3, -1, -1);
        if (input.shape[2] < 75 || input.shape[3] < 75)
            throw new ArgumentException(
                $"Inception: expected images of at least 75x75, got {Shape.Text(input)}; resize them to {Side}x{Side}.");
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var h = input;
        for (var i = 0; i < _stages.Count; i++)
        {
            h = _stages[i].forward(h);
            if (i is 2 or 4) h = F.max_pool2d(h, [3, 3], [2, 2], [0, 0], [1, 1]);
        }
        return h.mean([2, 3]); // (N, 2048)
    }

    void Stage(string name, Module stage) => _stages.Add(Add(name, stage));
}
