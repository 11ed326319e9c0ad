using Reining.Chapters;
using Reining.Chapters.Inversion;

namespace Reining.Tests.Chapters.Inversion;

/// <summary>The chapter's relations on measurements made by hand.</summary>
public class InversionClaimsTests
{
    static readonly ulong[] Seeds = [1, 2, 3];

    /// <summary>A world in which every relation holds with room to spare.</summary>
    static IReadOnlyList<Measurement> Good() =>
    [
        .. Seeds.SelectMany(Curves), .. Seeds.SelectMany(Stacked), .. Seeds.SelectMany(Wider),
        .. Seeds.SelectMany(seed => new[]
        {
            Of("invgan", seed, sample: 5, modes: 0.05, error: 0.02, permuted: 0.1, agreement: 0.9, reconstruction: 4, probe: 0.9, few: 0.8,
                nearest: 0.95) with
            {
                Numbers = new Dictionary<string, double>(Of("", seed, 5, 0.05, 0.02, 0.1, 0.9, 4, 0.9, 0.8, 0.95).Numbers)
                {
                    ["loop_residual"] = 0.05, ["rerun_equal"] = 1, ["pixels.probe.few"] = 0.7,
                    ["search.inferred.0"] = 0.02, ["search.inferred.10"] = 0.015, ["search.inferred.50"] = 0.01,
                    ["search.random.0"] = 0.1, ["search.random.10"] = 0.05, ["search.random.50"] = 0.04, ["search.random.200"] = 0.03,
                    ["hole.psnr.inferred_search"] = 9, ["hole.psnr.random_search"] = 8, ["hole.psnr.inferred"] = 7,
                    ["hole.accuracy.inferred_search"] = 0.9, ["hole.accuracy.mean"] = 0.8,
                    ["augmentation.made"] = 0.8,
                    ["augmentation.none"] = 0.75,
                    ["midpoint.code.cfid"] = 5, ["midpoint.pixel.cfid"] = 8,
                },
            },
            Of("gan", seed, sample: 6, modes: 0.1),
            Of("jlr", seed, error: 0.05, probe: 0.7),
            Of("gan-latent-regressor", seed, error: 0.07, permuted: 0.1, agreement: 0.4, probe: 0.7, few: 0.5, nearest: 0.7),
            Of("gan-image-encoder", seed, error: 0.03, agreement: 0.8, probe: 0.8),
            Of("gan-feature-head", seed, error: 0.06, agreement: 0.5, probe: 0.8),
            Of("invgan-without-mixing", seed, reconstruction: 5), Of("invgan-without-mmd", seed, reconstruction: 20),
            Of("invgan-without-feature-loss", seed, sample: 8),
            WithLabels("labels-alone", seed, 10, 0.7), WithLabels("codes-linear", seed, 10, 0.8),
            WithLabels("gan-classes", seed, 10, 0.85, sample: 6), WithLabels("invgan-classes", seed, 10, 0.9, sample: 5),
            WithLabels("gan-classes", seed, 50, 0.9), WithLabels("invgan-classes", seed, 50, 0.92),
            WithLabels("gan-classes", seed, 100, 0.93, sample: 6), WithLabels("invgan-classes", seed, 100, 0.94, sample: 5),
            WithLabels("labels-alone", seed, 0, 0.98), WithLabels("invgan-classes", seed, 0, 0.985),
        }),
    ];

    // The method's training ends at 100 s, the rivals' between their second and third point.
    static IEnumerable<Measurement> Curves(ulong seed) =>
    [
        Point("invgan", seed, 100, 5, 0.05, 0.02, 0.9, 4, 0.9),
        .. new[] { 50.0, 90, 110 }.SelectMany(seconds => new[]
        {
            Point("gan-longer", seed, seconds, sample: 5.5, modes: 0.08),
            Point("gan-latent-regressor", seed, seconds, error: 0.07, agreement: 0.4, reconstruction: 9, probe: 0.7),
            Point("gan-image-encoder", seed, seconds, error: 0.03, agreement: 0.8, reconstruction: 5, probe: 0.8),
            Point("gan-feature-head", seed, seconds, error: 0.06, agreement: 0.5, reconstruction: 8, probe: 0.8),
        }),
    ];

    static Measurement Point(
        string model, ulong seed, double seconds, double sample = 0, double modes = 0, double error = 0, double agreement = 0,
        double reconstruction = 0, double probe = 0) => new(model, seed)
        {
            Axis = new("iterations", 10 * seconds),
            Numbers = new Dictionary<string, double>
            {
                ["curve.seconds"] = seconds,
                ["curve.sample.cfid"] = sample,
                ["curve.mode_kl"] = modes,
                ["curve.mse"] = error,
                ["curve.class_agreement"] = agreement,
                ["curve.reconstruction.cfid"] = reconstruction,
                ["curve.probe"] = probe,
            },
        };

