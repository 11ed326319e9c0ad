using Reining.Figures;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Numbers that the author's blog shows for MNIST (fact sheet robust-gmvae.md §6.1 and §6.2, evidence B: seen there; the paper's
/// tables were not readable), and where ours stand.</summary>
static class RobustThesis
{
    internal const int PublishedDigits = 1_000;

    /// <summary>Accuracy in percent under the worst of many attacks on so many digits, by ε in L∞, as published (Schott et al. 2019,
    /// raw curves; fact sheet robust-gmvae.md §7.4). None of these rejects.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyDictionary<double, double> Accuracy)> Published { get; } =
    [
        ("CNN", By(13, 0, 0)), ("CNN, binarized input", By(95, 87, 63)), ("CNN, adversarial training (Madry et al.)", By(96, 92, 87)),
        ("nearest neighbor", By(81, 45, 22)), ("analysis by synthesis (ABS)", By(88, 73, 8)),
    ];

    static Dictionary<double, double> By(double small, double medium, double large) => new()
    {
        [0.1] = small,
        [0.2] = medium,
        [0.3] = large,
    };

    /// <summary>A table: what the blog says beside what was measured.</summary>
    /// <param name="of">The measurements of the thesis's classifier in an arm, at a budget; empty if there are none.</param>
    /// <param name="epsilons">Budgets that were measured.</param>
    internal static ResultTable Table(Func<string, double, IReadOnlyList<Measurement>> of, IReadOnlyList<double> epsilons)
    {
        var table = new ResultTable(
            "The blog's numbers beside ours, in percent", TableColumn.Text("what"), TableColumn.Text("blog"),
            TableColumn.Text("evidence"), TableColumn.Spread("here", format: "0.0"));
        void Add(string what, string blog, string key, double epsilon = 0, string arm = "") =>
            table.Add([what, blog, "B", SeedTable.Cell(of(arm, epsilon), m => 100 * m[key])]);
        var largest = epsilons.Max();
        Add("right, without tests", "99.67", RobustKeys.RawAccuracy);
        Add("accepted, right", "97.97", $"{RobustKeys.Clean}.right");
        Add("accepted, wrong", "0.22", $"{RobustKeys.Clean}.wrong");
        Add("rejected", "1.81", $"{RobustKeys.Clean}.rejected");
        Add("right, with reclassification", "99.07", $"{RobustKeys.Clean}.right", arm: ChainAttacks.Chain);
        foreach (var epsilon in epsilons)
            Add(FormattableString.Invariant($"accepted wrongly, FGSM ε {epsilon}"), "below 4", $"{RobustKeys.SingleStep}.wrong", epsilon);
        Add(At("rejected, FGSM"), "100", $"{RobustKeys.SingleStep}.rejected", largest);
        Add(At("accepted wrongly, PGD"), "0", $"{RobustKeys.Iterative}.wrong", largest);
        Add(At("accepted wrongly, white-box"), "0", $"{RobustKeys.Adaptive}.wrong", largest);
        Add(At("reclassified right, FGSM"), "87", RobustKeys.ReclassifiedRight, largest);
        Add("optimized noise that is accepted", "0", RobustKeys.FoolingAfter);
        return table;

        string At(string what) => FormattableString.Invariant($"{what} ε {largest}");
    }
}
