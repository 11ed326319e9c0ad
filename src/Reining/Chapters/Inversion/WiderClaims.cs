namespace Reining.Chapters.Inversion;

/// <summary>
/// Relations beyond the table: with other nets and images (W), with pictures in color (P), with the other recipe (V1r and so on, the
/// margins of V1 and so on), against ALAE's way, a GAN that is continued as an InvGAN (E4), and images of tiles (E10). Where the sheet
/// gives no margin it is ours.
/// </summary>
static class WiderClaims
{
    const string Sheet = "invgan.md §6.2, §8.4", Colors = "invgan.md §8.5";

    const string Larger = "it is measured in the profiles standard and paper", Paired = "-relativistic",
        Whole = "invgan", LongerGan = "gan-longer", Joint = "jlr", WithoutDiscrepancy = "invgan-without-mmd",
        Continued = "gan-continued-as-invgan", RealEncoder = "gan-image-encoder";

    /// <summary>All of them.</summary>
    public static IEnumerable<Claim> All => [.. Settings(), .. Pictures(), .. Recipe(), .. Rivals(), .. Tiles()];

    static IEnumerable<Claim> Settings()
    {
        yield return OfSettings("W1", "With other nets and images reconstructions are far closer than with codes of others", arm => new(
            $"MSE, {arm}", v => v[Whole, arm][InversionKeys.Error], "MSE with permuted codes",
            v => v[Whole, arm][InversionKeys.PermutedError], Margin.AtMost(0.5)));
        yield return OfSettings("W2", "With other nets and images reconstructions mostly keep their class", arm => Comparison.With(
            $"same class, {arm}", v => v[Whole, arm][InversionKeys.Agreement], 0.55, Margin.NotBelow()));
        yield return OfSettings("W3", "With other nets and images the loop closes on drawn codes", arm => Comparison.With(
            $"loop residual, {arm}", v => v[Whole, arm][InversionKeys.Residual], 0.15, Margin.NotAbove()));
        yield return OfSettings(
            "W4", "With other nets and images samples are no worse than a plain GAN's at equal computation", arm => AtEqualCompute(
                $"cFID of samples, {arm}", InversionKeys.SampleDistance, Whole, LongerGan, Margin.AtMost(1.05), arm));
    }

    static IEnumerable<Claim> Pictures()
    {
        yield return OfPictures("P1", "Pictures in color: reconstructions are far closer than with codes of others", arm => new(
            $"MSE, {arm}", v => v[Whole, arm][InversionKeys.Error], "MSE with permuted codes",
            v => v[Whole, arm][InversionKeys.PermutedError], Margin.AtMost(0.5)));
        yield return OfPictures("P2", "Pictures in color: the loop closes on drawn codes", arm => Comparison.With(
            $"loop residual, {arm}", v => v[Whole, arm][InversionKeys.Residual], 0.15, Margin.NotAbove()));
        yield return OfPictures("P3", "Pictures in color: samples are no worse than a plain GAN's at equal computation", arm =>
            AtEqualCompute(
                $"Fréchet distance of samples, {arm}", InversionKeys.SampleDistance, Whole, LongerGan, Margin.AtMost(1.05), arm));
        Comparison Beside(string rival, string key) => new(
            "R² of a linear map, inferred codes", v => v[Whole, "style-heads"][InversionKeys.Factors], rival,
            v => v[Whole, "style-heads"][key], Margin.NotBelow(-0.05));
        yield return Of(
            "P4", "Codes say more of what a head was made from than principal components of its photo and than codes of untrained nets",
            Beside("as many principal components", InversionKeys.ComponentFactors),
            Beside("codes of untrained nets", InversionKeys.UntrainedFactors)) with
        { Source = Colors };
    }