    static IEnumerable<Measurement> Stacked(ulong seed) => new[] { ("invgan", 900.0, 0.2), ("gan-longer", 850, 0.3) }.Select(m =>
        new Measurement(m.Item1, seed)
        {
            Arm = "stacked",
            Axis = new("iterations", 100),
            Numbers = new Dictionary<string, double>
            {
                ["curve.seconds"] = 100,
                ["curve.modes"] = m.Item2,
                ["curve.modes.kl"] = m.Item3,
            },
        }).Append(new Measurement("invgan", seed)
        {
            Arm = "stacked",
            Numbers = new Dictionary<string, double> { ["modes.gated"] = 999 },
        });

    // Other nets and images, the other recipe, tiles, 25 Gaussians.
    static IEnumerable<Measurement> Wider(ulong seed)
    {
        var whole = Of("", seed, error: 0.02, permuted: 0.1, agreement: 0.9, reconstruction: 4, probe: 0.9).Set("loop_residual", 0.05);
        foreach (var arm in InversionSetting.Others.Select(s => s.Arm))
        {
            yield return whole with { Model = "invgan", Arm = arm };
            yield return Point("invgan", seed, 100, sample: 5) with { Arm = arm };
            yield return Point("gan-longer", seed, 100, sample: 5.5) with { Arm = arm };
        }
        foreach (var arm in InversionSetting.Pictures.Select(s => s.Arm))
        {
            yield return (whole with { Model = "invgan", Arm = arm }).Set("factors.r2", 0.6)
                .Set("components.factors.r2", 0.5).Set("untrained.factors.r2", 0.4);
            yield return Point("invgan", seed, 100, sample: 5) with { Arm = arm };
            yield return Point("gan-longer", seed, 100, sample: 5.5) with { Arm = arm };
        }
        yield return whole with { Model = "invgan-relativistic" };
        yield return Point("invgan-relativistic", seed, 100, sample: 5, modes: 0.05);
        yield return Point("gan-longer-relativistic", seed, 100, sample: 5.5, modes: 0.08);
        yield return Of("jlr-relativistic", seed, error: 0.05, probe: 0.7);
        yield return Of("invgan-without-mmd-relativistic", seed, reconstruction: 20);
        yield return Of("alae-style", seed, error: 0.05, probe: 0.7);
        yield return Point("gan-continued-as-invgan", seed, 90, error: 0.02, agreement: 0.9);
        yield return Point("gan-continued-as-invgan", seed, 130, error: 0.02, agreement: 0.9);
        yield return (whole with { Model = "invgan", Arm = "tiles" }).Set("seams", 1).Set("apart.seams", 2);
        yield return Point("invgan", seed, 100).Set("curve.modes", 24) with { Arm = "plane" };
        yield return Point("gan-longer", seed, 100).Set("curve.modes", 20) with { Arm = "plane" };
    }

    static Measurement WithLabels(string model, ulong seed, int each, double accuracy, double sample = 0) => new(model, seed)
    {
        Arm = each == 0 ? "labels-all" : $"labels-{each}",
        Numbers = new Dictionary<string, double> { ["classes.accuracy"] = accuracy, ["sample.cfid"] = sample },
    };

    static Measurement Of(
        string model, ulong seed, double sample = 0, double modes = 0, double error = 0, double permuted = 0, double agreement = 0,
        double reconstruction = 0, double probe = 0, double few = 0, double nearest = 0) => new(model, seed)
        {
            Numbers = new Dictionary<string, double>
            {
                ["sample.cfid"] = sample,
                ["mode_kl"] = modes,
                ["mse"] = error,
                ["permuted.mse"] = permuted,
                ["class_agreement"] = agreement,
                ["reconstruction.cfid"] = reconstruction,
                ["probe"] = probe,
                ["probe.few"] = few,
                ["nearest"] = nearest,
            },
        };

    static ClaimReport Judge(IReadOnlyList<Measurement> all) =>
        new ClaimReport([.. InversionClaims.All.Select(c => c.Judge(all))]).Settled();

    [Fact]
    public void GivenAWorldAsTheSheetHopes_WhenJudged_ThenEveryRelationHoldsThatIsMeasured()
    {
        var claims = Judge(Good()).Claims;
        Assert.All(claims, c => Assert.True(c.Verdict == Verdict.Holds, $"{c.Id}: {c.Why}"));
    }

