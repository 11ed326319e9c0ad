using System.Numerics;

namespace Reining.Worlds;

/// <summary>
/// Light from all sides as nine spherical harmonics a color, as GIF's renderer takes it: E(n) = Σ L_k C_k B_k(n), not below 0
/// (gif-conditional.md §2.2; constants of Ramamoorthi and Hanrahan 2001).
/// </summary>
readonly struct SphericalLight
{
    const float Constant = 0.282095f, Linear = 0.488603f, Mixed = 1.092548f, Difference = 0.546274f, Polar = 0.315392f;

    static readonly float[] Factors = [Constant, 1.023328f, 1.023328f, 1.023328f, 0.858086f, 0.858086f, 0.858086f, 0.429043f, 0.247708f];

    readonly Vector3 _constant, _x, _y, _z, _xy, _xz, _yz, _xxyy, _zz;

    /// <summary>Light of 27 numbers, index 3·k + color.</summary>
    public SphericalLight(ReadOnlySpan<float> light)
    {
        (_constant, _x, _y) = (Of(light, 0), Of(light, 1), Of(light, 2));
        (_z, _xy, _xz) = (Of(light, 3), Of(light, 4), Of(light, 5));
        (_yz, _xxyy, _zz) = (Of(light, 6), Of(light, 7), Of(light, 8));

        static Vector3 Of(ReadOnlySpan<float> light, int k) => new Vector3(light[3 * k], light[3 * k + 1], light[3 * k + 2]) * Factors[k];
    }

    /// <summary>What falls on a surface with this unit normal: red, green, blue.</summary>
    public Vector3 On(Vector3 n) => Vector3.Max(Sum(n), Vector3.Zero);

    /// <summary>The sum itself, which may be below 0.</summary>
    public Vector3 Sum(Vector3 n) => _constant + _x * n.X + _y * n.Y + _z * n.Z + _xy * (n.X * n.Y) + _xz * (n.X * n.Z)
        + _yz * (n.Y * n.Z) + _xxyy * (n.X * n.X - n.Y * n.Y) + _zz * (3 * n.Z * n.Z - 1);

    /// <summary>The 27 numbers of one directional and one ambient light.</summary>
    /// <param name="azimuth">Of the source, in rad to the right.</param>
    /// <param name="elevation">In rad upwards.</param>
    /// <param name="intensity">On a surface that faces the source.</param>
    /// <param name="tint">More red and less blue by this share.</param>
    /// <param name="ambient">Light from everywhere.</param>
    /// <param name="ambientTint">Its tint.</param>
    /// <param name="light">Receives them.</param>
    public static void Directional(
        float azimuth, float elevation, float intensity, float tint, float ambient, float ambientTint, Span<float> light)
    {
        var (x, y, z) = (
            MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        ReadOnlySpan<float> basis =
        [
            Constant, Linear * x, Linear * y, Linear * z, Mixed * x * y, Mixed * x * z, Mixed * y * z, Difference * (x * x - y * y),
            Polar * (3 * z * z - 1),
        ];
        for (var k = 0; k < basis.Length; k++)
        {
            for (var color = 0; color < 3; color++)
            {
                var (own, around) = (intensity * Tinted(tint, color), ambient * Tinted(ambientTint, color));
                light[3 * k + color] = k == 0 ? (around + own / 4) / Constant : own * basis[k];
            }
        }

        static float Tinted(float tint, int color) => color switch { 0 => 1 + tint, 1 => 1, _ => 1 - tint };
    }
}
