using System.Numerics;
using Reining.Tests.Data;
using Reining.Worlds;

namespace Reining.Tests.Worlds.Flame;

/// <summary>Condition images of a FLAME-shaped ball, and distances of its meshes.</summary>
public sealed class FlameRendererTests : IDisposable
{
    const int Side = 32, Plane = Side * Side, Middle = Side / 2 * Side + Side / 2;
    const float Whole = 1 / 0.282095f; // light of which the constant function alone gives 1

    readonly TemporaryFolder _folder = new();
    readonly FlameModel _model;
    readonly FlameTexture _texture;

    public FlameRendererTests()
    {
        _model = TinyFlame.Read(_folder.Path);
        _texture = FlameTexture.Read(TinyFlame.Write(_folder.Path, FlameTexture.FileName, TinyFlame.Texture()), _model);
    }

    public void Dispose() => _folder.Dispose();

    static float[] Ball(float light = Whole)
    {
        var theta = new float[TinyFlame.Layout.Count];
        theta[TinyFlame.Layout.Camera] = 7; // the ball's radius is 0.7 half sides
        theta.AsSpan(TinyFlame.Layout.Light, 3).Fill(light);
        return theta;
    }

    byte[] Draw(float[] theta, FlameRenderOptions? options = null)
    {
        var condition = new byte[6 * Plane];
        new FlameRenderer(_model, _texture, TinyFlame.Layout, Side, options).Pose(theta).Condition(condition);
        return condition;
    }

    [Fact]
    public void GivenEvenLight_WhenDrawn_ThenTheRenderIsTheAlbedoAndTheBackgroundIsBlack()
    {
        var condition = Draw(Ball());
        Assert.Equal((100, 150, 200), (condition[Middle], condition[Plane + Middle], condition[2 * Plane + Middle]));
        Assert.All(Enumerable.Range(0, 6), c => Assert.Equal(0, condition[c * Plane]));
        // A ball seen as an octagon of 0.7 half sides and less.
        Assert.InRange(Enumerable.Range(0, Plane).Count(p => condition[5 * Plane + p] > 0) / (double)Plane, 0.28, 0.39);
        var colored = Ball();
        colored[TinyFlame.Layout.Texture] = 1;
        colored[TinyFlame.Layout.Texture + 1] = -2;
        var other = Draw(colored);
        Assert.Equal((140, 170, 200), (other[Middle], other[Plane + Middle], other[2 * Plane + Middle])); // +20, and −2·(−10, 0, 10)
    }

