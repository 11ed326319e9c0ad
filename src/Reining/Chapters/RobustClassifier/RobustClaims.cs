namespace Reining.Chapters.RobustClassifier;

/// <summary>The chapter's claims C1 to C8 and the relations that they rest on (fact sheet robust-gmvae.md §1, §7.3, §8.3).</summary>
public static class RobustClaims
{
    const string Mixture = "gm-vae", Loose = "gm-vae-weight-10", Many = "gm-vae-1000-labels", Few = "gm-vae-100-labels",
        Plain = "cnn", PlainFew = "cnn-1000-labels", Sheet = "robust-gmvae.md §8.3", Checks = "robust-gmvae.md §7.3",
        Thesis = "robust-gmvae.md §1", Rivals = "robust-gmvae.md §7, §8.4";

    // The paper: error below 4 % at every budget (robust-gmvae.md §6.2).
    internal const double PapersError = 0.04;
    static readonly double[] Budgets = [0.05, 0.1, 0.2, 0.3], Late = [0.1, 0.2, 0.3];
    static readonly string[] Mild = [DetectionUnderAttack.Noise, DetectionUnderAttack.Shift, DetectionUnderAttack.Turn];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } = [.. Claims(), .. Relations(), .. OfSanity()];

    static IEnumerable<Claim> Relations()
    {
        yield return Of("Q1", "Accepted rightly, accepted wrongly and rejected add up to one", Sheet,
            Comparison.Exact("the shares add up to 1", v => Budgets.Prepend(0).All(e => AddsUp(v, e))));
        yield return Of("Q2", "The nearest component is the one with the highest responsibility", Sheet,
            Comparison.Exact("on every test digit", v => v[Mixture, axis: 0][RobustKeys.NearestIsLikeliest] == 1));
        yield return Of("Q3", "The formula of the divergence agrees with 100,000 draws", Sheet,
            Comparison.Exact("within 3 standard errors", v => v[Mixture, axis: 0][RobustKeys.DivergenceError] <= 3));
        yield return Of("Q4", "Gradients with respect to the image agree with finite differences", Sheet,
            Exactly("to 0.1 %", m => m[SanityChecks.GradientError] < 1e-3));
        yield return Of("Q5", "Thresholds reject as many new digits as they promise: 1 % for each of two tests", Sheet,
            Comparison.With("rejected test digits", v => v[Mixture, axis: 0][$"{RobustKeys.Clean}.rejected"], 0.02, Margin.NotAbove(0.01)));
        yield return Of("Q6", "Rejecting lowers the risk of what is decided, and the score ranks better than chance", Sheet,
            new Comparison("risk of decided digits", v => Risk(v[Mixture, axis: 0]), "error of all", Error, Margin.NotAbove()),
            new Comparison("AURC", v => v[Mixture, axis: 0][RobustKeys.RiskArea], "error of all", Error, Margin.NotAbove()),
            new Comparison("AURC", v => v[Mixture, axis: 0][RobustKeys.RiskArea], "AURC of an oracle",
                v => v[Mixture, axis: 0][RobustKeys.OracleArea], Margin.NotBelow()));
        yield return Of("Q7", "Coverage falls when thresholds shrink", Sheet,
            Exactly("over three levels", m => m[SanityChecks.CoverageRises] == 1));
        yield return Of("Q8", "No attacked image leaves its budget", Sheet,
            Comparison.Exact("by at most 1e-6", v => Budgets.All(e => v[Mixture, axis: e][RobustKeys.Excess] <= 1e-6)));
        yield return Of("Q9", "An attack on the model's own cross-entropy is blind, one on the margin is not", Sheet,
            new Comparison("right under FGSM on cross-entropy, ε 0.1", v => v[Mixture, axis: 0.1][$"{RobustKeys.Saturated}.right"],
                "under FGSM on the margin", v => v[Mixture, axis: 0.1][$"{RobustKeys.SingleStep}.right"], Margin.NotBelow(-0.2)));
        yield return Of("Q10", "The attack that knows the reject rule finds more than those that do not", Sheet,
            [.. Budgets.SelectMany(e => new[] { RobustKeys.Iterative, RobustKeys.SingleStep }
                .Select(weaker => Wrong(RobustKeys.Adaptive, e, weaker, Margin.NotBelow(0.01))))]);
        yield return Of("Q11", "The attack that knows the rule finds more with a larger budget, and with a large one everything", Sheet,
            Comparison.Exact("never less with more", v => Monotone(v, RobustKeys.Adaptive)),
            Comparison.With(
                "accepted wrongly at ε 0.3", v => v[Mixture, axis: 0.3][$"{RobustKeys.Adaptive}.wrong"], 1, Margin.NotBelow(0.01)),
            Comparison.Exact("a walk along the boundary ends at every digit", v => Smallest(v)[$"{SmallestChanges.Boundary}.found"] == 1),
            new Comparison("median change of A2", v => Smallest(v)[$"{SmallestChanges.Weighted}.median"], "of the walks that see decisions",
                v => Math.Min(
                    Smallest(v)[$"{SmallestChanges.Boundary}.median"], Smallest(v)[$"{SmallestChanges.Jump}.median"]), Margin.AtMost()));
        yield return Of("Q12", "Random noise of the same size is far weaker", Sheet,
            Wrong(RobustKeys.Adaptive, 0.2, RobustKeys.Noise, Margin.NotBelow(-0.5)));
        yield return Of("Q13", "Decoded components lie further apart than the decoder's threshold", Sheet, Gap());
        yield return Of("Q14", "Each test alone lets more through than both; attacked anew", Sheet,
            [.. new[] { ("encoder's", SanityChecks.EncoderOnly), ("decoder's", SanityChecks.DecoderOnly) }.Select(t =>
                Check(
                    "accepted wrongly with both tests", SanityChecks.Both, $"with the {t.Item1} alone", t.Item2, Margin.NotAbove(0.02)))]);
        yield return Of("Q15", "A larger cluster weight: tighter codes, worse reconstructions, fewer errors under small steps", Sheet,
            Both("distance to the component", RobustKeys.Radius, 0, Margin.AtMost()),
            Both("reconstruction error", RobustKeys.Reconstruction, 0, Margin.AtLeast()),
            Both("accepted wrongly under FGSM, ε 0.1", $"{RobustKeys.SingleStep}.wrong", 0.1, Margin.NotAbove()));
        yield return Of("Q16", "Fewer labels, lower accuracy", Sheet,
            Accuracy(Few, Many), Accuracy(Many, Mixture));
        yield return Of("Q17",
            "Reclassification by the decoder gets rejected images right more often than chance and than the encoder", Sheet,
            Comparison.With("class right, ε 0.2", v => v[Mixture, axis: 0.2][RobustKeys.ReclassifiedRight], 0.1, Margin.NotBelow()),
            new Comparison("class right, ε 0.2", v => v[Mixture, axis: 0.2][RobustKeys.ReclassifiedRight], "encoder, accepted rightly",
                v => v[Mixture, axis: 0.2][$"{RobustKeys.SingleStep}.right"], Margin.NotBelow()));
        yield return Of("Q18", "Every success is accepted and wrong when judged again from its stored image", Sheet,
            Exactly("all of them", m => m[SanityChecks.Misjudged] == 0));
        yield return Of("Q19", "The mixture ranks its errors as well as a softmax on the same encoder, with all and with few labels", Sheet,
            new Comparison("AURC", v => v[Mixture, axis: 0][RobustKeys.RiskArea], "AURC of the CNN",
                v => v[Plain, axis: 0][RobustKeys.RiskArea], Margin.AtMost()),
            new Comparison("AURC, 1000 labels", v => v[Many, axis: 0][RobustKeys.RiskArea], "of the CNN",
                v => v[PlainFew, axis: 0][RobustKeys.RiskArea], Margin.AtMost()),
            Accuracy(PlainFew, Many));
        yield return Of("Q20", "An attack that knows the whole chain gets no more accepted wrongly than one on the rule that only rejects",
            Sheet,
            [.. Late.Select(e => new Comparison(FormattableString.Invariant($"by the chain, ε {e}"),
                v => v[Mixture, ChainAttacks.Chain, e][RobustKeys.Worst], "by the rule",
                v => v[Mixture, ChainAttacks.Chain, e][ChainAttacks.ByRule], Margin.NotAbove(0.02)))]);
        yield return Of("Q21", "The mixture lets no more through than an adversarially trained net that rejects unstable answers", Rivals,
            [.. Late.Select(e => Rival(ClassifierRival.RobustConsistent.Id, e))]);
        yield return Of("Q22", "Trained on attacked digits, the mixture's error under attack stays below the paper's 4 %", Rivals,
            Holds(RobustModel.Hardened.Id));
        yield return Of("Q23", "With its decoder alone, the mixture's error under attack stays below the paper's 4 %", Rivals,
            Holds(ClassifierRival.DecoderAlone.Id));
        yield return Of("Q24", "With a style code, decoded components lie further apart than the threshold, and the error stays below 4 %",
            Rivals,
            [Gap(RobustModel.Style.Id), .. Holds(RobustModel.Style.Id)]);
    }

    static IEnumerable<Claim> OfSanity()
    {
        yield return Of("S-1", "Many steps find no less than one", Checks,
            [.. Budgets.Select(e => Wrong(RobustKeys.Adaptive, e, RobustKeys.SingleStep, Margin.NotBelow(0.01)))]);
        yield return Of("S-2", "A larger budget finds no less", Checks,
            Comparison.Exact("never less with more", v => Monotone(v, RobustKeys.Adaptive)));
        yield return Of("S-3", "No other attack finds more than the adaptive one", Checks,
            [.. Budgets.Select(e => new Comparison(FormattableString.Invariant($"by any attack, ε {e}"),
                v => v[Mixture, axis: e][RobustKeys.Worst], "by the adaptive one",
                v => v[Mixture, axis: e][$"{RobustKeys.Adaptive}.wrong"], Margin.NotAbove(0.05))),
            .. Late.Select(e => new Comparison(FormattableString.Invariant($"by latent matching, ε {e}"),
                v => v[Mixture, DetectionUnderAttack.Detected, e][$"{DetectionUnderAttack.LatentMatch}.wrong"], "by the adaptive one",
                v => v[Mixture, DetectionUnderAttack.Detected, e][$"{RobustKeys.Adaptive}.wrong"], Margin.NotAbove(0.05)))]);
        yield return Of("S-4", "Without a budget everything breaks", Checks,
            Comparison.With("accepted wrongly", v => v[Mixture, SanityChecks.Checks][SanityChecks.Unbounded], 1, Margin.NotBelow(0.01)));
        yield return Of("S-5", "The median distance stays below that to the nearest digit of another label", Checks,
            Comparison.With("median L2", v => v[Mixture, SanityChecks.Checks][SanityChecks.MedianDistance], 9, Margin.AtMost()));
        yield return Of("S-6", "Twice the steps change nothing", Checks,
            Check("accepted wrongly, twice the steps", SanityChecks.MoreSteps, "once", SanityChecks.Both, Margin.NotAbove(0.01)));
        yield return Of("S-7", "The loss that is attacked has a gradient", Checks,
            Comparison.With("images without gradient", v => v[Mixture, axis: 0][RobustKeys.MarginZeroGradient], 0.01, Margin.NotAbove()));
        yield return Of("S-8", "Without its tests the encoder breaks", Checks,
            Comparison.With(
                "right class under PGD, ε 0.3", v => v[Mixture, axis: 0.3][RobustKeys.IterativeRaw], 0.01, Margin.NotAbove(0.01)));
        yield return Of("S-9", "Looser thresholds let more through", Checks,
            Check("accepted wrongly, looser", SanityChecks.Looser, "as they are", SanityChecks.Both, Margin.NotBelow(0.01)),
            Check("accepted wrongly, tighter", SanityChecks.Tighter, "as they are", SanityChecks.Both, Margin.NotAbove(0.01)));
        yield return Of("S-10", "Random search finds nothing that gradients missed", Checks,
            Exactly("no digit", m => m[SanityChecks.MissedByGradients] == 0));
        yield return Of("S-11", "Images made against another net find no more", Checks,
            Check(
                "accepted wrongly, made against the CNN", SanityChecks.Transferred, "adaptive", SanityChecks.Both, Margin.NotAbove(0.01)));
        yield return Of("S-12", "The score tells errors on clean digits; mild noise, shifts and rotations are reported apart", Checks,
            Comparison.With(
                "AUROC of errors on clean digits", v => v[Mixture, DetectionUnderAttack.Detected, 0][DetectionUnderAttack.CleanAuroc], 0.5,
                Margin.NotBelow()),
            Comparison.Exact("their shares add up to 1", v => Mild.All(change => AddsUp(v, change))));
        yield return Of("S-13", "Attacks towards a class and away from one both run; every setting is in the table of settings", Checks,
            Comparison.Exact(
                "what breaks towards a class is accepted as that class", v => Smallest(v)[SmallestChanges.OnTarget] == 1));
        yield return Of("S-14", "Thresholds are set without test digits", Checks,
            Exactly("no digit is in both", m => m[SanityChecks.Overlap] == 0));
    }

    static IEnumerable<Claim> Claims()
    {
        yield return Of("C1", "One model handles small changes of real images and images that are none", Thesis,
            AtMostPapers("accepted wrongly under attack, ε 0.3", v => v[Mixture, axis: 0.3][RobustKeys.Worst]),
            AtMostPapers("optimized noise accepted", v => v[Mixture, axis: 0][RobustKeys.FoolingAfter]));
        yield return Of("C2", "An image that is moved into another class is reconstructed badly", Thesis,
            [.. new[] { 0.1, 0.2, 0.3 }.Select(e => Comparison.With(
                FormattableString.Invariant($"AUROC of the reconstruction error, FGSM ε {e}"),
                v => v[Mixture, axis: e][RobustKeys.DecoderAuroc], 0.5, Margin.NotBelow(-0.1)))]);
        yield return Of("C3", "Attacked images are rejected rather than misclassified", Thesis,
            [.. new[] { RobustKeys.SingleStep, RobustKeys.Iterative, RobustKeys.Adaptive }.SelectMany(a => Budgets.Select(e => AtMostPapers(
                FormattableString.Invariant($"accepted wrongly, {Named(a)}, ε {e}"), v => v[Mixture, axis: e][$"{a}.wrong"])))]) with
        {
            Premises = ["robust/S-7"],
        };
        yield return Of("C4", "The decoder is the main source of robustness", Thesis,
            [.. new[] { 0.1, 0.2 }.Select(e => new Comparison(FormattableString.Invariant($"AUROC of the decoder's test, FGSM ε {e}"),
                v => v[Mixture, axis: e][RobustKeys.DecoderAuroc], "of the encoder's test",
                v => v[Mixture, axis: e][RobustKeys.EncoderAuroc], Margin.NotBelow()))]) with
        { Premises = ["robust/C5"] };
        yield return Of("C5", "Decoded components lie further apart than the decoder's threshold", Thesis, Gap());
        yield return new("robust/C6", "It works with few labels too, less well", Thesis) { Parts = ["robust/Q16"] };
        yield return new("robust/C7", "Rejected images can be classified by the decoder alone", Thesis)
        {
            Parts = ["robust/Q17", "robust/Q20"],
        };
        yield return new("robust/C8", "A suitable latent distribution improves classification", Thesis)
        {
            Parts = ["robust/Q6", "robust/Q19"],
        };
    }

    static Claim Of(string id, string statement, string source, params IReadOnlyList<Comparison> comparisons) =>
        new($"robust/{id}", statement, source) { Comparisons = comparisons };

    static Comparison Exactly(string what, Func<Measurement, bool> holds) =>
        Comparison.Exact(what, v => holds(v[Mixture, SanityChecks.Checks]));

    static Comparison Check(string what, string key, string other, string otherKey, Margin margin) => new(
        what, v => v[Mixture, SanityChecks.Checks][key], other, v => v[Mixture, SanityChecks.Checks][otherKey], margin);

    static Comparison AtMostPapers(string what, Func<SeedView, double> value) =>
        Comparison.With(what, value, PapersError, Margin.NotAbove());

    static Comparison Gap(string model = Mixture) => new(
        "smallest distance of two decoded components", v => v[model, axis: 0][RobustKeys.DecodedGap], "largest threshold of the decoder",
        v => v[model, axis: 0][RobustKeys.DecoderThreshold], Margin.AtLeast());

    static Comparison Rival(string rival, double epsilon) => new(
        FormattableString.Invariant($"accepted wrongly, ε {epsilon}"), v => v[Mixture, axis: epsilon][RobustKeys.Worst], System(rival),
        v => v[rival, axis: epsilon][RobustKeys.Worst], Margin.NotAbove());

    static Comparison[] Holds(string model) => [.. Late.Select(e => AtMostPapers(
        FormattableString.Invariant($"accepted wrongly under attack, ε {e}"), v => v[model, axis: e][RobustKeys.Worst]))];

    static Measurement Smallest(SeedView v) => v[Mixture, SmallestChanges.Changes];

    static Comparison Wrong(string attack, double epsilon, string other, Margin margin) => new(
        FormattableString.Invariant($"accepted wrongly, {Named(attack)}, ε {epsilon}"), v => v[Mixture, axis: epsilon][$"{attack}.wrong"],
        Named(other), v => v[Mixture, axis: epsilon][$"{other}.wrong"], margin);

    static Comparison Both(string what, string key, double epsilon, Margin margin) =>
        new($"{what}, weight 1000", v => v[Mixture, axis: epsilon][key], "weight 10", v => v[Loose, axis: epsilon][key], margin);

    static Comparison Accuracy(string fewer, string more) => new(
        $"accuracy, {System(fewer)}", v => v[fewer, axis: 0][RobustKeys.RawAccuracy], System(more),
        v => v[more, axis: 0][RobustKeys.RawAccuracy], Margin.NotAbove());

    // What tables call a system; an attack's short name.
    static string System(string id) => RobustModel.All.Select(m => (m.Id, m.Name)).Concat(ClassifierRival.All.Select(r => (r.Id, r.Name)))
        .First(s => s.Id == id).Name;

    static string Named(string attack) => attack == RobustKeys.Noise ? attack : attack.ToUpperInvariant();

    static double Error(SeedView v) => 1 - v[Mixture, axis: 0][RobustKeys.RawAccuracy];

    static double Risk(Measurement m) => m[$"{RobustKeys.Clean}.wrong"] / (m[$"{RobustKeys.Clean}.right"] + m[$"{RobustKeys.Clean}.wrong"]);

    static bool AddsUp(SeedView v, double epsilon) =>
        AddsUp(v[Mixture, axis: epsilon], epsilon == 0 ? RobustKeys.Clean : RobustKeys.Adaptive);

    static bool AddsUp(SeedView v, string change) => AddsUp(v[Mixture, DetectionUnderAttack.Detected, 0], change);

    static bool AddsUp(Measurement m, string key) => Math.Abs(m[$"{key}.right"] + m[$"{key}.wrong"] + m[$"{key}.rejected"] - 1) < 1e-9;

    static bool Monotone(SeedView v, string attack)
    {
        var shares = Budgets.Select(e => v[Mixture, axis: e][$"{attack}.wrong"]).ToList();
        return shares.Zip(shares.Skip(1)).All(p => p.First <= p.Second);
    }
}
