using System.Numerics;

namespace Reining.Worlds;

/// <summary>A place within a triangle, as <see cref="Rasterizer"/> finds it for a pixel.</summary>
readonly struct SurfacePlace
{
    readonly int _a, _b, _c;
    readonly float _first, _second, _third;

    /// <summary>A place.</summary>
    /// <param name="corners">Three corners a triangle; other lists than the drawn one give other values of the same triangles.</param>
    /// <param name="triangle">Which triangle.</param>
    /// <param name="second">Weight of its second corner.</param>
    /// <param name="third">Weight of its third corner.</param>
    public SurfacePlace(int[] corners, int triangle, float second, float third)
    {
        (_a, _b, _c) = (corners[3 * triangle], corners[3 * triangle + 1], corners[3 * triangle + 2]);
        (_first, _second, _third) = (1 - second - third, second, third);
    }

    /// <summary>The mean of values at the corners.</summary>
    public float Mean(float[] values) => values[_a] * _first + values[_b] * _second + values[_c] * _third;

    /// <inheritdoc cref="Mean(float[])"/>
    public Vector2 Mean(Vector2[] values) => values[_a] * _first + values[_b] * _second + values[_c] * _third;

    /// <inheritdoc cref="Mean(float[])"/>
    public Vector3 Mean(Vector3[] values) => values[_a] * _first + values[_b] * _second + values[_c] * _third;

    /// <summary>Their mean, made a unit vector.</summary>
    public Vector3 Unit(Vector3[] values) => Vector3.Normalize(Mean(values));
}
