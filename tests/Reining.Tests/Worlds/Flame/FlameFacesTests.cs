using Reining.Data;
using Reining.Tests.Data;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Tests.Worlds.Flame;

/// <summary>A folder of own faces: what is read, and what is refused with the reason.</summary>
public sealed class FlameFacesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenAFolder_WhenFacesAreTaken_ThenRowsPhotosAndPartsBelongTogether()
    {
        using var scope = NewDisposeScope();
        var world = FlameFaces.Open(TinyFlame.Folder(_folder.Path));
        var parts = Enum.GetValues<FacePart>();
        Assert.Equal([153, 64, 64, 16, 16, 7], parts.Select(world.Count));
        var all = parts.SelectMany(p => world.Faces(p, 1000)).ToList();
        Assert.Equal(FlameFaces.Least, all.Count);
        Assert.Equal(TinyFlame.Face(world.Model, 0), all[0]); // in order of the photos' numbers
        Assert.Equal(TinyFlame.Face(world.Model, 319), all[^1]);
        Assert.Equal(TinyFlame.Layout, world.Layout);
        Assert.Equal(43, world.Parameters.Count);
        Assert.Equal(43, world.Parameters.Names.Distinct().Count());
        Assert.Equal(world.Parameters.Count, world.Parameters.Groups.Sum(g => g.Length));

        using var test = world.Heads(FacePart.Test, 8, 16);
        Assert.Equal([8, 43], test.Parameters.shape);
        Assert.Equal([8, 6, 16, 16], test.Conditions.shape);
        // Photos of 16 pixels are taken as they are: where there is a head, they show the render.
        var mask = test.Conditions.narrow(1, 5, 1).expand(-1, 3, -1, -1) > 0;
        Assert.True(mask.any().item<bool>());
        Assert.True(test.Photos[mask].equal(test.Conditions.narrow(1, 0, 3)[mask]).all().item<bool>());
        Assert.Equal((byte)(297 % 100), test.Photos[0, 0, 0, 0].item<byte>()); // photo 297 is the first of the part

        var (mean, deviation) = world.Scale();
        Assert.True((deviation > 0).all().item<bool>());
        Assert.Equal(1, deviation[TinyFlame.Layout.Pose + 2].item<float>()); // never rolled
        Assert.InRange(mean[TinyFlame.Layout.Light].item<float>(), 2.8, 3.2);
        var (places, visible) = world.SkinPoints(world.Faces(FacePart.Test, 8), 16);
        Assert.InRange(places.abs().max().item<float>(), 0.2, 1);
        Assert.InRange(visible.mean().item<float>(), 0.5, 1);
    }

    [Fact]
    public void GivenFacesInPieces_WhenConditionsAreDrawnByManyThreads_ThenTheyAreThoseOfOneRenderer()
    {
        using var scope = NewDisposeScope();
        var world = FlameFaces.Open(TinyFlame.Folder(_folder.Path, photos: 1));
        var faces = world.Faces(FacePart.Train, 12);
        var together = world.Conditions(faces, 16);
        var renderer = new FlameRenderer(world.Model, world.Texture, world.Layout, 16);
        for (var i = 0; i < faces.Count; i++)
        {
            var alone = new byte[6 * 256];
            renderer.Pose(faces[i]).Condition(alone);
            Assert.Equal(alone, together[i].flatten().data<byte>().ToArray());
        }
        var rows = HeadSet.Rows(3, [1L << 27], (first, bytes) => bytes.AsSpan().Fill((byte)(first + 1))); // two rows a piece
        Assert.Equal([1, 1, 3], Enumerable.Range(0, 3).Select(i => (int)rows[i, 5].item<byte>()));
    }

    [Fact]
    public void GivenNoiseOnTheGeometry_WhenFacesArePerturbed_ThenTheirCamerasAreSolvedAnewAndAppearanceStays()
    {
        var world = FlameFaces.Open(TinyFlame.Folder(_folder.Path, photos: 1));
        var (plain, layout) = (world.Faces(FacePart.Test, 4), world.Layout);
        Assert.Equal(plain, world.Perturbed(4, 0));
        var far = world.Perturbed(4, 1.5f);
        Assert.Equal(far, world.Perturbed(4, 1.5f));
        var vertices = new System.Numerics.Vector3[world.Model.Vertices];
        foreach (var (before, after) in plain.Zip(far))
        {
            Assert.NotEqual(before[..layout.Pose], after[..layout.Pose]);
            Assert.All(after[..layout.Pose], v => Assert.InRange(v, -3, 3));
            Assert.NotEqual(before[layout.Pose + 1], after[layout.Pose + 1]);
            Assert.True(after[layout.Jaw] >= 0);
            Assert.Equal(before[layout.Texture..], after[layout.Texture..]);
            FlameRenderer.Place(world.Model, layout, after, vertices);
            var camera = FlameRenderer.Camera(layout, after);
            var eyes = world.Model.Eyes.Select(e => camera.Project(vertices[e])).ToArray();
            Assert.Equal(0.0022f, eyes[0].X + eyes[1].X, 3e-4f); // the middle of the eyes is where aligned photos have it
            Assert.Equal(-0.1f, eyes[0].Y + eyes[1].Y, 3e-4f);
        }
    }

    [Fact]
    public void GivenAnotherFileOrPhoto_WhenTheIdentityIsAsked_ThenItIsAnother()
    {
        var folder = TinyFlame.Folder(_folder.Path, photos: 2);
        var first = FlameFaces.Open(folder).Identity;
        Assert.Equal(first, FlameFaces.Open(folder).Identity);
        Assert.NotEqual(first, FlameFaces.Open(folder, FlameRenderOptions.Released).Identity);
        File.Move(Path.Combine(folder, "photos", "00", "00001.png"), Path.Combine(folder, "photos", "00", "00002.png"));
        Assert.NotEqual(first, FlameFaces.Open(folder).Identity);
    }

    [Fact]
    public void GivenNoFolderOrFile_WhenOpened_ThenTheReasonNamesWhatIsNeededAndWhereItIsTold()
    {
        var folder = _folder.Path;
        Refusal.Of<DataException>(
            () => FlameFaces.Open(folder), "FlameFaces: expected flame.npz, tex.npz, uv.npz, fits.npz and photos/, got none",
            "has no flame.npz, tex.npz, uv.npz, fits.npz, photos/", "docs/own-faces.md");
        Refusal.Of<DataException>(() => FlameFaces.Open(Path.Combine(folder, "nowhere")), "there is no folder", "correct REINING_FLAME");
        Refusal.Of<DataException>(() => FlameFaces.Open(""), "no folder is named", "set REINING_FLAME", "docs/own-faces.md");
        TinyFlame.Folder(folder, photos: 1);
        Assert.Null(FlameFaces.WhyNot(folder));
        File.Delete(Path.Combine(folder, "uv.npz"));
        Assert.Contains("has no uv.npz;", FlameFaces.WhyNot(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenFitsWithoutPhotosOrTooFew_WhenFacesAreTaken_ThenTheRefusalSaysWhich()
    {
        var folder = TinyFlame.Folder(_folder.Path, photos: 2);
        Refusal.Of<DataException>(
            () => FlameFaces.Open(folder).Heads(FacePart.Train, 5, 16), "a photo for each of 5 fits", "got none for 3",
            "the first is 00002.png", "leave their rows out");
        File.Copy(Path.Combine(folder, "photos", "00", "00001.png"), Path.Combine(folder, "photos", "00", "1.png"));
        Refusal.Of<DataException>(() => FlameFaces.Open(folder).Heads(FacePart.Train, 2, 16), "one photo of number 1");
        TinyFlame.Folder(folder, count: 319, photos: 1);
        Refusal.Of<DataException>(() => FlameFaces.Open(folder).Faces(FacePart.Train, 1), "at least 320 fits, got 319", "fit more photos");
    }

    public static TheoryData<string, string, string> WrongFits => new()
    {
        { "camera", "cameras of the whole photo, with both eyes in it", "0 of" },
        { "shapes", "at most 3 shapes, 2 expressions and 2 textures", "4, 1 and 2" },
        { "width", "'theta' of shape Nx236", "320x43" },
        { "twice", "each of a photo of its own", "319" },
        { "count", "'index' of shape 320", "319" },
    };

    [Theory]
    [MemberData(nameof(WrongFits))]
    public void GivenFitsThatDoNotFit_WhenTheyAreRead_ThenTheRefusalSaysWhy(string what, string expected, string got)
    {
        var folder = TinyFlame.Folder(_folder.Path, photos: 1);
        var model = FlameModel.Read(Path.Combine(folder, FlameModel.FileName));
        var faces = Enumerable.Range(0, FlameFaces.Least).Select(i => TinyFlame.Face(model, i)).ToArray();
        var index = Enumerable.Range(0, faces.Length).ToArray();
        if (what == "camera")
            Array.ForEach(faces, f => f[TinyFlame.Layout.Camera + 1] += 0.5f);
        if (what == "twice")
            index[9] = 8;
        if (what == "count")
            index = index[1..];
        var arrays = new Dictionary<string, (Array Values, int[] Shape)>
        {
            ["theta"] = (faces.SelectMany(f => f).ToArray(), [faces.Length, faces[0].Length]),
            ["index"] = (index, [index.Length]),
        };
        if (what != "width")
            arrays["layout"] = (what == "shapes" ? [4, 1, 2] : (int[])[3, 2, 2], [3]);
        TinyFlame.Write(folder, FlameFits.FileName, arrays);
        Refusal.Of<DataException>(
            () => FlameFaces.Open(folder).Faces(FacePart.Test, 1), "FlameFits: expected ", expected, ", got ", got, "; ");
    }

    [Theory]
    [InlineData("tex.npz", "dirs", "FlameTexture: expected 'dirs' of shape 8x8x3xN")]
    [InlineData("tex.npz", "ft", "FlameTexture: expected 'ft' of shape 96x3")]
    [InlineData("uv.npz", "face_mask", "FlameSkin: expected 'face_mask' of shape 96")]
    [InlineData("uv.npz", "valid_pixel_b_coords", "FlameSkin: expected 'valid_pixel_b_coords' of shape 96x3")]
    public void GivenTextureOrPointsOfAnotherSize_WhenRead_ThenTheyAreRefused(string file, string array, string expected)
    {
        var model = TinyFlame.Read(_folder.Path);
        var arrays = file == "tex.npz" ? TinyFlame.Texture() : TinyFlame.Skin();
        arrays[array] = (new float[] { 1, 2 }, [2]);
        var path = TinyFlame.Write(_folder.Path, file, arrays);
        Refusal.Of<DataException>(
            () => file == "tex.npz" ? FlameTexture.Read(path, model) : FlameSkin.Read(path, model), expected, "got 2;",
            "docs/own-faces.py");
    }
}
