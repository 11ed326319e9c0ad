using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// M: draws z of the prior (N, d_z), with a class (N, K) beside each where there are classes, to codes w (N, d). Each code has mean 0 and
/// variance 1: a free scale would let the latent loss shrink all codes (fact sheet invgan.md §3.6).
/// </summary>
public sealed class MappingNet : Module
{
    readonly InvGanOptions _options;
    readonly Linear _hidden, _code;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public MappingNet(InvGanOptions options, Generator generator) : base(nameof(MappingNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _hidden = Add("hidden", new Linear(options.PriorSize + options.Classes, options.MappingWidth, generator));
        _code = Add("code", new Linear(options.MappingWidth, options.CodeSize, generator));
    }

    /// <summary>Codes (N, d) of draws z (N, d_z) and their classes.</summary>
    /// <param name="z">Draws.</param>
    /// <param name="classes">(N,), int64; null where there are no classes.</param>
    /// <exception cref="ArgumentException">Classes without a conditional mapping, or the reverse.</exception>
    public Tensor Codes(Tensor z, Tensor? classes = null)
    {
        var hasClasses = classes is not null;
        if (hasClasses != _options.Classes > 0)
            throw new ArgumentException(
                $"MappingNet: expected {(_options.Classes == 0 ? "no classes" : "a class for each draw")}, " +
                $"got {(classes is null ? "none" : Shape.Text(classes))}; the option Classes is {_options.Classes}.");
        return forward(classes is null ? z : cat([z, F.one_hot(classes, _options.Classes).to(z.dtype)], 1));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(MappingNet), -1, _options.PriorSize + _options.Classes);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        F.layer_norm(_code.forward(F.leaky_relu(_hidden.forward(input), 0.2)), [_options.CodeSize]); // (N, d)
}
