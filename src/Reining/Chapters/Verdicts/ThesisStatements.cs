namespace Reining.Chapters.Verdicts;

/// <summary>
/// The abstract's eleven statements, each a conjunction of claims of the chapters (outline.md §1.1). All parts are necessary. A part whose
/// chapter has not been measured leaves its statement undecided, or not testable if that is true of all of them.
/// </summary>
public static class ThesisStatements
{
    /// <summary>The verdict on the whole: no experiments of its own.</summary>
    public static Chapter Chapter { get; } = new("thesis", "The thesis as a whole", "What remains of the abstract's statements?")
    {
        Parts = [new("thesis-statements", "the abstract's statements") { Claims = All }],
    };

    static IReadOnlyList<Claim> All =>
    [
        Of("T1", "Removing arbitrary prior assumptions improves generation quality", "rae/R1", "rae/R3", "rae/Q2", "rae/Q1c"),
        Of("T2", "Samples of a VAE are overly smooth mainly because of a poor likelihood, less because of a simple prior", "rae/Q1a",
            "rae/Q1b", "rae/Q1d"),
        Of("T3", "A deterministic, regularized autoencoder can be sampled", "rae/R1", "rae/R4b", "rae/R10", "rae/R13"),
        Of("T4", "Choosing the latent distribution suitably improves classification", "robust/Q6", "robust/Q16", "synthesis/S1",
            "synthesis/S8"),
        Of("T5", "Combining a generative and a discriminative objective improves both", "synthesis/S8", "synthesis/S13"),
        Of("T6", "A special case of an RAE is a classifier robust against adversarial attack",
            "robust/C1", "robust/C2", "robust/C3", "robust/C4", "synthesis/S2", "synthesis/S11"),
        Of("T7",
            "Conditional generators can be of high quality and obey their condition when condition and image correspond pixel by pixel",
            "gif/C1", "gif/C2", "gif/C5"),
        Of("T8", "Pixel by pixel correspondence gives precise control over the content", "gif/C3", "gif/C6", "gif/G4", "gif/G5"),
        Of("T9", "Closing the loop between generation and inference benefits both",
            "invgan/V3", "invgan/V4", "invgan/V5", "invgan/V6", "invgan/V15", "invgan/V16"),
        Of("T10", "One framework trains generation and inference, fully or semi-supervised", "invgan/I7", "robust/Q16"),
        Of("T11",
            "With all this one builds a robust classifier that uses the marginal likelihood of a data point, " +
            "without assumed prior, without mismatch of posterior and prior, with a closed loop",
            [.. new[] { 1, 2, 3, 4, 5, 6, 7, 10, 11, 12 }.Select(i => $"synthesis/S{i}")]),
    ];

    static Claim Of(string id, string statement, params string[] parts) =>
        new($"thesis/{id}", statement, "outline.md §1.1") { Parts = parts };
}
