using System.Numerics;

namespace Reining.Worlds;

/// <summary>Scaled orthographic camera of GIF: u = s (x + t_x) to the right, v = −s (y + t_y) down, −1 … 1 over the picture
/// (gif-conditional.md §2.1).</summary>
/// <param name="Scale">s, half sides of the picture a meter.</param>
/// <param name="X">t_x, in meters.</param>
/// <param name="Y">t_y, in meters.</param>
public readonly record struct FlameCamera(float Scale, float X, float Y)
{
    /// <summary>Where the eyes of an aligned photo are, half sides from the middle: those of the model's first and second eye.</summary>
    public const float FirstEye = 0.2419f, SecondEye = 0.2441f, AboveMiddle = 0.05f;

    /// <summary>Where a point appears.</summary>
    public Vector2 Project(Vector3 point) => new(Scale * (point.X + X), -Scale * (point.Y + Y));

    /// <summary>
    /// The camera of an aligned photo: both eyes as near as can be, by least squares, to where they are in such photos. Four equations, of
    /// s, s·t_x and s·t_y.
    /// </summary>
    /// <param name="first">The first eye of the posed head.</param>
    /// <param name="second">The second one.</param>
    /// <param name="firstIsLeft">Whether the first one is the left one in a picture of the head at rest.</param>
    /// <exception cref="ArgumentException">The eyes are in one place, or seen from behind.</exception>
    public static FlameCamera Solve(Vector3 first, Vector3 second, bool firstIsLeft)
    {
        var side = firstIsLeft ? -1 : 1;
        var (u1, u2) = (side * FirstEye, -side * SecondEye);
        var (x, y, u) = ((first.X + second.X) / 2, (first.Y + second.Y) / 2, (u1 + u2) / 2);
        // Both heights are asked to be the same: they speak for a small scale alone.
        var along = (first.X - x) * (u1 - u) + (second.X - x) * (u2 - u);
        var square = Square(first.X - x) + Square(second.X - x) + Square(first.Y - y) + Square(second.Y - y);
        if (!(along > 0 && square > 0))
            throw new ArgumentException(
                $"FlameCamera.Solve: expected two eyes seen from the front, got {first} and {second}; choose a smaller rotation.");
        var scale = along / square;
        return new FlameCamera(scale, u / scale - x, AboveMiddle / scale - y);

        static float Square(float value) => value * value;
    }
}
