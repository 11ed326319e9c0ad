using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Reining.Data;
using Reining.Images;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Worlds;

/// <summary>
/// A person's own faces as a world: a folder with <c>flame.npz</c>, <c>tex.npz</c>, <c>uv.npz</c>, <c>fits.npz</c> and numbered photos
/// (docs/own-faces.md). Nothing of it comes with the project. Files are read when they are first asked for.
/// </summary>
public sealed class FlameFaces : IFaceWorld
{
    /// <summary>Environment variable with the folder.</summary>
    public const string Variable = "REINING_FLAME";

    /// <summary>Folder of the photos, in the folder of the files.</summary>
    public const string Photos = "photos";

    /// <summary>Fits that are needed, so that the smallest part of learning fills its batches.</summary>
    public const int Least = 320;

    static readonly string[] Files = [FlameModel.FileName, FlameTexture.FileName, FlameSkin.FileName, FlameFits.FileName];

    // In the order of FacePart: where each part ends, of a hundred. Photos keep their order, so that pictures of one evening stay together.
    static readonly int[] Ends = [48, 68, 88, 93, 98, 100];

    readonly string _folder;
    readonly FlameRenderOptions _options;
    readonly Lazy<string> _identity;
    readonly Lazy<FlameModel> _model;
    readonly Lazy<FlameTexture> _texture;
    readonly Lazy<FlameSkin> _skin;
    readonly Lazy<FlameFits> _fits;
    readonly Lazy<IReadOnlyList<string>> _pictures;

    FlameFaces(string folder, FlameRenderOptions options)
    {
        (_folder, _options) = (folder, options);
        _pictures = new(() => ImageFolder.Files(Path.Combine(_folder, Photos)));
        _identity = new(Hash);
        _model = new(() => FlameModel.Read(Path.Combine(_folder, FlameModel.FileName)));
        _texture = new(() => FlameTexture.Read(Path.Combine(_folder, FlameTexture.FileName), Model));
        _skin = new(() => FlameSkin.Read(Path.Combine(_folder, FlameSkin.FileName), Model));
        _fits = new(ReadFits);
    }

