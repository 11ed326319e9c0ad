using Reining.Grammar;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

public class GrammarAutoencoderTests
{
    const ulong Noise = 11;
    static readonly string[] Strings = ["x+x", "1/3+x", "sin(x*2)", "(x)+exp(3)", "2*x", "x"];

    static ISequenceAlphabet Alphabet(string name) => name == "CVAE" ? new CharacterAlphabet() : new RuleAlphabet();

    static GrammarAutoencoder Model(string name, int size = 6, double noise = 0.5)
    {
        var alphabet = Alphabet(name);
        var net = new SequenceNetOptions(alphabet.Length, alphabet.Symbols, LatentSize: 5, DenseSize: 2 * size, RecurrentSize: size)
        {
            NormMomentum = 0.1
        };
        var options = name == "GRAE"
            ? new GrammarAutoencoderOptions(net, false, 0.2) { DecoderWeight = 1e-3 }
            : new GrammarAutoencoderOptions(net, true) { NoiseDeviation = noise };
        using var random = new Generator(5);
        return new GrammarAutoencoder(options, alphabet, random);
    }

    [Fact]
    public void GivenTheOriginalsSizes_WhenMade_ThenParametersAreAsCountedByHand()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model =
            new GrammarAutoencoder(new GrammarAutoencoderOptions(new SequenceNetOptions(15, 12), true), new RuleAlphabet(), random);
        const int Encoder = (12 * 2 * 2 + 2 + 4) + (2 * 3 * 3 + 3 + 6) + (3 * 4 * 4 + 4 + 8) + (9 * 4 * 100 + 100) + 2 * (100 * 25 + 25);
        const int Decoder = 2 * 25 + (25 * 25 + 25) + 3 * 100 * (25 + 100 + 2) + 2 * 3 * 100 * (100 + 100 + 2) + (100 * 12 + 12);
        Assert.Equal(Encoder + Decoder, model.ParameterCount);
    }

    [Fact]
    public void GivenZeroLogits_WhenTheLossIsComputed_ThenItIsTheHandWorkedEntropyOfTheMaskedSoftmax()
    {
        using var scope = NewDisposeScope();
        using var model = Model("GRAE");
        using (no_grad())
        {
            foreach (var (_, parameter) in model.named_parameters())
                parameter.zero_();
        }
        model.eval();
        using var random = new Generator(1);
        // "x" is S → T (4 rules possible), T → x (7 possible), then 13 times nothing (1 possible).
        double Entropy(int k) => -Math.Log(1.0 / k) - (k - 1) * Math.Log(1 - 1.0 / k);
        var expected = (Entropy(4) + Entropy(7)) / 12; // 15 · mean over 15·12
        Assert.Equal(expected, model.Loss(GrammarAutoencoder.Symbols(model.Alphabet, ["x"]), random).Total.ToDouble(), 1e-5);
    }

    [Fact]
    public void GivenMeansAndVariances_WhenTheDivergenceIsComputed_ThenItIsTheMeanOverDimensions()
    {
        using var scope = NewDisposeScope();
        var divergence =
            GrammarAutoencoder.KullbackLeibler(tensor(new double[,] { { 1, 0 } }), tensor(new double[,] { { 0, Math.Log(4) } }));
        Assert.Equal(0.5 * (1 + (4 - 1 - Math.Log(4))) / 2, divergence.ToDouble(), 12);
    }

    [Theory]
    [InlineData("GRAE")]
    [InlineData("GVAE")]
    [InlineData("CVAE")]
    public void GivenAModel_WhenItsLossIsDifferentiated_ThenTheGradientEqualsFiniteDifferences(string name)
    {
        const double Step = 1e-6;
        using var scope = NewDisposeScope();
        using var model = Model(name);
        model.to(ScalarType.Float64);
        model.train();
        var symbols = GrammarAutoencoder.Symbols(model.Alphabet, Strings);
        Tensor Loss()
        {
            using var noise = new Generator(Noise);
            return model.Loss(symbols, noise).Total;
        }
        Loss().backward();
        var parameters = model.named_parameters().ToList();
        Assert.All(parameters, p => Assert.True(p.parameter.grad is not null, $"{p.name} has no gradient"));
        var typical = Math.Sqrt(parameters.Sum(p => p.parameter.grad!.square().sum().ToDouble()) / model.ParameterCount);
        var random = new Random(1);
        foreach (var (parameterName, parameter) in parameters)
        {
            using var inner = NewDisposeScope();
            var at = random.NextInt64(parameter.numel());
            var flat = parameter.detach().flatten(); // a view: writes go to the parameter
            var value = flat[at].ToDouble();
            double At(double x)
            {
                flat[at] = x;
                using var noGrad = no_grad();
                return Loss().ToDouble();
            }
            var numeric = (At(value + Step) - At(value - Step)) / (2 * Step);
            flat[at] = value;
            var analytic = parameter.grad!.flatten()[at].ToDouble();
            Assert.True(Math.Abs(numeric - analytic) <= 1e-5 * Math.Max(typical, Math.Abs(analytic)),
                $"{name}, {parameterName}[{at}]: finite difference {numeric:R}, gradient {analytic:R}");
        }
    }

    [Theory]
    [InlineData("GRAE")]
    [InlineData("GVAE")]
    [InlineData("CVAE")]
    public void GivenSixStrings_WhenTrainedForFiftySteps_ThenTheLossFallsByMoreThanHalf(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Model(name, size: 16, noise: 0.01);
        using var adam = new Adam(model, new AdamOptions(0.02));
        var symbols = GrammarAutoencoder.Symbols(model.Alphabet, Strings);
        model.train();
        var losses = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            using var step = NewDisposeScope();
            using var noise = new Generator(Noise + (ulong)i);
            adam.ZeroGrad();
            var terms = model.Loss(symbols, noise);
            terms.Total.backward();
            adam.Step();
            losses.Add(terms["reconstruction"].ToDouble());
        }
        Assert.True(losses[^1] < 0.5 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void GivenAnUntrainedGrammarModel_WhenCodesAreDecoded_ThenEveryStringReturnedIsAnExpression()
    {
        using var scope = NewDisposeScope();
        using var model = Model("GVAE");
        using var random = new Generator(2);
        model.eval();
        var strings = model.Strings(randn(200, 5, generator: random) * 3, new GumbelNoise(4), times: 3);
        Assert.Equal(600, strings.Count);
        Assert.All(strings.OfType<string>(), s => Assert.NotNull(ExpressionGrammar.Parse(s)));
        Assert.True(strings.OfType<string>().Distinct().Count() > 5);
    }

    [Fact]
    public void GivenANetOfOtherSizes_WhenMade_ThenItIsRefused()
    {
        using var random = new Generator(1);
        Refusal.Of<ArgumentException>(
            () => new GrammarAutoencoder(new GrammarAutoencoderOptions(new SequenceNetOptions(19, 15), true), new RuleAlphabet(), random),
            "expected a net for 15 steps of 12 symbols");
    }
}
