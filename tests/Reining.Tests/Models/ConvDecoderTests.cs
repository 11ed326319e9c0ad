using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>The decoder's first two layers as one affine map against the layers one after the other, in double.</summary>
public class ConvDecoderTests
{
    public static TheoryData<int, bool, bool> Decoders => new()
    {
        { 4, true, false }, { 4, false, false }, { 5, true, false }, { 5, false, false }, { 4, true, true },
    };

    [Theory]
    [MemberData(nameof(Decoders))]
    public void GivenCodes_WhenDecodedByTheBasis_ThenValuesAndGradientsEqualThePlainTwins(int kernel, bool channelsLast, bool spectralNorm)
    {
        using var scope = NewDisposeScope();
        var (decoder, codes) = Make(kernel, channelsLast, spectralNorm);
        decoder.eval(); // spectral normalization iterates in training mode, so that two calls would differ
        var variables = First(decoder).Prepend(codes).ToArray();
        Tensor Loss(Tensor y) => (y.sin() * y).sum();

        var (plain, basis) = (decoder.FirstPlain(codes), decoder.FirstByBasis(codes));
        AssertClose(plain, basis);
        var expected = autograd.grad([Loss(plain)], variables, create_graph: true, retain_graph: true);
        var actual = autograd.grad([Loss(basis)], variables, create_graph: true, retain_graph: true);
        for (var i = 0; i < variables.Length; i++)
            AssertClose(expected[i], actual[i]);

        var twiceExpected = autograd.grad([expected[0].square().sum()], variables[..2]);
        var twiceActual = autograd.grad([actual[0].square().sum()], variables[..2]);
        for (var i = 0; i < 2; i++)
            AssertClose(twiceExpected[i], twiceActual[i]);
    }

    [Fact]
    public void GivenOneCodeOrMany_WhenDecoded_ThenAnImageDoesNotDependOnItsCompany()
    {
        using var scope = NewDisposeScope();
        var (decoder, codes) = Make(4, true, false);
        decoder.eval();
        AssertClose(decoder.forward(codes.narrow(0, 0, 1)), decoder.forward(codes).narrow(0, 0, 1));
    }

    static (ConvDecoder Decoder, Tensor Codes) Make(int kernel, bool channelsLast, bool spectralNorm)
    {
        using var random = new Generator(3);
        var decoder = new ConvDecoder(new ConvNetOptions(1, 32, 2, 3, kernel, false), random, spectralNorm, channelsLast);
        decoder.to(ScalarType.Float64);
        using (no_grad())
        {
            foreach (var parameter in decoder.parameters())
                parameter.add_(0.1 * randn(parameter.shape, dtype: ScalarType.Float64, generator: random));
        }
        return (decoder, randn([7, 3], dtype: ScalarType.Float64, generator: random).requires_grad_());
    }

    /// <summary>Parameters of the linear layer and the first transposed convolution.</summary>
    static IEnumerable<Tensor> First(ConvDecoder decoder) =>
        decoder.named_parameters()
            .Where(p => p.name.StartsWith("dense.", StringComparison.Ordinal) || p.name.StartsWith("deconv1.", StringComparison.Ordinal))
            .Select(p => (Tensor)p.parameter);

    static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange(((expected - actual).abs().max() / expected.abs().max()).ToDouble(), 0, 1e-12);
}
