using Reining.Figures;
using Reining.Torch;

namespace Reining.Chapters;

/// <summary>A part of a chapter that can be run alone: experiments, claims about them, and the tables and figures that they fill.</summary>
/// <param name="Name">Name on the command line, such as <c>rae-models</c>.</param>
/// <param name="Contents">What it is about, for help and progress.</param>
public sealed record ChapterPart(string Name, string Contents)
{
    /// <summary>The experiments of a request. Making them is cheap: data are loaded when one runs.</summary>
    public Func<RunRequest, IReadOnlyList<Experiment>> Experiments { get; init; } = _ => [];

    /// <summary>The claims that its measurements decide.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Tables by file name without an ending, the most important one first.</summary>
    public Func<PartRun, IEnumerable<(string Name, ResultTable Table)>> Tables { get; init; } = run => [("measurements", run.Table())];

    /// <summary>Figures by file name without an ending, the most important one first.</summary>
    public Func<PartRun, IEnumerable<(string Name, Figure Figure)>> Figures { get; init; } = _ => [];

    /// <summary>Whether it is run only when it is named, not with its chapter: it is long, or beside the question.</summary>
    public bool IsApart { get; init; }

    /// <summary>Why it runs on the processor in float32 alone; null if it runs anywhere.</summary>
    public string? OnlyOnProcessor { get; init; }

    /// <summary>Whether this machine has what its experiments need, asked when they are wanted; null for nothing special.</summary>
    public Func<bool>? IsAvailable { get; init; }

    /// <summary>What its experiments need that is not there, in words, for who asks for the part alone; null for nothing.</summary>
    public Func<string?>? Missing { get; init; }

    /// <summary>The experiments of a request that are wanted, where they can run, each after those that it reads.</summary>
    public IReadOnlyList<Experiment> ExperimentsOf(RunRequest request) => IsAvailable?.Invoke() == false ? [] :
        ExperimentGrid.WithRequired(Experiments(Here(request)).Where(e => request.Only?.Invoke(e) ?? true));

    /// <summary>Runs what is not yet there and collects everything.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the same request goes on from there.</exception>
    public PartRun Run(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiments = ExperimentsOf(request);
        ExperimentGrid.Finish(experiments, Here(request));
        return new PartRun(this, Here(request), experiments);
    }

    RunRequest Here(RunRequest request) => OnlyOnProcessor is null ? request : request with { Compute = Compute.Cpu };
}
