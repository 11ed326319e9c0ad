using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm2d = Reining.Torch.BatchNorm2d;
using ConvTranspose2d = Reining.Torch.ConvTranspose2d;
using Linear = Reining.Torch.Linear;

namespace Reining.Models;

/// <summary>
/// A linear layer to 8×8×8f, transposed convolutions of stride 2 with batch normalization and ReLU up to the image side, and
/// one of stride 1 with a sigmoid (rae.md §3). Input: codes (N, d); output: images (N, C, S, S) in (0, 1).
/// </summary>
public sealed class ConvDecoder : Module
{
    const int Seed = 8;
    readonly ConvNetOptions _options;
    readonly bool _channelsLast;
    readonly Linear _dense;
    readonly ConvTranspose2d[] _deconv;
    readonly BatchNorm2d[] _norm;

    /// <summary>Makes the decoder.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    /// <param name="spectralNorm">Divide each weight by its largest singular value.</param>
    /// <param name="channelsLast">Memory layout; second derivatives of transposed convolutions are faster without (libtorch 2.10).</param>
    /// <param name="outputs">Channels of <see cref="Raw"/> if a likelihood needs other than the image's.</param>
    public ConvDecoder(
        ConvNetOptions options, Generator generator, bool spectralNorm = false, bool channelsLast = true, int? outputs = null)
        : base(nameof(ConvDecoder))
    {
        (_options, _channelsLast) = (options, channelsLast);
        var doublings = int.Log2(options.Side / Seed);
        _dense = Add("dense", new Linear(options.LatentSize, Seed * Seed * 8 * options.Width, generator, spectralNorm));
        _deconv = new ConvTranspose2d[doublings + 1];
        _norm = new BatchNorm2d[doublings];
        for (var i = 0; i < doublings; i++)
        {
            _deconv[i] = Add($"deconv{i + 1}", new ConvTranspose2d(Filters(i), Filters(i + 1), options.Kernel, 2, generator, spectralNorm));
            _norm[i] = Add($"bn{i + 1}", new BatchNorm2d(Filters(i + 1), options.NormMomentum));
        }
        _deconv[doublings] = Add(
            $"deconv{doublings + 1}",
            new ConvTranspose2d(Filters(doublings), outputs ?? options.Channels, options.Kernel, 1, generator, spectralNorm));
    }

    /// <summary>Weights of the linear layer and of each transposed convolution, without biases and normalization.</summary>
    public IEnumerable<Parameter> Kernels => _deconv.Select(d => d.Weight).Prepend(_dense.Weight);

    /// <summary>Filters before transposed convolution <paramref name="layer"/>: 8f, 4f, 2f, ….</summary>
    int Filters(int layer) => Math.Max(1, 8 * _options.Width >> layer);

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(ConvDecoder), -1, _options.LatentSize);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => sigmoid(Raw(input)); // (N, C, S, S)

    /// <summary>What the sigmoid is taken of: (N, outputs, S, S).</summary>
    public Tensor Raw(Tensor input)
    {
        CheckInput(input);
        var h = nn.functional.relu(_norm[0].forward(First(input)), inplace: true); // (N, 4f, 16, 16)
        for (var i = 1; i < _norm.Length; i++)
            h = nn.functional.relu(_norm[i].forward(_deconv[i].forward(h)), inplace: true); // (N, 8f/2^(i+1), 16·2^i, 16·2^i)
        return _deconv[^1].forward(h).to(_dense.Weight.dtype); // (N, outputs, S, S), not in autocast's type
    }

    /// <summary>
    /// The linear layer and the first transposed convolution. Nothing stands between them, so together they are one affine map of d
    /// numbers: with more codes than d + 1 the convolution is done on the images of the d unit codes and of zero, and every code's result
    /// is a sum of those. It is the same function (rounding apart), for d = 16 and a batch of 100 with a sixth of the operations.
    /// </summary>
    internal Tensor First(Tensor codes) => codes.shape[0] > _options.LatentSize + 1 ? FirstByBasis(codes) : FirstPlain(codes);

    /// <summary>One layer after the other: the plain twin of <see cref="FirstByBasis"/>.</summary>
    internal Tensor FirstPlain(Tensor codes) => _deconv[0].forward(Planes(_dense.forward(codes))); // (N, 4f, 16, 16)

    internal Tensor FirstByBasis(Tensor codes)
    {
        var size = _options.LatentSize;
        var images = _deconv[0].WithoutBias(Planes(cat([_dense.UsedWeight.t(), _dense.Bias.unsqueeze(0)], 0))); // (d+1, 4f, 16, 16)
        var (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3]);
        var zero = images.narrow(0, size, 1) + _deconv[0].Bias.view(1, -1, 1, 1); // (1, 4f, 16, 16)
        var sums = addmm(Rows(zero), codes, Rows(images.narrow(0, 0, size)), 1, 1); // (N, 16·16·4f)
        return _channelsLast ? sums.view(-1, height, width, channels).permute(0, 3, 1, 2) : sums.view(-1, channels, height, width);
    }

    Tensor Rows(Tensor images) => (_channelsLast ? images.permute(0, 2, 3, 1) : images).flatten(1);

    Tensor Planes(Tensor rows)
    {
        var planes = rows.view(-1, 8 * _options.Width, Seed, Seed); // (N, 8f, 8, 8)
        return _channelsLast ? Layout.ChannelsLast(planes) : planes;
    }
}
