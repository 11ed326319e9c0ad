using System.Numerics;

namespace Reining.Worlds;

/// <summary>The color of the head's skin, lips, mouth, eyes and brows at a direction of the template (gif-conditional.md §6.2).</summary>
readonly struct HeadAlbedo
{
    const float Nothing = -17; // a sigmoid below this is 0 beside 1 in single precision

    static readonly Vector3 Mouth = new(0.10f, 0.03f, 0.03f), Sclera = new(0.85f), Pupil = new(0.12f, 0.10f, 0.10f);
    static readonly Vector3 Darkest = new(0.03f);

    readonly Vector3 _skin, _lips;
    readonly float _brow;

    /// <summary>The albedo of four texture parameters.</summary>
    public HeadAlbedo(ReadOnlySpan<float> texture)
    {
        var (tone, hue, lips, brow) = (texture[0], texture[1], texture[2], texture[3]);
        _skin = new(0.62f + 0.10f * tone + 0.04f * hue, 0.46f + 0.10f * tone - 0.01f * hue, 0.38f + 0.09f * tone - 0.03f * hue);
        _lips = new(0.14f + 0.12f * lips, -0.10f - 0.05f * lips, -0.06f + 0.02f * lips);
        _brow = Math.Clamp(0.60f + 0.30f * brow, 0, 0.95f);
    }

    /// <summary>Red, green, blue, 0.03 … 1.</summary>
    public Vector3 At(Vector3 d)
    {
        var color = _skin;
        if (d.Z > 0)
        {
            color += _lips * Inside(Square(d.X / 0.30f) + Square((d.Y + 0.46f) / 0.11f), 0.2f);
            color = Vector3.Lerp(color, Mouth, Inside(Square(d.X / 0.25f) + Square((d.Y + 0.465f) / 0.045f), 0.25f));
            color = OneSide(OneSide(color, d.X + 0.29f, d.Y), d.X - 0.29f, d.Y);
        }
        return Vector3.Clamp(color, Darkest, Vector3.One);
    }

    /// <summary>Eye and brow of one side; x from their middle.</summary>
    Vector3 OneSide(Vector3 color, float x, float y)
    {
        var (across, up) = (Square(x / 0.15f), Square((y - 0.11f) / 0.085f));
        if (Inside(across + up, 0.2f) is > 0 and var eye)
            color = Vector3.Lerp(color, Vector3.Lerp(Sclera, Pupil, Inside(5 * across + 1.6f * up, 0.2f)), eye);
        return color * (1 - _brow * Inside(Square(x / 0.20f) + Square((y - 0.30f) / 0.055f), 0.25f));
    }

    /// <summary>1 inside an ellipse, 0 outside, with a soft rim: of the squared distance in units of its radii.</summary>
    static float Inside(float distance, float softness)
    {
        var x = (1 - distance) / softness;
        return x < Nothing ? 0 : 1 / (1 + MathF.Exp(-x));
    }

    static float Square(float x) => x * x;
}
