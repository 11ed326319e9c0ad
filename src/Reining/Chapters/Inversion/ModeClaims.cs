namespace Reining.Chapters.Inversion;

/// <summary>
/// Relations on data whose modes are known, images of three digits and 25 Gaussians: the margins are those of V6 and V7, the gate is the
/// field's usual count.
/// </summary>
static class ModeClaims
{
    const string Source = "invgan.md §8.4; anchors.md §2.6";

    const string Gan = "gan-longer", InvGan = "invgan", Larger = "it is measured in the profiles standard and paper";

    /// <summary>All of them.</summary>
    public static IEnumerable<Claim> All { get; } =
    [
        new("invgan/M1", "Of a thousand modes, a GAN that infers codes finds no fewer than one that does not, at equal computation", Source)
        {
            Comparisons =
            [
                AtEqualCompute(InversionKeys.Modes, "modes", Margin.AtLeast(0.95), StackedExperiment.ArmId),
                AtEqualCompute(InversionKeys.StackedDivergence, "KL of modes", Margin.AtMost(1.1), StackedExperiment.ArmId),
            ],
            Prerequisite = Larger,
        },
        new("invgan/M2", "With the nets and the length of a GPU, nearly all of a thousand modes are found", Source)
        {
            Comparisons =
            [
                Comparison.With(
                    "modes", v => v[InvGan, StackedExperiment.ArmId][InversionKeys.GatedModes], 990, Margin.NotBelow()),
            ],
            Prerequisite = "it is measured in the profile paper alone, which needs a GPU",
        },
        new("invgan/E11", "Of 25 Gaussians, a GAN that infers codes hits no fewer than one that does not, at equal computation", Source)
        {
            Comparisons = [AtEqualCompute(InversionKeys.Modes, "components", Margin.AtLeast(0.95), PlaneExperiment.ArmId)],
            Prerequisite = Larger,
        },
    ];

    static Comparison AtEqualCompute(string key, string what, Margin margin, string arm) => new(
        $"{what}, InvGAN", v => EqualCompute.End(v, InvGan, arm, key), "GAN", v => EqualCompute.Rival(v, Gan, InvGan, arm, key), margin);
}
