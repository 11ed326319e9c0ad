using Reining.Chapters;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Toy;

/// <summary>A whole chapter in one file, the example of docs/extending.md: a line through noisy points.</summary>
public static class ToyChapter
{
    public static Chapter Chapter { get; } = new("toy", "A line through points", "Does gradient descent find the line?")
    {
        Notebooks = ["../tests/Reining.Toy/toy.ipynb"], // from the folder of notebooks
        Parts = [new("toy-line", "a line")
        {
            Experiments = request => Of(ToyProfile.All.Named(request.Profile), request),
            Claims = [new("toy/T1", "A trained line is much closer to held-out points than their mean", "outline.md §3")
            {
                Comparisons = [new("line: squared error", v => v["line"]["line"], "mean", v => v["line"]["mean"], Margin.AtMost(0.5))],
            }],
        }],
    };

    static IReadOnlyList<Experiment> Of(ToyProfile profile, RunRequest request) =>
        [.. request.SeedsOf(profile).Select(seed => new LineExperiment(profile, seed, Path.Combine(request.Folder, "runs", "toy")))];
}

sealed record ToyProfile(string Name, int Steps, IReadOnlyList<ulong> Seeds) : IProfile
{
    public static readonly Profiles<ToyProfile> All = new(new("smoke", 50, [1]), new("quick", 200, [1]), new("standard", 500, [1, 2, 3]));
}

sealed class LineExperiment(ToyProfile profile, ulong seed, string runs) : Experiment(
    System.IO.Path.Combine(runs, $"{profile.Name}-line-s{seed}"), profile with { Seeds = [seed] }, model: "line", seed)
{
    protected override IReadOnlyList<Measurement> Work(ExperimentControl control)
    {
        using var scope = NewDisposeScope();
        var ((x, y), (heldX, heldY)) = (Points(part: 0), Points(part: 1));
        var line = nn.Linear(1, 1, hasBias: false);
        nn.init.zeros_(line.weight);
        using var descent = optim.SGD(line.parameters(), learningRate: 0.3);
        for (var step = 0; step < profile.Steps; step++)
        {
            descent.zero_grad();
            (line.call(x) - y).square().mean().backward();
            descent.step();
        }
        double Error(Tensor guess) => (guess - heldY).square().mean().ToDouble();
        var errors = new Dictionary<string, double> { ["line"] = Error(line.call(heldX)), ["mean"] = Error(y.mean()) };
        return [new Measurement(Model, Seed) { Numbers = errors }];
    }

    (Tensor X, Tensor Y) Points(long part)
    {
        var random = RandomStream.Generator(Seed, RandomPurpose.Sampling, part);
        var x = rand(64, 1, generator: random);
        return (x, 3 * x + 0.1 * randn(64, 1, generator: random)); // (64, 1) each
    }
}