    static IEnumerable<Claim> Recipe()
    {
        const string Other = Whole + Paired;
        yield return Of("V1r", "Scores in pairs: reconstructions are far closer than with codes of other digits", new Comparison(
            "MSE", v => v[Other][InversionKeys.Error], "MSE with permuted codes", v => v[Other][InversionKeys.PermutedError],
            Margin.AtMost(0.5)));
        yield return Of("V6r", "Scores in pairs: samples are no worse than a plain GAN's at equal computation", AtEqualCompute(
            "cFID of samples", InversionKeys.SampleDistance, Other, LongerGan + Paired, Margin.AtMost(1.05)));
        yield return Of("V7r", "Scores in pairs: no more classes are missing than from a plain GAN at equal computation", AtEqualCompute(
            "KL of classes", InversionKeys.ModeDivergence, Other, LongerGan + Paired, Margin.AtMost(1.1)));
        yield return Of("V8r", "Scores in pairs: the whole method beats the naive joint one in reconstruction and probe",
            Ratio("MSE", InversionKeys.Error, Other, Joint + Paired, Margin.AtMost(0.8)),
            Ratio("linear probe", InversionKeys.Probe, Other, Joint + Paired, Margin.NotBelow(-0.05)));
        yield return Of("V9r", "Scores in pairs: without the MMD reconstructions are no digits any more", Ratio(
            "cFID of reconstructions", InversionKeys.ReconstructionDistance, WithoutDiscrepancy + Paired, Other, Margin.AtLeast(2)));
        yield return Of("V13r", "Scores in pairs: reconstructions mostly keep their class", Comparison.With(
            "same class", v => v[Other][InversionKeys.Agreement], 0.55, Margin.NotBelow()));
        yield return Of("V14r", "Scores in pairs: the loop closes on drawn codes", Comparison.With(
            "loop residual", v => v[Other][InversionKeys.Residual], 0.15, Margin.NotAbove()));
    }

    static IEnumerable<Claim> Rivals()
    {
        yield return Of("L1", "The whole method beats ALAE's way in reconstruction and probe",
            Ratio("MSE", InversionKeys.Error, Whole, "alae-style", Margin.AtMost(0.8)),
            Ratio("linear probe", InversionKeys.Probe, Whole, "alae-style", Margin.NotBelow(-0.05)));
        yield return Of("E4", "A finished GAN that is continued as an InvGAN adapts: no worse than an encoder fitted to it",
            WhereTheEncoderEnds("MSE", InversionKeys.Error, Margin.AtMost()),
            WhereTheEncoderEnds("same class", InversionKeys.Agreement, Margin.NotBelow()));
    }

    static IEnumerable<Claim> Tiles()
    {
        const string Arm = TilingExperiment.ArmId;
        yield return Of("E10", "Digits made again of the codes of their tiles are far closer than with other codes, and keep their class",
            new("MSE", v => v[Whole, Arm][InversionKeys.Error], "MSE with permuted codes",
                v => v[Whole, Arm][InversionKeys.PermutedError], Margin.AtMost(0.5)),
            Comparison.With("same class", v => v[Whole, Arm][InversionKeys.Agreement], 0.55, Margin.NotBelow()));
        yield return Of("E10b", "Tiles that overlap show their edges less than tiles side by side", new Comparison(
            "jump across edges, over that elsewhere", v => v[Whole, Arm][InversionKeys.Seams], "side by side",
            v => v[Whole, Arm][InversionKeys.TilesApartSeams], Margin.AtMost(0.8)));
    }

    static Claim OfSettings(string id, string statement, Func<string, Comparison> of) =>
        Of(id, statement, [.. InversionSetting.Others.Select(s => of(s.Arm))]);

    static Claim OfPictures(string id, string statement, Func<string, Comparison> of) =>
        Of(id, statement, [.. InversionSetting.Pictures.Select(s => of(s.Arm))]) with { Source = Colors };

    static Claim Of(string id, string statement, params IReadOnlyList<Comparison> comparisons) =>
        new($"invgan/{id}", statement, Sheet) { Comparisons = comparisons, Prerequisite = Larger };

    static Comparison Ratio(string what, string key, string model, string rival, Margin margin) =>
        new($"{what}, {model}", v => v[model][key], rival, v => v[rival][key], margin);

    // The continued GAN is trained for longer than its rival, so both are read there.
    static Comparison WhereTheEncoderEnds(string what, string key, Margin margin) => new(
        $"{what} at equal processor seconds", v => EqualCompute.Rival(v, Continued, RealEncoder, "", key), RealEncoder,
        v => EqualCompute.End(v, RealEncoder, "", key), margin);

    static Comparison AtEqualCompute(string what, string key, string model, string rival, Margin margin, string arm = "") => new(
        what, v => EqualCompute.End(v, model, arm, key), $"{rival} at equal processor seconds",
        v => EqualCompute.Rival(v, rival, model, arm, key), margin);
}
