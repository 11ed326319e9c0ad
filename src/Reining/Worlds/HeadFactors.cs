namespace Reining.Worlds;

/// <summary>
/// The 26 numbers that the prior draws for a head: those of <see cref="HeadParameters"/>, except that six numbers of one directional
/// and one ambient light stand for the 27 of the light (gif-conditional.md §6.1).
/// </summary>
public static class HeadFactors
{
    const float MeanScale = 0.86f;
    const string Shape = "shape", Face = "expression and jaw", Pose = "pose", Camera = "camera", Texture = "tone", Light = "light";

    /// <summary>The factors, in the order of the parameters; the light's come last.</summary>
    public static IReadOnlyList<HeadFactor> All { get; } =
    [
        .. Normal(Shape, HeadParameters.Names.Take(HeadParameters.Expression)),
        .. Normal(Face, HeadParameters.Names.Skip(HeadParameters.Expression).Take(HeadParameters.Jaw - HeadParameters.Expression)),
        new("jaw", Face, 0, 0.5f, Unit: "rad"),
        new("pitch", Pose, -0.3f, 0.3f, Unit: "rad"), new("yaw", Pose, -0.6f, 0.6f, Unit: "rad"),
        new("roll", Pose, -0.2f, 0.2f, Unit: "rad"),
        new("scale", Camera, 0.92f, 1.08f), new("shift x", Camera, -0.06f, 0.06f), new("shift y", Camera, -0.06f, 0.06f),
        .. Normal(Texture, HeadParameters.Names.Skip(HeadParameters.Texture).Take(HeadParameters.Light - HeadParameters.Texture)),
        new("azimuth", Light, -1.2f, 1.2f, Unit: "rad"), new("elevation", Light, -0.3f, 0.9f, Unit: "rad"),
        new("intensity", Light, 0.4f, 1), new("ambient", Light, 0.25f, 0.5f),
        new("tint", Light, -0.08f, 0.08f), new("ambient tint", Light, -0.08f, 0.08f),
    ];

    /// <summary>Draws the factors of one head from the prior.</summary>
    /// <param name="index">Which head: equal indices give equal heads, on every machine.</param>
    public static float[] Sample(long index)
    {
        var random = HeadRandom.Of(index, HeadRandom.Purpose.Parameters);
        var factors = new float[All.Count];
        for (var i = 0; i < factors.Length; i++)
            factors[i] = All[i].IsNormal ? random.Normal() : random.Uniform(All[i].Least, All[i].Most);
        return factors;
    }

    /// <summary>The 47 parameters of a head.</summary>
    /// <param name="factors">A value for each factor.</param>
    /// <exception cref="ArgumentException">Says how many came.</exception>
    public static float[] Parameters(ReadOnlySpan<float> factors)
    {
        if (factors.Length != All.Count)
            throw new ArgumentException(
                $"HeadFactors.Parameters: expected {All.Count} factors, got {factors.Length}; see HeadFactors.All.");
        var theta = new float[HeadParameters.Count];
        factors[..HeadParameters.Light].CopyTo(theta);
        theta[HeadParameters.Camera] = MeanScale * factors[HeadParameters.Camera];
        var light = factors[HeadParameters.Light..];
        SphericalLight.Directional(light[0], light[1], light[2], light[4], light[3], light[5], theta.AsSpan(HeadParameters.Light));
        return theta;
    }

    static IEnumerable<HeadFactor> Normal(string group, IEnumerable<string> names) =>
        names.Select(name => new HeadFactor(name, group, -HeadParameters.Clip, HeadParameters.Clip, IsNormal: true, "σ"));
}
