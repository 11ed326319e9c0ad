using Reining.Data;

namespace Reining.Worlds;

/// <summary>FLAME parameters that were fitted to photos, read from <c>fits.npz</c>: rows, and the number of each row's photo.</summary>
public sealed class FlameFits
{
    /// <summary>File that they are read from.</summary>
    public const string FileName = "fits.npz";

    FlameFits(Npz file)
    {
        var layout = file.Has("layout") ? file.Whole("layout", 1, 10_000, 3) : null;
        Layout = layout is null ? FlameLayout.Gif : new FlameLayout(layout[0], layout[1], layout[2]);
        var theta = file.Floats("theta", -1, Layout.Count);
        var numbers = file.Whole("index", 0, int.MaxValue, theta.Length / Layout.Count);
        if (numbers.Length == 0 || numbers.Distinct().Count() != numbers.Length)
            throw file.Bad("at least one row, each of a photo of its own, in 'index'", $"{numbers.Length} of {numbers.Distinct().Count()}");
        var order = Enumerable.Range(0, numbers.Length).OrderBy(i => numbers[i]).ToList();
        Numbers = [.. order.Select(i => numbers[i])];
        Rows = [.. order.Select(i => theta.AsSpan(i * Layout.Count, Layout.Count).ToArray())];
    }

    /// <summary>What stands where in a row.</summary>
    public FlameLayout Layout { get; }

    /// <summary>Parameters of each photo, by ascending number.</summary>
    public IReadOnlyList<float[]> Rows { get; }

    /// <summary>The photos' numbers.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>Reads and checks fits.</summary>
    /// <param name="path">The file <c>fits.npz</c>.</param>
    /// <exception cref="DataException">There is none, or its rows have another length than its layout says.</exception>
    public static FlameFits Read(string path) =>
        new(Npz.Read(path, "FlameFits", FlameModel.Remedy, ["theta", "index"], "layout"));

    /// <summary>
    /// Refuses fits that go beyond the model, and cameras that do not show the eyes: DECA's own camera speaks of another crop
    /// (gif-conditional.md §7, step 5).
    /// </summary>
    /// <exception cref="DataException">Says which it is.</exception>
    internal void Check(FlameModel model, FlameTexture texture)
    {
        if (Layout.Shape > model.ExpressionStart || Layout.Expressions > model.Expressions || Layout.Textures > texture.Directions)
            throw new DataException(
                $"FlameFits: expected at most {model.ExpressionStart} shapes, {model.Expressions} expressions and {texture.Directions} " +
                $"textures, which the model has, got {Layout.Shape}, {Layout.Expressions} and {Layout.Textures}; {FlameModel.Remedy}.");
        var vertices = new System.Numerics.Vector3[model.Vertices];
        var sample = Rows.Where((_, i) => i % Math.Max(1, Rows.Count / 64) == 0).ToList();
        var inside = sample.Count(theta =>
        {
            FlameRenderer.Place(model, Layout, theta, vertices);
            var camera = FlameRenderer.Camera(Layout, theta);
            return camera.Scale > 0 && model.Eyes.All(e => camera.Project(vertices[e]) is { X: > -1 and < 1, Y: > -1 and < 1 });
        });
        if (inside * 2 < sample.Count)
            throw new DataException(
                $"FlameFits: expected cameras of the whole photo, with both eyes in it, got that in {inside} of {sample.Count} rows; " +
                "convert cameras that speak of a crop of the face (docs/own-faces.md).");
    }
}
