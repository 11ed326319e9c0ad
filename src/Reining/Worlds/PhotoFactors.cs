using System.Numerics;

namespace Reining.Worlds;

/// <summary>
/// What a photo of a head shows and its parameters do not tell: hair, skin, background, camera (gif-conditional.md §6.5). A generator
/// has to invent them.
/// </summary>
public sealed record PhotoFactors
{
    /// <summary>Whether there is hair.</summary>
    public required bool Hair { get; init; }

    /// <summary>Where hair grows: directions whose product with this unit vector is above <see cref="HairLine"/>.</summary>
    public required Vector3 HairAxis { get; init; }

    /// <inheritdoc cref="HairAxis"/>
    public required float HairLine { get; init; }

    /// <summary>How thick it is, 0 … 1.</summary>
    public required float HairVolume { get; init; }

    /// <summary>Its color.</summary>
    public required Vector3 HairColor { get; init; }

    /// <summary>How many strands run down, and where they begin in rad.</summary>
    public required (float Frequency, float Phase) Strands { get; init; }

    /// <summary>Four waves of the skin: wave vector in directions, phase in rad, amplitude.</summary>
    public required IReadOnlyList<(Vector3 Wave, float Phase, float Amplitude)> Skin { get; init; }

    /// <summary>How much the skin shines.</summary>
    public required float Shine { get; init; }

    /// <summary>The two colors of the background, and the angle in rad from one to the other.</summary>
    public required (Vector3 First, Vector3 Second, float Angle) Ramp { get; init; }

    /// <summary>Two spots of the background: place and radius in sides of the picture, and color that is added.</summary>
    public required IReadOnlyList<(float X, float Y, float Radius, Vector3 Color)> Spots { get; init; }

    /// <summary>Gains of the camera for red, green, blue, exposure included.</summary>
    public required Vector3 Gain { get; init; }

    /// <summary>Exponent of its gradation.</summary>
    public required float Gamma { get; init; }

    /// <summary>How much darker corners are.</summary>
    public required float Vignette { get; init; }

    /// <summary>Deviation of its noise, of values in [0, 1].</summary>
    public required float Noise { get; init; }

    /// <summary>Draws the factors of one photo.</summary>
    /// <param name="index">Which photo.</param>
    public static PhotoFactors Sample(long index)
    {
        var random = HeadRandom.Of(index, HeadRandom.Purpose.Photo);
        var (line, volume, hair) = (random.Uniform(0.15f, 0.60f), random.Uniform(0, 1), random.Uniform(0, 1) >= 0.12f);
        var red = random.Uniform(0.05f, 0.75f);
        var green = red * random.Uniform(0.6f, 1);
        var blue = green * random.Uniform(0.4f, 1);
        var (phase, frequency, shine) = (random.Uniform(0, MathF.Tau), random.Uniform(6, 14), random.Uniform(0, 0.35f));
        var axis = Vector3.Normalize(new Vector3(random.Uniform(-0.12f, 0.12f), 0.85f, -0.5f));
        var skin = new (Vector3, float, float)[4];
        for (var i = 0; i < skin.Length; i++)
        {
            var wave = Vector3.Normalize(new Vector3(random.Normal(), random.Normal(), random.Normal())) * random.Uniform(6, 16);
            skin[i] = (wave, random.Uniform(0, MathF.Tau), random.Uniform(0, 0.03f));
        }
        var (first, second) = (Color(ref random, 0.05f, 0.95f), Color(ref random, 0.05f, 0.95f));
        var angle = random.Uniform(0, MathF.Tau);
        var spots = new (float, float, float, Vector3)[2];
        for (var i = 0; i < spots.Length; i++)
            spots[i] = (random.Uniform(0, 1), random.Uniform(0, 1), random.Uniform(0.1f, 0.3f), Color(ref random, -0.35f, 0.35f));
        var exposure = random.Uniform(0.92f, 1.08f);
        return new PhotoFactors
        {
            Hair = hair,
            HairAxis = axis,
            HairLine = line,
            HairVolume = volume,
            HairColor = new(red, green, blue),
            Strands = (frequency, phase),
            Skin = skin,
            Shine = shine,
            Ramp = (first, second, angle),
            Spots = spots,
            Gain = exposure * new Vector3(random.Uniform(0.96f, 1.04f), 1, random.Uniform(0.96f, 1.04f)),
            Gamma = random.Uniform(0.92f, 1.08f),
            Vignette = random.Uniform(0, 0.25f),
            Noise = random.Uniform(0, 0.02f),
        };
    }

    static Vector3 Color(ref HeadRandom random, float from, float to) =>
        new(random.Uniform(from, to), random.Uniform(from, to), random.Uniform(from, to));
}