    /// <summary>Why there are no own faces here, or null if the files are there.</summary>
    /// <param name="folder">Their folder; null for that of <see cref="Variable"/>.</param>
    public static string? WhyNot(string? folder = null)
    {
        folder ??= Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(folder))
            return $"no folder is named: set {Variable} to a folder with {Needed}, made from your licensed copies by docs/own-faces.md";
        if (!Directory.Exists(folder))
            return $"there is no folder '{folder}'; correct {Variable}";
        var missing = Files.Where(f => !File.Exists(Path.Combine(folder, f))).ToList();
        if (!Directory.Exists(Path.Combine(folder, Photos)))
            missing.Add($"{Photos}/");
        return missing.Count == 0 ? null : $"'{folder}' has no {string.Join(", ", missing)}; docs/own-faces.md says how to make it";
    }

    /// <summary>The faces of a folder.</summary>
    /// <param name="folder">The folder; null for that of <see cref="Variable"/>.</param>
    /// <param name="options">How condition images are made; null takes the defaults.</param>
    /// <exception cref="DataException">A file is missing; says which, and where it is told how to make it.</exception>
    public static FlameFaces Open(string? folder = null, FlameRenderOptions? options = null) => WhyNot(folder) is { } reason
        ? throw new DataException($"FlameFaces: expected {Needed}, got none: {reason}.")
        : new FlameFaces(Path.GetFullPath(folder ?? Environment.GetEnvironmentVariable(Variable)!), options ?? new FlameRenderOptions());

    /// <inheritdoc/>
    public string Name => "flame";

    /// <inheritdoc/>
    public string? Identity => _identity.Value;

    /// <inheritdoc/>
    public string MeshUnit => "mm";

    /// <inheritdoc/>
    public FaceParameters Parameters => Layout.Parameters;

    /// <summary>The geometry.</summary>
    public FlameModel Model => _model.Value;

    /// <summary>The texture space.</summary>
    public FlameTexture Texture => _texture.Value;

    /// <summary>What stands where in parameters.</summary>
    public FlameLayout Layout => _fits.Value.Layout;

    /// <summary>How many faces a part has.</summary>
    public int Count(FacePart part)
    {
        var (first, end) = Range(part);
        return end - first;
    }

    /// <summary>Over the part that generators learn from; a parameter that never changes has deviation 1.</summary>
    public (Tensor Mean, Tensor Deviation) Scale()
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var all = Matrix(Faces(FacePart.Train, int.MaxValue));
        var deviation = all.std(0, unbiased: false);
        return (all.mean([0]).DetachFromDisposeScope(), deviation.where(deviation > 1e-6, ones_like(deviation)).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Faces(FacePart part, int count)
    {
        var (first, end) = Range(part);
        return [.. _fits.Value.Rows.Skip(first).Take(Math.Min(count, end - first))];
    }

    /// <inheritdoc/>
    public HeadSet Heads(FacePart part, int count, int side)
    {
        var faces = Faces(part, count);
        var photos = Pictures([.. _fits.Value.Numbers.Skip(Range(part).First).Take(faces.Count)], side);
        return new HeadSet(Matrix(faces), Conditions(faces, side), photos);
    }

    /// <inheritdoc/>
    public bool MakesPhotos => false;

    /// <summary>The first ten shapes and expressions, jaw and yaw get noise, and the camera is solved anew.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<float[]> Perturbed(int count, float level)
    {
        const int Most = 10;
        var layout = Layout;
        var vertices = new Vector3[Model.Vertices];
        int[] shapes = [.. Enumerable.Range(0, Math.Min(Most, layout.Shape)),
            .. Enumerable.Range(layout.Shape, Math.Min(Most, layout.Expressions))];
        return [.. Faces(FacePart.Test, count).Select((face, i) =>
        {
            float[] noisy = [.. face];
            if (level == 0)
                return noisy;
            Perturbation.Add(noisy, shapes, layout.Jaw, layout.Pose + 1, i, level);
            FlameRenderer.Place(Model, layout, noisy, vertices);
            var camera = Model.AlignedCamera(vertices);
            (noisy[layout.Camera], noisy[layout.Camera + 1], noisy[layout.Camera + 2]) = (camera.Scale, camera.X, camera.Y);
            return noisy;
        })];
    }

    /// <inheritdoc/>
    public HeadSet Render(IReadOnlyList<float[]> faces, FacePart part, IReadOnlyList<int> origins, int side) =>
        new(Matrix(faces), Conditions(faces, side), empty([0, 3, side, side], uint8));

    /// <inheritdoc/>
    public Tensor Conditions(IReadOnlyList<float[]> faces, int side)
    {
        TorchRuntime.Load();
        var size = HeadRenderer.ConditionChannels * side * side;
        var layout = Layout;
        return HeadSet.Rows(faces.Count, [HeadRenderer.ConditionChannels, side, side], (first, bytes) => Parallel.For(
            0, bytes.Length / size, () => new FlameRenderer(Model, Texture, layout, side, _options), (i, _, renderer) =>
            {
                renderer.Pose(faces[first + i]).Condition(bytes.AsSpan(i * size, size));
                return renderer;
            },
            _ => { }));
    }

    /// <inheritdoc/>
    public (Tensor Places, Tensor Visible) SkinPoints(IReadOnlyList<float[]> faces, int side)
    {
        TorchRuntime.Load();
        var points = _skin.Value.Points;
        var layout = Layout;
        var (places, visible) = (new float[faces.Count * points * 2], new float[faces.Count * points]);
        Parallel.For(0, faces.Count, () => new FlameRenderer(Model, Texture, layout, side, _options), (i, _, renderer) =>
        {
            renderer.Pose(faces[i]).SkinPoints(
                _skin.Value, places.AsSpan(i * points * 2, points * 2), visible.AsSpan(i * points, points));
            return renderer;
        }, _ => { });
        return (tensor(places, [faces.Count, points, 2]), tensor(visible, [faces.Count, points]));
    }

    /// <inheritdoc/>
    public IEnumerable<(string Part, double Distance)> MeshDistances(IReadOnlyList<float[]> read, IReadOnlyList<float[]> asked)
    {
        var error = new FlameMeshError(Model, Layout, _skin.Value.FaceVertices);
        foreach (var (part, kind) in new[]
        {
            ("shape", FlameMeshKind.Shape), ("expression", FlameMeshKind.Expression), ("pose", FlameMeshKind.Pose),
            ("posed_expression", FlameMeshKind.PosedExpression),
        })
        {
            var (millimeters, fraction) = error.Of(kind, read, asked);
            yield return (part, millimeters);
            yield return ($"{part}.fraction", fraction);
        }
    }

    static string Needed => $"{string.Join(", ", Files)} and {Photos}/";

    Tensor Matrix(IReadOnlyList<float[]> faces)
    {
        TorchRuntime.Load();
        return tensor(faces.SelectMany(f => f).ToArray(), [faces.Count, Layout.Count]);
    }

    /// <summary>Photos by their numbers (N, 3, S, S): the middle square, brought to the size by Lanczos's filter, as GIF does.</summary>
    Tensor Pictures(IReadOnlyList<int> numbers, int side)
    {
        var files = ByNumber();
        var missing = numbers.Where(n => !files.ContainsKey(n)).ToList();
        if (missing.Count > 0)
            throw new DataException(
                $"FlameFaces: expected a photo for each of {numbers.Count} fits in '{Path.Combine(_folder, Photos)}', got none for " +
                $"{missing.Count}, the first is {missing[0]:00000}.png; add the photos or leave their rows out of {FlameFits.FileName}.");
        var images = ImageFolder.Read(
            Name, [.. numbers.Select(n => (files[n], (byte)0))], ["face"],
            new ImageFolderOptions { Side = side, Filter = ResizeFilter.Lanczos });
        var size = 3 * side * side;
        return HeadSet.Rows(numbers.Count, [3, side, side], (first, bytes) =>
        {
            for (var i = 0; i < bytes.Length / size; i++)
                images.Pixels(first + i).CopyTo(bytes.AsSpan(i * size, size));
        });
    }

    Dictionary<int, string> ByNumber()
    {
        var files = new Dictionary<int, string>();
        foreach (var path in _pictures.Value)
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            if (!files.TryAdd(number, path))
                throw new DataException(
                    $"FlameFaces: expected one photo of number {number}, got '{files[number]}' and '{path}'; remove one of them.");
        }
        return files;
    }

    FlameFits ReadFits()
    {
        var fits = FlameFits.Read(Path.Combine(_folder, FlameFits.FileName));
        fits.Check(Model, Texture);
        return fits.Rows.Count >= Least ? fits
            : throw new DataException($"FlameFaces: expected at least {Least} fits, got {fits.Rows.Count}; fit more photos.");
    }

    (int First, int End) Range(FacePart part)
    {
        var count = (long)_fits.Value.Rows.Count;
        return ((int)(part == 0 ? 0 : count * Ends[(int)part - 1] / 100), (int)(count * Ends[(int)part] / 100));
    }

    // What the files hold and which photos there are; a photo that is changed under its name goes unnoticed.
    string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            using var stream = File.OpenRead(Path.Combine(_folder, file));
            hash.AppendData(SHA256.HashData(stream));
        }
        foreach (var picture in _pictures.Value)
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(_folder, picture)}\n"));
        hash.AppendData(Encoding.UTF8.GetBytes(_options.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
