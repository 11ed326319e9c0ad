namespace Reining.Chapters.RobustClassifier;

/// <summary>How large the chapter's experiments are.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Epochs">Passes over the training digits, batches of 100.</param>
/// <param name="TrainImages">Training digits, from the start of MNIST's training file.</param>
/// <param name="CalibrationImages">Digits after those, for thresholds.</param>
/// <param name="TestImages">Clean test digits.</param>
/// <param name="AttackedImages">The first of them are attacked.</param>
/// <param name="AttackSteps">Gradient steps of iterative attacks.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record RobustProfile(
    string Name, int Epochs, int TrainImages, int CalibrationImages, int TestImages, int AttackedImages, int AttackSteps,
    IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>Budgets in L∞.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.05, 0.1, 0.15, 0.2, 0.3];

    /// <summary>How many of the attacked digits stand for all where other systems than the thesis's are attacked, and where its attacks are
    /// checked.</summary>
    public int FewerImages { get; init; } = AttackedImages;

    /// <summary>Budgets of other systems.</summary>
    public IReadOnlyList<double>? RivalEpsilons { get; init; }

    /// <summary>The budget of the total robust loss, one of <see cref="Epsilons"/>.</summary>
    public double LossBudget { get; init; } = 0.1;

    /// <summary>Whether the code runs at all.</summary>
    public static RobustProfile Smoke { get; } = new("smoke", 4, 2_000, 500, 500, 12, 5, [1])
    {
        Epsilons = [0.05, 0.1, 0.2, 0.3],
    };

    /// <summary>First contact: one seed, a few minutes on two cores.</summary>
    public static RobustProfile Quick { get; } = new("quick", 5, 8_000, 5_000, 2_000, 50, 20, [1])
    {
        Epsilons = [0.05, 0.1, 0.2, 0.3],
        FewerImages = 30,
        RivalEpsilons = [0.1, 0.2, 0.3],
    };

    /// <summary>Claims with their spread.</summary>
    public static RobustProfile Standard { get; } = new("standard", 8, 55_000, 5_000, 10_000, 1_000, 100, [1, 2, 3])
    {
        FewerImages = 300,
        RivalEpsilons = [0.1, 0.2, 0.3],
    };

    /// <summary>As standard, more seeds; the chapter's nets are small.</summary>
    public static RobustProfile Paper { get; } = Standard with { Name = "paper", Epochs = 50, Seeds = [1, 2, 3, 4, 5] };

    /// <summary>How many digits the slow attacks are tried on: 200 where there are a thousand, fewer in smaller profiles.</summary>
    internal int FewDigits => Math.Max(2, AttackedImages / 5);

    /// <summary>What a system is attacked with.</summary>
    /// <param name="isMain">Whether it is the thesis's.</param>
    internal RobustProfile For(bool isMain) =>
        isMain ? this : this with { AttackedImages = FewerImages, Epsilons = RivalEpsilons ?? Epsilons };

    /// <summary>All profiles.</summary>
    public static Profiles<RobustProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);
}
