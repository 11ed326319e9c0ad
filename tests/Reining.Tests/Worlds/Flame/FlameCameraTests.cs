using System.Numerics;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Tests.Worlds.Flame;

public sealed class FlameCameraTests
{
    [Theory]
    [InlineData(-0.03f, 0.03f, 0.04f, 0.04f)]
    [InlineData(-0.02f, 0.035f, 0.05f, 0.03f)] // a turned and tilted head
    [InlineData(0.3f, 0.36f, -1, -1.01f)]
    public void GivenTwoEyes_WhenTheCameraIsSolved_ThenItIsTheLeastSquaresSolutionOfTheFourEquations(float x1, float x2, float y1, float y2)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        var camera = FlameCamera.Solve(new(x1, y1, 0.1f), new(x2, y2, 0.2f), firstIsLeft: true);
        // Unknown: s, s t_x, s t_y. Rows: u of both eyes, then how far each is above the middle.
        var equations = tensor(new double[] { x1, 1, 0, x2, 1, 0, y1, 0, 1, y2, 0, 1 }, 4, 3);
        var places = tensor(new[] { -0.2419, 0.2441, 0.05, 0.05 }, 4, 1);
        var solved = linalg.pinv(equations).mm(places).Doubles();
        Assert.Equal(solved[0], camera.Scale, 4);
        Assert.Equal(solved[1], camera.Scale * camera.X, 4);
        Assert.Equal(solved[2], camera.Scale * camera.Y, 4);
    }

    [Fact]
    public void GivenEyesOfOneHeight_WhenTheCameraIsSolved_ThenTheyAppearWhereAlignedPhotosHaveThem()
    {
        Vector3 first = new(0.13f, 0.2f, 0), second = new(0.07f, 0.2f, 0.5f);
        var camera = FlameCamera.Solve(first, second, firstIsLeft: false);
        var (a, b) = (camera.Project(first), camera.Project(second));
        Assert.Equal((0.2419, -0.05), (Math.Round(a.X, 4), Math.Round(a.Y, 4))); // v points down
        Assert.Equal((-0.2441, -0.05), (Math.Round(b.X, 4), Math.Round(b.Y, 4)));
    }

    [Fact]
    public void GivenAHeadFromBehind_WhenTheCameraIsSolved_ThenItIsRefused()
    {
        using var folder = new TemporaryFolder();
        var model = TinyFlame.Read(folder.Path);
        var vertices = new Vector3[model.Vertices];
        model.Pose([], [], [0, MathF.PI, 0], [0, 0, 0], vertices);
        Refusal.Of<ArgumentException>(() => model.AlignedCamera(vertices), "FlameCamera.Solve: expected two eyes seen from the front");
        model.Pose([], [], [0, 0.6f, 0], [0, 0, 0], vertices);
        Assert.True(model.AlignedCamera(vertices).Scale > 0);
    }
}
