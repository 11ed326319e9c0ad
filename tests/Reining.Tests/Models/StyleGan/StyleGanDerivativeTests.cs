using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Check (h) of gif-conditional.md §3.5: every operation against finite differences; of the discriminator second derivatives too,
/// which R1 takes, and of the generator those that path lengths take.</summary>
public class StyleGanDerivativeTests
{
    static readonly StyleGanOptions Small =
        new() { Side = 8, LatentSize = 6, StyleSize = 11, Channels = [5, 4], VectorSize = 5, StdGroup = 2 };

    public static TheoryData<ConditionForm> Forms => [.. Enum.GetValues<ConditionForm>()];

    [Theory]
    [MemberData(nameof(Forms))]
    public void GivenAGenerator_WhenItsPicturesAreDifferentiated_ThenParametersLatentsAndConditionsAgree(ConditionForm form)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using StyleGenerator generator = new(Small with { Condition = form }, random);
        generator.to(ScalarType.Float64);
        Widen(generator, random);
        var latents = randn([3, 6], ScalarType.Float64, generator: random).requires_grad_();
        var condition = Condition(form, random)?.requires_grad_();
        var weights = randn([3, 3, 8, 8], ScalarType.Float64, generator: random);
        Tensor Sum() => (generator.Generate(latents, condition) * weights).sum();
        Check($"generator, {form}", generator, Sum, ("latents", latents), ("condition", condition));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void GivenADiscriminator_WhenScoresAndR1AreDifferentiated_ThenParametersAgree(ConditionForm form)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using StyleDiscriminator discriminator = new(Small with { Condition = form }, random);
        discriminator.to(ScalarType.Float64);
        Widen(discriminator, random);
        var pictures = randn([4, 3, 8, 8], ScalarType.Float64, generator: random).requires_grad_();
        var condition = Condition(form, random, 4);
        Check($"discriminator, {form}", discriminator, () => StyleGanLoss.Generator(discriminator.Scores(pictures, condition)),
            ("pictures", pictures));
        discriminator.zero_grad();
        Check($"R1, {form}", discriminator, () => StyleGanLoss.GradientPenalty(x => discriminator.Scores(x, condition), pictures, 100));
    }

    [Fact]
    public void GivenPathLengths_WhenTheyAreDifferentiated_ThenParametersAgree()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using StyleGenerator generator = new(Small with { Condition = ConditionForm.Images }, random);
        generator.to(ScalarType.Float64);
        Widen(generator, random);
        var latents = randn([3, 6], ScalarType.Float64, generator: random);
        var condition = Condition(ConditionForm.Images, random);
        var noise = randn([3, 3, 8, 8], ScalarType.Float64, generator: random);
        Check("path lengths", generator,
            () => StyleGanLoss.PathLengths(generator, generator.Styles(latents, condition), condition, noise).sum());
    }

    static void Check(string name, nn.Module net, Func<Tensor> value, params (string Name, Tensor? Value)[] inputs)
    {
        value().backward();
        FiniteDifferences.Check(name, [
            .. FiniteDifferences.Of(net), .. inputs.Where(i => i.Value is not null).Select(i => (i.Name, i.Value!))], () =>
        {
            using var inner = NewDisposeScope();
            return value().ToDouble();
        });
    }

    static Tensor? Condition(ConditionForm form, Generator random, int count = 3) => form switch
    {
        ConditionForm.None => null,
        ConditionForm.Images => randn([count, 6, 8, 8], ScalarType.Float64, generator: random),
        _ => randn([count, 5], ScalarType.Float64, generator: random),
    };

    /// <summary>Paths and biases begin near zero; where they are larger, their derivatives show.</summary>
    static void Widen(nn.Module net, Generator random)
    {
        using var noGrad = no_grad();
        foreach (var parameter in net.parameters())
            parameter.add_(0.3 * randn(parameter.shape, ScalarType.Float64, generator: random));
    }
}
