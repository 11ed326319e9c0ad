using System.Numerics;
using System.Text.Json.Nodes;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Tests.Worlds;

/// <summary>The synthetic heads: against the C++ program that first drew them (tests/golden/synth_head.py), and alone.</summary>
public class SynthHeadTests
{
    static readonly JsonNode Reference = Golden.Read("synth_head.json");

    public static TheoryData<int> Heads => [.. Enumerable.Range(0, Reference["heads"]!.AsArray().Count)];

    [Theory]
    [MemberData(nameof(Heads))]
    public void GivenTheFirstProgramsHeads_WhenDrawnHere_ThenTheirPicturesAgree(int head)
    {
        var reference = Reference["heads"]![head]!;
        var side = (int)Reference["side"]!;
        var renderer = new HeadRenderer(side).Pose(Numbers(reference["parameters"]!));
        var (condition, photo) = (new float[6 * side * side], new float[3 * side * side]);
        renderer.Condition(condition);
        renderer.Photo(Factors(reference["factors"]!), 0, photo);
        Compare((string)reference["condition"]!, condition);
        Compare((string)reference["photo"]!, photo);

        // Corners are rounded to 1/256 of a pixel here: along edges another triangle may be seen, or none.
        static void Compare(string expected, float[] values)
        {
            var differences = Convert.FromBase64String(expected).Zip(values, (e, v) => Math.Abs(e / 255.0 - v)).ToArray();
            Assert.Equal(expected.Length / 4 * 3 - expected.Count(c => c == '='), values.Length);
            Assert.InRange(differences.Average(), 0, 0.004);
            Assert.InRange(differences.Count(d => d > 0.02) / (double)differences.Length, 0, 0.03);
        }
    }

    [Fact]
    public void GivenOneParameterMovedByItsDeviation_WhenHeadsAreDrawn_ThenPicturesMoveAsFarAsInTheFirstProgram()
    {
        // gif-conditional.md §6.5 has these numbers from 64 heads; the file has them from 1024.
        const int Count = 256, Named = HeadParameters.Light;
        var side = (int)Reference["side"]!;
        var deviations = Deviations(4000);
        var renderer = new HeadRenderer(side);
        var (inPhoto, inCondition) = (new double[Named], new double[Named]);
        for (var i = 0; i < Count; i++)
        {
            var theta = HeadParameters.Sample(i);
            var (condition, photo) = Draw(theta, i);
            for (var k = 0; k < Named; k++)
            {
                var moved = theta.ToArray();
                moved[k] += deviations[k];
                var (other, otherPhoto) = Draw(moved, i);
                inPhoto[k] += Square(photo, otherPhoto) / Count;
                inCondition[k] += Square(condition, other) / Count;
            }
        }
        for (var k = 0; k < Named; k++)
        {
            Check(Reference["signals"]!["photo"]![k]!, inPhoto[k], $"photo, {HeadParameters.Names[k]}");
            Check(Reference["signals"]!["condition"]![k]!, inCondition[k], $"condition, {HeadParameters.Names[k]}");
        }

        void Check(JsonNode expected, double square, string what) =>
            Golden.AssertClose((double)expected, Math.Sqrt(square), 0.1, (double)expected, what);

        (float[], float[]) Draw(float[] theta, int index)
        {
            var (condition, photo) = (new float[6 * side * side], new float[3 * side * side]);
            renderer.Pose(theta).Condition(condition);
            renderer.Photo(PhotoFactors.Sample(index), index, photo);
            return (condition, photo);
        }

        static double Square(float[] a, float[] b) => a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum();
    }

    [Fact]
    public void GivenASphereInLightFromOneSide_WhenItsNormalsAreLit_ThenLightIsTheClosedForm()
    {
        // Ambient 0.3 and a source of 0.8 from straight ahead: bands 0 and 1 alone give 0.3 + 0.8 (1/4 + n_z/2).
        var light = new float[27];
        SphericalLight.Directional(0, 0, 0.8f, 0, 0.3f, 0, light);
        var full = new SphericalLight(light);
        Array.Clear(light, 12, 15); // no band 2
        var linear = new SphericalLight(light);
        for (var step = 0; step <= 32; step++)
        {
            var z = step / 16f - 1;
            var n = new Vector3(MathF.Sqrt(1 - z * z) * 0.6f, MathF.Sqrt(1 - z * z) * 0.8f, z);
            Assert.Equal(MathF.Max(0, 0.3f + 0.8f * (0.25f + 0.5f * z)), linear.On(n).Y, 4);
            var second = 5f / 16 * ((3 * z * z - 1) / 2); // gif-conditional.md §6.3
            Assert.Equal(MathF.Max(0, 0.3f + 0.8f * (0.25f + 0.5f * z + second)), full.On(n).Y, 3);
        }
    }

    [Fact]
    public void GivenARangeOfHeads_WhenDrawnByOneThreadOrMore_ThenTheBitsAreTheSame()
    {
        using var scope = NewDisposeScope();
        using var alone = HeadSet.Render(100_000, 24, 16, threads: 1);
        using var together = HeadSet.Render(100_000, 24, 16, threads: 4);
        using var later = HeadSet.Render(100_010, 14, 16);
        Assert.True(alone.Conditions.equal(together.Conditions).all().item<bool>());
        Assert.True(alone.Photos.equal(together.Photos).all().item<bool>());
        Assert.True(alone.Photos[10..].equal(later.Photos).all().item<bool>());
        Assert.True(alone.Parameters[10..].equal(later.Parameters).all().item<bool>());
        Assert.False(alone.Photos[0].equal(alone.Photos[1]).all().item<bool>());
    }

