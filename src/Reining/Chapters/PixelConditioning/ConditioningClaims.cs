using static Reining.Chapters.PixelConditioning.ConditioningModel;

namespace Reining.Chapters.PixelConditioning;

/// <summary>
/// The claims of gif-conditional.md: acceptance tests A1 to A7 (§8.3, for 32 pixels), relations G1 to G6 (§6.7), the paper's
/// claims C1 to C6 (§1). Margins were stated before anything of a standard run was measured.
/// </summary>
static class ConditioningClaims
{
    const string Tests = "gif-conditional.md §8.3", Relations = "gif-conditional.md §6.7", Paper = "gif-conditional.md §1";
    const string Geometry = $"{Association.Correlation}.{Association.Geometry}";

    /// <summary>Normalized association is a correlation over that on real photos: how much better counts.</summary>
    const double Clearly = 0.1;

    static readonly string[] Meshes = ["shape", "expression", "pose"];

    public static IReadOnlyList<Claim> All { get; } = [.. Acceptance(), .. Sheet(), .. OfPaper()];

    static IEnumerable<Claim> Acceptance()
    {
        yield return Of(
            "A1", "Pixel conditions give smaller mesh errors than every vector, and vectors no larger ones than no condition", Tests,
            [
                .. Meshes.SelectMany(m => Vectors.Select(v => MeshAtMost(Pixel, m, v))),
                .. new[] { "shape", "pose" }.Select(m => MeshAtMost(V2, m, None)),
            ]);
        yield return Of("A2", "The mesh errors of pixel conditions are nearer to those of real photos than to chance", Tests,
            [.. Meshes.Select(m => Comparison.With(
                $"{m}: share of the way from real photos to chance", v => Share(v, m), 0.5, Margin.NotAbove()))]);
        yield return Of("A3", "Normals alone do not tell the light", Tests,
            new Comparison("association of light, normals", v => v[Normals.Id][$"{Association.Correlation}.light"], "render",
                v => v[Render.Id][$"{Association.Correlation}.light"] / 2, Margin.NotAbove()));
        yield return Of("A4", "A shifted condition shifts its path by as much", Tests,
            Comparison.Exact("relative difference at most 1e-4", v => v[Pixel.Id]["path.shift_error"] <= 1e-4));
        yield return Of("A5", "The style hardly moves the recovered pose", Tests,
            Comparison.With("variance of pose by latents over that by conditions", v => v[Pixel.Id][$"{GeneratorMeasures.Style}.pose"], 0.2,
                Margin.NotAbove()));
        yield return Of("A6", "Two trainings of one seed end in the same bits", Tests,
            Comparison.Exact("all weights after the first steps", v => v[Pixel.Id]["deterministic"] >= 1));
        yield return Of("A7", "The texture loss makes colors of the skin's points vary less, at the same association", Tests,
            new Comparison("squared difference with the loss", v => v[Texture.Id][GeneratorMeasures.TextureDifference], "without it",
                v => v[Pixel.Id][GeneratorMeasures.TextureDifference], Margin.AtMost(0.8)),
            new Comparison("association of geometry with the loss", v => Normalized(v, Texture), "without it",
                v => Normalized(v, Pixel), Margin.NotBelow(0.05)));
    }

    static IEnumerable<Claim> Sheet()
    {
        yield return Of("G1", "Both images, then one, then vectors, then nothing: association of geometry in this order", Relations,
            [
                new("normalized association, both", v => Normalized(v, Pixel), "render alone", v => Normalized(v, Render),
                    Margin.NotBelow(0.05)),
                new("both", v => Normalized(v, Pixel), "normals alone", v => Normalized(v, Normals), Margin.NotBelow(0.05)),
                .. Vectors.Select(vector => new Comparison(
                    "normals alone", v => Normalized(v, Normals), vector.Name, v => Normalized(v, vector), Margin.NotBelow(-Clearly))),
                Comparison.With("no condition", v => Normalized(v, None), 0, Margin.NotAbove(0.05)),
            ]);
        yield return Of("G2", "Fréchet distances are of one order: the condition costs no quality", Relations,
            Comparison.Spread("Fréchet distance on random features", v => new[] { Pixel, Render, Normals, V2, None }
                .Select(m => v[m.Id][Association.FrechetRandom]), 1.5));
        yield return Of("G3", "Normals alone fail on texture and light, the render alone does not", Relations,
            [.. new[] { "texture", "light" }.SelectMany(group => new[]
            {
                Comparison.With($"normalized association of {group}, normals", v => Normalized(v, Normals, group), 0.5, Margin.NotAbove()),
                Comparison.With($"of {group}, render", v => Normalized(v, Render, group), 0.5, Margin.NotBelow()),
            })]);
        yield return Of("G4", "Vectors fall behind most in what moves few pixels, least in what moves many", Relations,
            new Comparison("gap to V2 in expression, nose and jaw", v => Gap(v, "smile", "brow", "pucker", "nose", "jaw"),
                "in yaw and scale", v => Gap(v, "yaw", "scale"), Margin.NotBelow()));
        yield return Of("G5", "What is read off a picture does not depend on the latent", Relations,
            [.. new[] { "shape", "pose", "light" }.Select(group => Comparison.With(
                $"variance of {group} by latents over that by conditions", v => v[Pixel.Id][$"{GeneratorMeasures.Style}.{group}"], 0.3,
                Margin.NotAbove()))]);
        yield return Of("G6", "The texture loss lowers the variance of textures without raising re-inference errors", Relations,
            [
                new("squared difference with the loss", v => v[Texture.Id][GeneratorMeasures.TextureDifference], "without it",
                    v => v[Pixel.Id][GeneratorMeasures.TextureDifference], Margin.AtMost()),
                .. Meshes.Select(m => new Comparison(
                    $"mesh error, {m}, with the loss", v => Mesh(v, Texture, m), "without it", v => Mesh(v, Pixel, m), Margin.AtMost(1.1))),
            ]);
    }

