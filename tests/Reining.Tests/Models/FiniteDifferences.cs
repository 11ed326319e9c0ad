using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Gradients against central finite differences, in double precision.</summary>
static class FiniteDifferences
{
    const double Tolerance = 1e-6;
    const double Step = 1e-6; // short: losses bend, and gradient penalties jump, where a ReLU switches
    const int Entries = 2;

    /// <summary>Compares some entries of each tensor's gradient, which has been computed.</summary>
    /// <param name="name">Of what is differentiated, for messages.</param>
    /// <param name="variables">Contiguous tensors of float64 with gradients.</param>
    /// <param name="value">Computes anew what was differentiated, with the same random numbers.</param>
    public static void Check(string name, IReadOnlyList<(string Name, Tensor Value)> variables, Func<double> value)
    {
        Assert.NotEmpty(variables);
        var typical = Math.Sqrt(
            variables.Sum(p => p.Value.grad!.square().sum().ToDouble()) / variables.Sum(p => p.Value.numel()));
        Assert.True(typical > 1e-3, $"{name}: the gradient is nearly zero: {typical}");
        var random = new Random(1);
        foreach (var (variableName, variable) in variables)
        {
            for (var i = 0; i < Entries; i++)
            {
                var at = random.NextInt64(variable.numel());
                var flat = variable.detach().flatten(); // a view: writes go to the variable
                var here = flat[at].ToDouble();
                flat[at] = here + Step;
                var above = value();
                flat[at] = here - Step;
                var below = value();
                flat[at] = here;

                var numeric = (above - below) / (2 * Step);
                var analytic = variable.grad!.flatten()[at].ToDouble();
                Assert.True(
                    Math.Abs(numeric - analytic) <= Tolerance * Math.Max(typical, Math.Abs(analytic)),
                    $"{name}, {variableName}[{at}]: finite difference {numeric:R}, gradient {analytic:R}, typical {typical:R}");
            }
        }
    }

    /// <summary>A net's parameters that have gradients.</summary>
    public static IReadOnlyList<(string Name, Tensor Value)> Of(nn.Module net) =>
        [.. net.named_parameters().Where(p => p.parameter.grad is not null).Select(p => (p.name, (Tensor)p.parameter))];
}
