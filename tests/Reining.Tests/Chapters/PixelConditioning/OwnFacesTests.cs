using Reining.Chapters;
using Reining.Chapters.PixelConditioning;
using Reining.Tests.Data;
using Reining.Tests.Worlds.Flame;
using Reining.Worlds;

namespace Reining.Tests.Chapters.PixelConditioning;

/// <summary>The chapter's code on a folder of faces of FLAME's format, made here; nobody's face and no FLAME is in it.</summary>
public sealed class OwnFacesTests : IDisposable
{
    readonly TemporaryFolder _faces = new(), _out = new();

    public void Dispose()
    {
        _faces.Dispose();
        _out.Dispose();
    }

    [Fact]
    public void GivenAFolderOfFaces_WhenTheChapterRuns_ThenGeneratorsAreTrainedAndMeasuredAsOnTheSyntheticHeads()
    {
        var world = FlameFaces.Open(TinyFlame.Folder(_faces.Path));
        string[] wanted = ["judge", "guide", "pixel", "texture", "v1", "v4"];
        var request = new RunRequest("smoke", _out.Path);
        var part = OwnFaces.Part with
        {
            Experiments = r => [.. OwnFaces.Grid(r, world).Where(e => wanted.Contains(e.Model) && e.Arm.Length == 0)],
            IsAvailable = null,
            Tables = run => OwnFaces.Tables(run, world),
        };
        var run = part.Run(request);
        Assert.All(run.Measurements, m => Assert.Equal("flame", m.Data));
        Assert.All(run.Measurements, m => Assert.All(m.Numbers, n => Assert.True(double.IsFinite(n.Value), $"{m.Model} {n.Key}")));
        foreach (var id in new[] { "pixel", "texture", "v1", "v4" })
        {
            var numbers = run.Measurements.First(m => m.Model == id && m.Axis is null);
            Assert.All(SynthHeads.World.Parameters.Groups, g =>
                Assert.True(numbers.Has($"association.{g.Name}") && numbers.Has($"style.{g.Name}") && numbers.Has($"alone.{g.Name}")));
            Assert.All(
                ["shape", "expression", "pose", "posed_expression"],
                k => Assert.True(numbers[$"mesh.{k}"] > 0 && numbers[$"mesh.{k}.fraction"] > 0));
            Assert.True(numbers.Has("parameter.expression_2") && numbers["texture.difference"] > 0);
        }
        Assert.Equal(1, run.Measurements.First(m => m.Model == "pixel" && m.Axis is null)["deterministic"]);
        Assert.All(run.Experiments, e => Assert.Contains(Path.Combine("gif-own-faces", world.Identity!), e.Path, StringComparison.Ordinal));
        Assert.Contains(world.Identity!, File.ReadAllText(run.Experiments[0].Run.File("config.json")), StringComparison.Ordinal);
        var v1 = run.Experiments.OfType<ConditioningExperiment>().Single(e => e.Model == "v1");
        using var generator = v1.Load();
        Assert.Equal((43, 21), (generator.Options.VectorSize, generator.Options.LatentSize));
        var tables = part.Tables(run).ToDictionary(t => t.Name, t => t.Table);
        Assert.EndsWith("in mm", tables["own-faces-meshes"].Title, StringComparison.Ordinal);
        Assert.Contains("Train", tables["own-faces-parts"].ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenMoreParametersThanAStyleHas_WhenTheVectorIsTheStyle_ThenTheStyleGrowsAndTheSyntheticHeadsKeepTheirs()
    {
        var net = ConditioningProfile.Standard.Net;
        var gif = ConditioningModel.V1.Options(net, FlameLayout.Gif.Parameters);
        Assert.Equal((236, 252, 16), (gif.VectorSize, gif.StyleSize, gif.LatentSize));
        var synthetic = ConditioningModel.V1.Options(net);
        Assert.Equal((47, 64, 17), (synthetic.VectorSize, synthetic.StyleSize, synthetic.LatentSize));
        Assert.Equal(64, ConditioningModel.V2.Options(net, FlameLayout.Gif.Parameters).StyleSize);
    }

    [Fact]
    public void GivenNoFolder_WhenThePartIsAskedFor_ThenItHasNoExperimentsAndSaysWhatItNeeds()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(FlameFaces.Variable)))
            return; // somebody's own faces are there
        Assert.Empty(OwnFaces.Part.ExperimentsOf(new RunRequest("smoke", _out.Path)));
        Assert.Contains($"set {FlameFaces.Variable}", OwnFaces.Part.Missing!(), StringComparison.Ordinal);
        Assert.Contains(OwnFaces.Part, ConditioningChapter.Chapter.Parts);
        Assert.Empty(OwnFaces.Part.Claims);
    }

    [Fact]
    public void GivenTheLayoutOfGif_WhenItsPartsAreListed_ThenTheyAreTheSheets()
    {
        var layout = FlameLayout.Gif;
        Assert.Equal((150, 153, 156, 159, 209, 236), (layout.Pose, layout.Jaw, layout.Camera, layout.Texture, layout.Light, layout.Count));
        Assert.Equal(236, layout.Parameters.Names.Distinct().Count());
    }
}
