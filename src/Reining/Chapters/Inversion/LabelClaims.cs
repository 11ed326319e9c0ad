namespace Reining.Chapters.Inversion;

/// <summary>
/// Relations with few labels (fact sheet invgan.md §7): what the sheet expects of the three ways there, and whether inference helps a GAN
/// that has the same labels. Accuracies are of test digits; the margins are ours, as the sheet gives an order only.
/// </summary>
static class LabelClaims
{
    const string Sheet = "invgan.md §7", Larger = "it is measured in the profiles standard and paper";

    /// <summary>All of them.</summary>
    public static IEnumerable<Claim> All => Relations.Select(c => c with { Prerequisite = Larger });

    static IEnumerable<Claim> Relations { get; } =
    [
        new("invgan/S1", "With ten labels a class, inferring classes together with codes beats codes and a linear map", Sheet)
        {
            Comparisons = [Better(LabelMethod.InvGan, LabelMethod.Codes, 10)],
        },
        new("invgan/S2", "With ten labels a class, codes and a linear map beat a classifier on the labels alone", Sheet)
        {
            Comparisons = [Better(LabelMethod.Codes, LabelMethod.LabelsAlone, 10)],
        },
        new("invgan/S3", "What unlabeled digits are worth shrinks with more labels", Sheet)
        {
            Comparisons =
            [
                new("gain over labels alone, 10 labels a class", v => Gain(v, 10), "with all labels", v => Gain(v, LabelChoice.All),
                    Margin.NotBelow()),
            ],
        },
        new("invgan/S4", "With few labels, a GAN that infers codes reads classes no worse than one that does not", Sheet)
        {
            Comparisons = [.. new[] { 10, 50, 100 }.Select(each => Better(LabelMethod.InvGan, LabelMethod.Gan, each))],
        },
        new("invgan/S5", "With few labels, a GAN that infers codes makes no worse samples than one that does not", Sheet)
        {
            Comparisons =
            [
                .. new[] { 10, 100 }.Select(each => new Comparison(
                    $"cFID of samples, {each} labels a class", v => Of(v, LabelMethod.InvGan, each)[InversionKeys.SampleDistance],
                    LabelChoice.Name(LabelMethod.Gan), v => Of(v, LabelMethod.Gan, each)[InversionKeys.SampleDistance],
                    Margin.AtMost(1.05))),
            ],
        },
    ];

    static Comparison Better(LabelMethod better, LabelMethod worse, int each) => new(
        $"accuracy, {each} labels a class, {LabelChoice.Name(better)}", v => Accuracy(v, better, each), LabelChoice.Name(worse),
        v => Accuracy(v, worse, each), Margin.NotBelow());

    static double Gain(SeedView view, int each) =>
        Accuracy(view, LabelMethod.InvGan, each) - Accuracy(view, LabelMethod.LabelsAlone, each);

    static double Accuracy(SeedView view, LabelMethod method, int each) => Of(view, method, each)[InversionKeys.ClassAccuracy];

    static Measurement Of(SeedView view, LabelMethod method, int each) => view[LabelChoice.Id(method), LabelChoice.Arm(each)];
}