    static IEnumerable<Claim> OfPaper()
    {
        yield return Of(
            "C1", "A vector gives unsatisfactory control: pixels beat the best of four vectors, also one that was trained longer", Paper,
            [
                .. Vectors.Append(V4Long).Select(vector => new Comparison(
                    "normalized association of geometry, pixel", v => Normalized(v, Pixel), vector.Name, v => Normalized(v, vector),
                    Margin.NotBelow(-Clearly))),
                .. new[] { Mirrored, Shifted }.Select(control => new Comparison(
                    "pixel", v => Normalized(v, Pixel), control.Name, v => Normalized(v, control), Margin.NotBelow())),
                new("Fréchet distance on random features, pixel", v => v[Pixel.Id][Association.FrechetRandom], "best vector",
                    v => Vectors.Min(m => v[m.Id][Association.FrechetRandom]), Margin.AtMost(1.25)),
            ]);
        yield return Of("C2", "Renders of the mesh give control close to what can be read off real photos", Paper,
            Comparison.With("normalized association of geometry", v => Normalized(v, Pixel), 0.75, Margin.NotBelow()));
        yield return Of("C3", "Each factor moves alone, and the style moves none of them", Paper,
            [.. new[] { "shape", "expression", "pose", "light" }.Select(group => Comparison.With(
                $"move of {group} over the largest other", v => v[Pixel.Id][$"{Disentanglement.Alone}.{group}"], 1.5,
                Margin.NotBelow()))])
            with
        {
            Premises = ["gif/G5"],
        };
        yield return Of("C4", "Asked which of two pictures matches what was asked for, the judge takes that of pixel conditions", Paper,
            [.. Vectors.Select(vector => Comparison.With(
                $"share of choices against {vector.Name}", v => v[Pixel.Id, ChoiceExperiment.Choice][ChoiceExperiment.Over(vector)], 0.5,
                Margin.NotBelow(-Clearly)))]);
        yield return new("gif/C5", "Quality and obedience are two things, and pixels give both", Paper) { Parts = ["gif/A1", "gif/G2"] };
        yield return new("gif/C6", "A texture-consistency loss keeps appearance while geometry moves", Paper) { Parts = ["gif/A7"] };
    }

    static Claim Of(string id, string statement, string source, params IReadOnlyList<Comparison> comparisons) =>
        new($"gif/{id}", statement, source) { Comparisons = comparisons };

    static Measurement Judged(SeedView v, double shown) => v[RegressorExperiment.Judge, axis: shown];

    /// <summary>Association as a share of that on real photos.</summary>
    static double Normalized(SeedView v, ConditioningModel model, string group = Association.Geometry) =>
        v[model.Id][$"{Association.Correlation}.{group}"] /
            Judged(v, RegressorExperiment.Photos)[$"{Association.Correlation}.{group}"];

    static double Mesh(SeedView v, ConditioningModel model, string part) => v[model.Id][$"{Association.Mesh}.{part}"];

    static Comparison MeshAtMost(ConditioningModel model, string part, ConditioningModel other) => new(
        $"mesh error, {part}, {model.Name}", v => Mesh(v, model, part), other.Name, v => Mesh(v, other, part), Margin.AtMost());

    static double Share(SeedView v, string part)
    {
        var key = $"{Association.Mesh}.{part}";
        var floor = Judged(v, RegressorExperiment.Photos)[key];
        return (Mesh(v, Pixel, part) - floor) / (Judged(v, RegressorExperiment.OtherPhotos)[key] - floor);
    }

    /// <summary>How much lower V2's association is than that of pixels, each as a share of the ceiling; the mean over parameters.</summary>
    static double Gap(SeedView v, params string[] parameters) => parameters.Average(p =>
    {
        var key = $"{Association.Parameter}.{p}";
        return (v[Pixel.Id][key] - v[V2.Id][key]) / Judged(v, RegressorExperiment.Photos)[key];
    });
}
