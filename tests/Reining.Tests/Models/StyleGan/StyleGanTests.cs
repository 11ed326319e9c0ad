using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Models;

/// <summary>The unit checks of gif-conditional.md §3.5, and what the nets refuse.</summary>
public class StyleGanTests
{
    static readonly StyleGanOptions Small = new() { Side = 16, LatentSize = 8, StyleSize = 13, Channels = [8, 8, 4], VectorSize = 5 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenAModulatedConvolution_WhenTakenTheCheapWay_ThenItIsTheOneWithAKernelForEachSample(bool doubles)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new StyledConv(6, 5, 7, 0, doubles, random);
        layer.to(ScalarType.Float64);
        var x = randn([3, 6, 8, 8], ScalarType.Float64, generator: random);
        var styles = randn([3, 7], ScalarType.Float64, generator: random);
        var s = layer.Modulation(styles);
        var (y, scale) = layer.Convolved(x, s);
        var cheap = y * scale.view(3, -1, 1, 1);

        var kernels = layer.Weight.unsqueeze(0) * s.view(3, 1, 6, 1, 1); // (N, out, in, 3, 3)
        kernels = kernels * (kernels.square().sum([2, 3, 4], keepdim: true) + 1e-8).rsqrt();
        using var resampling = new Resampling(5);
        resampling.to(ScalarType.Float64);
        var naive = cat([.. Enumerable.Range(0, 3).Select(i => doubles
            ? resampling.AfterTransposed(F.conv_transpose2d(x[i].unsqueeze(0), kernels[i].transpose(0, 1), strides: [2, 2]))
            : F.conv2d(x[i].unsqueeze(0), kernels[i], padding: [1, 1]))]);
        Assert.Equal(doubles ? [3, 5, 16, 16] : new long[] { 3, 5, 8, 8 }, cheap.shape);
        Assert.Equal(0, (cheap - naive).abs().max().ToDouble(), 12);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(100)]
    public void GivenNormalImagesAndAnyStyle_WhenConvolvedWithDemodulation_ThenTheVarianceIsOne(double scale)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var layer = new StyledConv(32, 32, 7, 0, false, random);
        var (y, demodulation) = layer.Convolved(randn([8, 32, 24, 24], generator: random), scale * randn([8, 32], generator: random));
        Assert.Equal(1, (y * demodulation.view(8, -1, 1, 1)).narrow(2, 1, 22).narrow(3, 1, 22).var().ToDouble(), 0.05);
    }

    [Fact]
    public void GivenTheFilter_WhenImagesAreResampled_ThenConstantsImpulsesAndRampsComeOutAsTheyShould()
    {
        using var scope = NewDisposeScope();
        using var resampling = new Resampling(2);
        var constant = full([1, 2, 8, 8], 3f);
        var twice = resampling.forward(constant);
        Assert.Equal(0, (twice.narrow(2, 2, 12).narrow(3, 2, 12) - 3).abs().max().ToDouble(), 5);
        Assert.Equal(0, (resampling.Half(twice).narrow(2, 2, 4).narrow(3, 2, 4) - 3).abs().max().ToDouble(), 5);

        var impulse = zeros(1, 2, 8, 8);
        impulse[0, 0, 4, 4] = 1;
        var line = tensor(new float[] { 1, 3, 3, 1 });
        var spread = resampling.forward(impulse)[0, 0].narrow(0, 7, 4).narrow(1, 7, 4);
        Assert.Equal(0, (spread - line.outer(line) / 16).abs().max().ToDouble(), 6);

        var ramp = arange(8, dtype: ScalarType.Float32).view(1, 1, 1, 8).expand(1, 2, 8, 8).contiguous();
        var back = resampling.Half(resampling.forward(ramp));
        Assert.Equal(0, (back - ramp).narrow(2, 2, 4).narrow(3, 2, 4).abs().max().ToDouble(), 5);
    }

    [Fact]
    public void GivenALinearScore_WhenItsGradientPenaltyIsTaken_ThenItIsHalfGammaTimesTheSquareOfItsWeights()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var a = randn([3, 4, 4], generator: random);
        var penalty = StyleGanLoss.GradientPenalty(x => (x * a).sum([1, 2, 3]), randn([5, 3, 4, 4], generator: random), 0.7);
        Assert.Equal(0.35 * a.square().sum().ToDouble(), penalty.ToDouble(), 3);
    }

    [Fact]
    public void GivenGroupsOfSamples_WhenTheirDeviationIsAdded_ThenItIsThatOfEachGroupOfEachPart()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var same = StyleTrunk.WithDeviation(randn([1, 3, 4, 4], generator: random).expand(4, -1, -1, -1).contiguous(), 4, 1);
        Assert.Equal(1e-4, same.select(1, 3).max().ToDouble(), 8); // √1e-8

        // Two parts of four samples, groups of two: members are samples n and n + 2 of a part.
        var x = randn([8, 3, 4, 4], generator: random);
        var map = StyleTrunk.WithDeviation(x, 2, 2).select(1, 3);
        for (var i = 0; i < 8; i++)
        {
            var other = i % 4 < 2 ? i + 2 : i - 2;
            var expected = ((x[i] - x[other]).square() / 4 + 1e-8).sqrt().mean().ToDouble();
            Assert.Equal(expected, map[i].max().ToDouble(), 5);
            Assert.Equal(expected, map[i].min().ToDouble(), 5);
        }
        Assert.Throws<ArgumentException>(() => StyleTrunk.WithDeviation(x, 3, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.01)]
    public void GivenAnEqualizedLayer_WhenItsRateIsChanged_ThenItsFirstOutputsAreNot(double rate)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        using var layer = new EqualizedLinear(256, 64, random, rate: rate, bias: 0.5);
        var y = layer.forward(randn([512, 256], generator: random));
        Assert.Equal(1, y.var().ToDouble(), 0.05);
        Assert.Equal(0.5, y.mean().ToDouble(), 0.02);
    }

    [Fact]
    public void GivenAConditionShiftedByAPixel_WhenItGoesThroughThePath_ThenTheMapsAreShiftedByAPixel()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        using var path = new ConditionPath(6, 5, random);
        var condition = randn([2, 6, 16, 16], generator: random);
        var (here, moved) = (path.forward(condition), path.forward(condition.roll([1, 2], [2, 3])));
        var difference = moved.roll([-1, -2], [2, 3]) - here;
        Assert.True(here.std().ToDouble() > 1e-8);
        Assert.Equal(0, difference.narrow(2, 3, 9).narrow(3, 3, 8).abs().max().ToDouble() / here.abs().max().ToDouble(), 6);
    }

    public static TheoryData<ConditionForm> Forms => [.. Enum.GetValues<ConditionForm>()];

    [Theory]
    [MemberData(nameof(Forms))]
    public void GivenAWayToCondition_WhenBothNetsAreRun_ThenShapesFitAndEachParameterIsUsed(ConditionForm form)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        var options = Small with { Condition = form };
        using StyleGenerator generator = new(options, random);
        using StyleDiscriminator discriminator = new(options, random);
        var condition = form switch
        {
            ConditionForm.None => null,
            ConditionForm.Images => randn([4, 6, 16, 16], generator: random),
            _ => randn([4, 5], generator: random),
        };
        var latents = randn([4, 8], generator: random);
        if (form == ConditionForm.VectorAsStyle)
            Assert.Throws<ArgumentException>(() => new StyleGenerator(options with { StyleSize = 14 }, random));
        var made = generator.Generate(latents, condition);
        var score = discriminator.Scores(made, condition);
        Assert.Equal([4, 3, 16, 16], made.shape);
        Assert.Equal([4], score.shape);
        StyleGanLoss.Generator(score).backward();
        foreach (var (name, parameter) in generator.named_parameters().Concat(discriminator.named_parameters()))
            Assert.True(parameter.grad is { } g && g.abs().max().ToDouble() > 0, $"{form}: {name} has no gradient");
        if (form == ConditionForm.None)
            Assert.Throws<ArgumentException>(() => generator.Generate(latents, randn(4, 5)));
        else
            Assert.Throws<ArgumentException>(() => generator.Generate(latents));
    }

    [Fact]
    public void GivenATrainedAverage_WhenStylesAreTruncatedWholly_ThenAllLatentsGiveOnePicture()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(8);
        using StyleGenerator generator = new(Small, random);
        var latents = randn([4, 8], generator: random);
        generator.Generate(latents); // in training mode: the average follows
        generator.eval();
        var (free, one) = (generator.Generate(latents), generator.Generate(latents, truncation: 0));
        Assert.True((free[0] - free[1]).abs().max().ToDouble() > 0.01);
        Assert.Equal(0, (one[0] - one[1]).abs().max().ToDouble(), 6);
    }

    [Fact]
    public void GivenAnAugmentation_WhenPicturesAndConditionAreChanged_ThenTheyStayPixelOnPixelAndTheConditionKeepsItsColors()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(9);
        var images = randn([6, 3, 16, 16], generator: random);
        var (moved, condition) = new DifferentiableAugmentation(Color: false).Apply(images, images, random);
        Assert.Equal(0, (moved - condition!).abs().max().ToDouble());
        Assert.True((moved - images).abs().max().ToDouble() > 0.1);
        var (colored, same) = new DifferentiableAugmentation(Shift: 0).Apply(images, images, random);
        Assert.Equal(0, (same! - images).abs().max().ToDouble());
        Assert.True((colored - images).abs().max().ToDouble() > 0.1);
        // R1 goes through it: the second derivative exists.
        var weights = randn([3, 16, 16], generator: random).requires_grad_();
        var penalty = StyleGanLoss.GradientPenalty(
            x => (new DifferentiableAugmentation().Apply(x, null, random).Pictures.square() * weights).sum([1, 2, 3]), images, 1);
        penalty.backward();
        Assert.True(weights.grad!.abs().max().ToDouble() > 0);
    }

    [Fact]
    public void GivenTheSizesOfTheSheet_WhenParametersAreCounted_ThenConditionPathsHaveAsMany()
    {
        // gif-conditional.md §2.3: extra parameters of a path with k = 6.
        using var random = new Generator(10);
        foreach (var (channels, expected) in new[] { (512, 114_380), (256, 58_828), (128, 31_052) })
        {
            using var path = new ConditionPath(6, channels, random);
            Assert.Equal(expected, path.ParameterCount);
        }
        using var pixel = new StyleGenerator(StyleGanOptions.S32 with { Condition = ConditionForm.Images }, random);
        Assert.InRange(pixel.ParameterCount, 0.25e6, 0.3e6); // §3.5: 0.274 M
    }
}
