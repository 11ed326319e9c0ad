using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm2d = Reining.Torch.BatchNorm2d;
using Module = Reining.Torch.Module;

namespace Reining.Metrics;

/// <summary>Convolution without bias, batch normalization (ε = 1e-3), ReLU: the unit of which Inception v3 is made.</summary>
sealed class InceptionConv : Module
{
    readonly Kernel _conv;
    readonly BatchNorm2d _norm;

    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="height">Kernel rows.</param>
    /// <param name="width">Kernel columns.</param>
    /// <param name="stride">Stride in pixels.</param>
    /// <param name="pad">Zeros so that a stride of 1 keeps the size; else none.</param>
    internal InceptionConv(long inputs, long outputs, long height, long width, long stride = 1, bool pad = true)
        : base(nameof(InceptionConv))
    {
        _conv = Add("conv", new Kernel(inputs, outputs, height, width, stride, pad));
        _norm = Add("bn", new BatchNorm2d(outputs));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => nn.functional.relu(_norm.forward(_conv.forward(input)), inplace: true);

    // Of its own so that the parameter is called conv.weight, as in the published file. Zero until weights are loaded.
    sealed class Kernel : Module
    {
        readonly Parameter _weight;
        readonly long[] _stride, _padding;

        internal Kernel(long inputs, long outputs, long height, long width, long stride, bool pad) : base(nameof(InceptionConv))
        {
            (_stride, _padding) = ([stride, stride], pad ? [height / 2, width / 2] : [0, 0]);
            _weight = AddParameter("weight", zeros(outputs, inputs, height, width));
        }

        /// <inheritdoc/>
        protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(InceptionConv), -1, _weight.shape[1], -1, -1);

        /// <inheritdoc/>
        protected override Tensor Compute(Tensor input) => nn.functional.conv2d(input, _weight, null, _stride, _padding);
    }
}