    [Fact]
    public void GivenTheSheetsPrior_WhenManyHeadsAreDrawn_ThenMeansAndDeviationsAreThePriors()
    {
        var heads = Enumerable.Range(0, 4000).Select(i => HeadParameters.Sample(i)).ToArray();
        AssertMoments(0, 0, 0.98); // cut at 2.5
        AssertMoments(HeadParameters.Jaw, 0.25, 0.5 / Math.Sqrt(12));
        AssertMoments(HeadParameters.Pose + 1, 0, 1.2 / Math.Sqrt(12));
        AssertMoments(HeadParameters.Camera, 0.86, 0.86 * 0.16 / Math.Sqrt(12));
        Assert.All(heads, h => Assert.InRange(h[3], -2.5f, 2.5f));
        Assert.Equal(HeadParameters.Count, HeadParameters.Groups.Sum(g => g.Length));
        Assert.Equal(HeadParameters.Count, HeadParameters.Names.Distinct().Count());

        void AssertMoments(int k, double mean, double deviation)
        {
            var values = heads.Select(h => (double)h[k]).ToArray();
            Assert.Equal(mean, values.Average(), deviation * 0.06);
            Assert.Equal(deviation, Math.Sqrt(values.Average(v => v * v) - values.Average() * values.Average()), deviation * 0.05);
        }
    }

    [Fact]
    public void GivenFactors_WhenTheyBecomeParameters_ThenTheyAreThoseOfTheSheetAndTheDrawIsTheSameAsEver()
    {
        var factors = HeadFactors.Sample(900_000);
        Assert.Equal(factors.Length, HeadFactors.All.Select(f => f.Name).Distinct().Count());
        Assert.All(factors.Zip(HeadFactors.All), f => Assert.InRange(f.First, f.Second.Least, f.Second.Most));
        var theta = HeadFactors.Parameters(factors);
        for (var k = 0; k < HeadParameters.Light; k++)
        {
            Assert.Equal(HeadParameters.Names[k], HeadFactors.All[k].Name);
            Assert.Equal(k == HeadParameters.Camera ? 0.86f * factors[k] : factors[k], theta[k]);
        }
        Assert.Throws<ArgumentException>(() => HeadFactors.Parameters(theta));
        // Sets of heads are decided by their indices: other bits would be other data. Written down before the factors had names.
        var sum = 0ul;
        for (var i = 0; i < 1000; i++)
            foreach (var value in HeadParameters.Sample(i))
                sum = sum * 31 + BitConverter.SingleToUInt32Bits(value);
        Assert.Equal(3050139722858449120ul, sum);
    }

    [Fact]
    public void GivenAHead_WhenItTurns_ThenAPointOfItsFaceMovesAndKeepsItsColor()
    {
        var theta = HeadParameters.Sample(900_000);
        var count = HeadRenderer.FacePointCount;
        var (places, visible) = (new float[2 * count], new bool[count]);
        var renderer = new HeadRenderer(32);
        theta[HeadParameters.Pose + 1] = 0.5f;
        renderer.Pose(theta).FacePoints(places, visible);
        var toTheRight = places.Where((_, i) => i % 2 == 0).Average();
        Assert.InRange(visible.Count(v => v), count / 2, count - 1);
        theta[HeadParameters.Pose + 1] = -0.5f;
        renderer.Pose(theta).FacePoints(places, visible);
        Assert.True(toTheRight > places.Where((_, i) => i % 2 == 0).Average() + 0.2);
        Assert.Throws<ArgumentException>(() => new HeadRenderer(32).FacePoints(places, visible));
        Assert.Throws<ArgumentException>(() => renderer.Pose(new float[46]));
    }

    static float[] Deviations(int count)
    {
        var heads = Enumerable.Range(0, count).Select(i => HeadParameters.Sample(-1 - i)).ToArray();
        return [.. Enumerable.Range(0, HeadParameters.Count).Select(k =>
        {
            var mean = heads.Average(h => h[k]);
            return MathF.Sqrt(heads.Average(h => (h[k] - mean) * (h[k] - mean)));
        })];
    }

    static float[] Numbers(JsonNode array) => [.. array.AsArray().Select(n => (float)n!)];

    static PhotoFactors Factors(JsonNode f)
    {
        var (skin, spots) = (Numbers(f["skin"]!), Numbers(f["spots"]!));
        return new PhotoFactors
        {
            Hair = Number("bald") == 0,
            HairAxis = Vector("hair_axis"),
            HairLine = Number("hair_line"),
            HairVolume = Number("hair_volume"),
            HairColor = Vector("hair_color"),
            Strands = (Number("strand_frequency"), Number("strand_phase")),
            Skin = [.. skin.Chunk(5).Select(s => (new Vector3(s[0], s[1], s[2]), s[3], s[4]))],
            Shine = Number("shine"),
            Ramp = (Vector("first"), Vector("second"), Number("angle")),
            Spots = [.. spots.Chunk(6).Select(s => (s[0], s[1], s[2], new Vector3(s[3], s[4], s[5])))],
            Gain = Number("exposure") * new Vector3(Number("red_gain"), 1, Number("blue_gain")),
            Gamma = Number("gamma"),
            Vignette = Number("vignette"),
            Noise = 0,
        };

        float Number(string name) => (float)f[name]!;

        Vector3 Vector(string name) => new(Numbers(f[name]!));
    }
}
