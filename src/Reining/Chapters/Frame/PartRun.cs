using Reining.Figures;

namespace Reining.Chapters;

/// <summary>A part of a chapter whose experiments are finished.</summary>
public sealed class PartRun
{
    readonly Lazy<IReadOnlyList<ClaimResult>> _claims;
    readonly Provenance? _provenance;

    /// <param name="part">The part.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="experiments">The finished experiments.</param>
    public PartRun(ChapterPart part, RunRequest request, IReadOnlyList<Experiment> experiments)
    {
        (Part, Request, Experiments) = (part, request, experiments);
        Measurements = [.. experiments.SelectMany(e => e.Results())];
        _claims = new(Judge);
    }

    /// <summary>A part whose measurements were stored; its experiments are elsewhere.</summary>
    /// <param name="part">The part.</param>
    /// <param name="stored">Its measurements.</param>
    public PartRun(ChapterPart part, StoredMeasurements stored) : this(part, new RunRequest(stored.Provenance.Profile), [])
    {
        (Measurements, _provenance) = (stored.Measurements, stored.Provenance);
    }

    /// <summary>The part.</summary>
    public ChapterPart Part { get; }

    /// <summary>What was asked for.</summary>
    public RunRequest Request { get; }

    /// <summary>The finished experiments.</summary>
    public IReadOnlyList<Experiment> Experiments { get; }

    /// <summary>What they measured.</summary>
    public IReadOnlyList<Measurement> Measurements { get; }

    /// <summary>Whether all experiments of the part were asked for, so that its tables can be filled; false where there are none.</summary>
    public bool IsWhole => Request.Only is null && Experiments.Count > 0;

    /// <summary>The part's claims, judged.</summary>
    public IReadOnlyList<ClaimResult> Claims => _claims.Value;

    /// <summary>What measured it all.</summary>
    public Provenance Provenance => _provenance ?? ProvenanceOf(Experiments);

    /// <summary>The claims and their verdicts, one a row.</summary>
    public ResultTable ClaimTable() => new ClaimReport(Claims).Settled().Table();

    /// <summary>All numbers, one row a model, arm and point of an axis: mean and spread over seeds.</summary>
    public ResultTable Table()
    {
        var keys = Measurements.SelectMany(m => m.Numbers.Keys).Distinct().ToList();
        var table =
            new ResultTable($"Measurements of {Part.Contents}", [TableColumn.Text("model"), .. keys.Select(k => TableColumn.Spread(k))]);
        foreach (var group in Measurements.GroupBy(m => m.Name))
        {
            object? Of(string key) =>
                group.Where(m => m.Has(key)).Select(m => m[key]).ToList() is { Count: > 0 } values ? Spread.Of(values) : null;
            table.Add([group.Key, .. keys.Select(Of)]);
        }
        return table;
    }

    IReadOnlyList<ClaimResult> Judge() => [.. Part.Claims.Select(claim =>
    {
        var needs = claim.Needs();
        var read =
            Experiments.Where(e => needs.Any(n => n.Model == e.Model && n.Arm == e.Arm && (n.Data is null || n.Data == e.Data))).ToList();
        return claim.Judge(Measurements) with { Provenance = read.Count == 0 ? null : ProvenanceOf(read) };
    })];

    Provenance ProvenanceOf(IEnumerable<Experiment> experiments)
    {
        var all = experiments.ToList();
        var finished = all.Select(e => e.HowFinished()).ToList();
        IReadOnlyList<string> Frequent(Func<Experiment.Finished, string> get) =>
            [.. finished.CountBy(get).OrderByDescending(c => c.Value).Select(c => c.Key)];
        return new Provenance(
            Request.Profile, [.. all.Select(e => e.Seed).Distinct().Order()], Frequent(f => f.Commit), Frequent(f => f.Device),
            Math.Round(finished.Sum(f => f.Seconds), 1), finished.Select(f => f.At).DefaultIfEmpty().Max());
    }
}
