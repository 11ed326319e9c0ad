using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Batch normalization over (N, H, W) per channel, with Keras's defaults: ε = 1e-3 and running averages of 0.99 a step.</summary>
public sealed class BatchNorm2d : Module
{
    readonly long _channels;
    readonly double _momentum, _epsilon;
    readonly Tensor _mean, _variance, _batches;
    int? _estimated; // batches that the statistics are the mean of, while they are estimated

    /// <summary>Scale (channels), starts at 1.</summary>
    public Parameter Weight { get; }

    /// <summary>Shift (channels), starts at 0.</summary>
    public Parameter Bias { get; }

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="momentum">Share of the new batch in the running averages (PyTorch's meaning; Keras's 0.99 is 0.01).</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNorm2d(long channels, double momentum = 0.01, double epsilon = 1e-3) : base(nameof(BatchNorm2d))
    {
        (_channels, _momentum, _epsilon) = (channels, momentum, epsilon);
        Weight = AddParameter("weight", ones(channels));
        Bias = AddParameter("bias", zeros(channels));
        _mean = AddBuffer("running_mean", zeros(channels));
        _variance = AddBuffer("running_var", ones(channels));
        _batches = AddBuffer("num_batches_tracked", zeros(Array.Empty<long>(), ScalarType.Int64));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(BatchNorm2d), -1, _channels, -1, -1);
        Shape.ExpectType(input, nameof(BatchNorm2d), Weight.dtype);
        if (training && input.numel() <= _channels)
            throw new ArgumentException(
                "BatchNorm2d: expected more than one value per channel to normalize over, " +
                $"got {Shape.Text(input)}; use a larger batch or eval().");
    }

    /// <summary>
    /// From here to <see cref="EndEstimate"/> the statistics become the plain mean of those of the batches seen in training mode.
    /// </summary>
    internal void BeginEstimate() => _estimated = 0;

    /// <summary>Running averages again.</summary>
    internal void EndEstimate() => _estimated = null;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        if (training && _estimated is null)
            _batches.add_(1);
        else if (training)
            _estimated++;
        var momentum = _estimated is { } n ? 1.0 / n : _momentum;
        return nn.functional.batch_norm(input, _mean, _variance, Weight, Bias, training, momentum, _epsilon);
    }
}