    [Theory]
    [InlineData("V1", "invgan", "mse", 0.05, 0.051)] // half of 0.1
    [InlineData("V2", "gan-latent-regressor", "mse", 0.0351, 0.0349)] // ratio 0.2 + 0.15
    [InlineData("V3", "gan-latent-regressor", "probe", 0.849, 0.851)]
    [InlineData("V4", "gan-latent-regressor", "nearest", 0.849, 0.851)]
    [InlineData("V5", "gan-latent-regressor", "probe.few", 0.699, 0.701)]
    [InlineData("V6", "gan-longer", "curve.sample.cfid", 4.77, 4.76)] // 5 / 1.05
    [InlineData("V6b", "gan", "sample.cfid", 4.77, 4.76)]
    [InlineData("V7", "gan-longer", "curve.mode_kl", 0.0455, 0.0454)]
    [InlineData("V8", "jlr", "mse", 0.0251, 0.0249)]
    [InlineData("V9", "invgan-without-mmd", "reconstruction.cfid", 8.01, 7.99)]
    [InlineData("V10", "invgan-without-feature-loss", "sample.cfid", 5.51, 5.49)]
    [InlineData("V11", "invgan", "search.random.50", 0.0126, 0.0124)]
    [InlineData("V12", "invgan", "hole.psnr.random_search", 9, 9.1)]
    [InlineData("V13", "invgan", "class_agreement", 0.55, 0.549)]
    [InlineData("V14", "invgan", "loop_residual", 0.15, 0.151)]
    [InlineData("V15", "gan-image-encoder", "curve.mse", 0.0201, 0.0199)]
    [InlineData("V16", "invgan-without-mixing", "reconstruction.cfid", 4.01, 3.99)]
    [InlineData("V18", "invgan", "rerun_equal", 1, 0)]
    [InlineData("I3", "gan-feature-head", "curve.class_agreement", 0.899, 0.901)]
    [InlineData("M1", "gan-longer", "curve.modes", 947, 948)] // 900 / 0.95
    [InlineData("M2", "invgan", "modes.gated", 990, 989)]
    [InlineData("I5b", "invgan", "midpoint.pixel.cfid", 5.01, 4.99)]
    [InlineData("I5c", "invgan", "augmentation.none", 0.8, 0.801)]
    [InlineData("I6", "invgan", "pixels.probe.few", 0.799, 0.801)]
    [InlineData("I9", "invgan", "search.random.200", 0.0201, 0.0199)]
    public void GivenANumberAtItsMargin_WhenJudged_ThenTheVerdictTurnsThere(
        string claim, string model, string key, double holds, double fails)
    {
        Verdict With(double value) =>
            InversionClaims.All.Single(c => c.Id == $"invgan/{claim}").Judge(Good().Change(model, m => m.Set(key, value))).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (With(holds), With(fails)));
    }

    [Theory]
    [InlineData("W1", "invgan", "clothes", "mse", 0.05, 0.051)]
    [InlineData("W2", "invgan", "conv", "class_agreement", 0.55, 0.549)]
    [InlineData("W3", "invgan", "conv-clothes", "loop_residual", 0.15, 0.151)]
    [InlineData("W4", "gan-longer", "conv", "curve.sample.cfid", 4.77, 4.76)] // 5 / 1.05
    [InlineData("P1", "invgan", "conv-emoji", "mse", 0.05, 0.051)]
    [InlineData("P2", "invgan", "style-heads", "loop_residual", 0.15, 0.151)]
    [InlineData("P3", "gan-longer", "style-heads", "curve.sample.cfid", 4.77, 4.76)] // 5 / 1.05
    [InlineData("P4", "invgan", "style-heads", "factors.r2", 0.551, 0.549)] // 0.5 + 0.05
    [InlineData("P4", "invgan", "style-heads", "untrained.factors.r2", 0.549, 0.551)]
    [InlineData("V1r", "invgan-relativistic", "", "mse", 0.05, 0.051)]
    [InlineData("V6r", "gan-longer-relativistic", "", "curve.sample.cfid", 4.77, 4.76)]
    [InlineData("V7r", "gan-longer-relativistic", "", "curve.mode_kl", 0.0455, 0.0454)]
    [InlineData("V8r", "jlr-relativistic", "", "mse", 0.0251, 0.0249)]
    [InlineData("V9r", "invgan-without-mmd-relativistic", "", "reconstruction.cfid", 8.01, 7.99)]
    [InlineData("V13r", "invgan-relativistic", "", "class_agreement", 0.55, 0.549)]
    [InlineData("V14r", "invgan-relativistic", "", "loop_residual", 0.15, 0.151)]
    [InlineData("L1", "alae-style", "", "probe", 0.849, 0.851)]
    [InlineData("E4", "gan-continued-as-invgan", "", "curve.mse", 0.0299, 0.0301)]
    [InlineData("E10", "invgan", "tiles", "mse", 0.05, 0.051)]
    [InlineData("E10b", "invgan", "tiles", "apart.seams", 1.26, 1.24)] // 1 / 0.8
    [InlineData("E11", "gan-longer", "plane", "curve.modes", 25.2, 25.3)] // 24 / 0.95
    [InlineData("S1", "codes-linear", "labels-10", "classes.accuracy", 0.899, 0.901)]
    [InlineData("S2", "labels-alone", "labels-10", "classes.accuracy", 0.799, 0.801)]
    [InlineData("S3", "labels-alone", "labels-10", "classes.accuracy", 0.894, 0.896)] // 0.9 − (0.985 − 0.98)
    [InlineData("S4", "gan-classes", "labels-50", "classes.accuracy", 0.919, 0.921)]
    [InlineData("S5", "gan-classes", "labels-100", "sample.cfid", 4.77, 4.76)] // 5 / 1.05
    public void GivenAnArmsNumberAtItsMargin_WhenJudged_ThenTheVerdictTurnsThere(
        string claim, string model, string arm, string key, double holds, double fails)
    {
        Verdict With(double value) => InversionClaims.All.Single(c => c.Id == $"invgan/{claim}")
            .Judge(Good().Change(model, m => m.Arm == arm ? m.Set(key, value) : m)).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (With(holds), With(fails)));
    }
}