    [Fact]
    public void GivenLightBelowZeroOrAboveWhite_WhenDrawn_ThenTheProductIsCut()
    {
        var (dark, bright) = (Draw(Ball(-Whole)), Draw(Ball(3 * Whole)));
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(0, dark[c * Plane + Middle]));
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(255, bright[c * Plane + Middle]));
    }

    [Fact]
    public void GivenTheOptions_WhenNormalsAreDrawn_ThenTheyAreCutOrShifted()
    {
        var (shifted, cut) = (Draw(Ball()), Draw(Ball(), FlameRenderOptions.Released));
        var (left, right) = (Side / 2 * Side + 7, Side / 2 * Side + Side - 8);
        Assert.InRange(shifted[3 * Plane + left], 20, 100); // n_x < 0
        Assert.InRange(shifted[3 * Plane + right], 155, 235);
        Assert.InRange(shifted[5 * Plane + Middle], 245, 255); // n_z is nearly 1
        Assert.Equal(0, cut[3 * Plane + left]);
        Assert.InRange(cut[3 * Plane + right], 60, 230);
        Assert.InRange(cut[5 * Plane + Middle], 200, 255);
        Assert.InRange(Math.Abs(shifted[4 * Plane + Middle] - 127), 0, 40); // the middle looks neither up nor down
        // Without the fractions: the released pipeline cuts them off.
        Assert.Equal(100, cut[Middle]);
    }

    [Fact]
    public void GivenACamera_WhenTheHeadMoves_ThenItsPictureMoves()
    {
        var theta = Ball();
        theta[TinyFlame.Layout.Camera] = 3;
        int Column(byte[] c) => (int)Enumerable.Range(0, Plane).Where(p => c[5 * Plane + p] > 0).Average(p => p % Side * 10);
        int Row(byte[] c) => (int)Enumerable.Range(0, Plane).Where(p => c[5 * Plane + p] > 0).Average(p => p / Side * 10);
        var before = Draw(theta);
        (theta[TinyFlame.Layout.Camera + 1], theta[TinyFlame.Layout.Camera + 2]) = (0.1f, 0.05f);
        var after = Draw(theta);
        Assert.InRange(Column(after) - Column(before), 43, 53); // 3·0.1 half sides of 16 pixels, in tenths
        Assert.InRange(Row(before) - Row(after), 19, 29);
    }

    [Fact]
    public void GivenWrongLengthsOrNoPose_WhenDrawn_ThenTheyAreRefused()
    {
        var renderer = new FlameRenderer(_model, _texture, TinyFlame.Layout, Side);
        Refusal.Of<ArgumentException>(
            () => { renderer.Condition(new byte[6 * Plane]); return null; }, "expected a pose", "call Pose first");
        Refusal.Of<ArgumentException>(() => renderer.Pose(new float[236]), "expected 43 parameters", "got 236");
    }

    [Fact]
    public void GivenShapesApart_WhenMeshesAreCompared_ThenDistancesAreInMillimetersAndOfTheirKindAlone()
    {
        var face = Enumerable.Range(0, _model.Vertices).Where(v => TinyFlame.Template[v].Z > 0).ToArray();
        var error = new FlameMeshError(_model, TinyFlame.Layout, face);
        float[] asked = TinyFlame.Face(_model, 1), read = [.. asked];
        read[0] += 2.5f; // the first shape is a millimeter to the right
        Assert.Equal(2.5, error.Of(FlameMeshKind.Shape, [read], [asked]).Millimeters, 3);
        Assert.InRange(error.Of(FlameMeshKind.Shape, [read], [asked]).Fraction, 0.02, 0.03); // of vertices 0.1 m from the origin
        Assert.Equal(0, error.Of(FlameMeshKind.Expression, [read], [asked]).Millimeters);
        Assert.Equal(0, error.Of(FlameMeshKind.Pose, [read], [asked]).Millimeters);
        // Sums are of their own kind, over faces too.
        Assert.Equal(1.25, error.Of(FlameMeshKind.Shape, [read, asked], [asked, asked]).Millimeters, 3);

        float[] turned = [.. asked];
        turned[TinyFlame.Layout.Pose + 1] += 0.1f;
        Assert.Equal(0, error.Of(FlameMeshKind.Expression, [turned], [asked]).Millimeters); // without global rotation
        Assert.InRange(error.Of(FlameMeshKind.Pose, [turned], [asked]).Millimeters, 3, 12);
        Assert.InRange(error.Of(FlameMeshKind.PosedExpression, [turned], [asked]).Millimeters, 3, 12);

        float[] opened = [.. asked];
        opened[TinyFlame.Layout.Jaw] += 0.2f;
        Assert.True(error.Of(FlameMeshKind.Expression, [opened], [asked]).Millimeters > 0.5);
        Assert.Equal(0, error.Of(FlameMeshKind.Shape, [opened], [asked]).Millimeters);
        Refusal.Of<ArgumentException>(() => error.Of(FlameMeshKind.Shape, [], []), "as many faces read as asked for", "got 0 and 0");
    }

    [Fact]
    public void GivenASquareAndAFlatVertex_WhenNormalsAreTaken_ThenTheyAreUnitAndZero()
    {
        Vector3[] vertices = [new(0, 0, 0), new(2, 0, 0), new(2, 1, 0), new(0, 1, 0), new(9, 9, 9)];
        var normals = new Vector3[5];
        MeshNormals.Of(vertices, [0, 1, 2, 0, 2, 3], normals);
        Assert.All(normals[..4], n => Assert.Equal(Vector3.UnitZ, n));
        Assert.Equal(Vector3.Zero, normals[4]);
    }
}
