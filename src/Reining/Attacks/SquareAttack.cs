using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Square attack (Andriushchenko et al. 2020): random search by scores alone. In L∞ a square of one color at ±ε is set, in L2 mass is moved
/// between two square windows; what raises the loss is kept. One forward pass for each query, one for the start.
/// </summary>
public sealed record SquareAttack : BudgetAttack
{
    static readonly int[] Halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.Margin;

    /// <summary>Queries after the start, at least 1.</summary>
    public int Queries { get; init => field = Options.Positive(value, nameof(Queries)); } = 5000;

    /// <summary>Share of the image that the first squares cover; halved after 10, 50, 200 … queries.</summary>
    public double Share { get; init => field = Options.Between(value, 0, 1, nameof(Share)); } = 0.8;

    /// <summary>Searches for images that still stand.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Seed of all that is random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The share after so many queries.</summary>
    internal double ShareAt(int query) => Share / (1 << Halvings.Count(h => query > h));

    internal override void Search(AttackBatch batch)
    {
        for (var restart = 0; restart < Restarts; restart++)
        {
            using var pass = batch.Fork();
            if (pass.Count == 0)
                return;
            Once(pass, (long)restart * (Queries + 1));
        }
    }

    void Once(AttackBatch batch, long stream)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        ISquareProposals proposals = batch.Threat!.Norm == PerturbationNorm.LInfinity
            ? new ColoredSquares(batch, rows, new(Seed)) : new MovedMass(batch, rows, new(Seed));
        var point = rows.Add(proposals.Start(stream));
        var (losses, scores) = batch.Losses(Loss, point.Value);
        var highest = rows.Add(losses.clone());
        if (!batch.Break(batch.Broken(point.Value, scores), point.Value, losses))
            return;
        var (height, width) = (batch.Images.shape[2], batch.Images.shape[3]);
        for (var query = 0; query < Queries; query++)
        {
            using var one = NewDisposeScope();
            var side = (int)Math.Round(Math.Sqrt(ShareAt(query) * height * width));
            var proposal = proposals.Next(point.Value, side, stream + query + 1);
            (losses, scores) = batch.Losses(Loss, proposal);
            var higher = losses > highest.Value;
            var broken = batch.Broken(proposal, scores);
            point.Replace(higher, proposal);
            highest.Replace(higher, losses);
            if (!batch.Break(broken, proposal, losses))
                return;
        }
        batch.Settle(point.Value, highest.Value);
    }
}
