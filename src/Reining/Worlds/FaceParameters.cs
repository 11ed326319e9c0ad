namespace Reining.Worlds;

/// <summary>The numbers that a face of a world is made from: geometry, camera, texture, light, in this order.</summary>
/// <param name="Groups">Name, first number, how many; <c>shape</c>, <c>expression</c>, <c>jaw</c>, <c>pose</c>, <c>camera</c>,
/// <c>texture</c> and <c>light</c> are among them, texture and light at the end.</param>
/// <param name="Names">Names of all numbers.</param>
public sealed record FaceParameters(IReadOnlyList<(string Name, int Start, int Length)> Groups, IReadOnlyList<string> Names)
{
    /// <summary>How many numbers.</summary>
    public int Count => Names.Count;

    /// <summary>Numbers too weak in a picture to be read off it.</summary>
    public IReadOnlyList<int> Weak { get; init; } = [];

    /// <summary>Where appearance begins: the texture, then the light.</summary>
    public int Texture => Group("texture").Start;

    /// <summary>Where the light begins.</summary>
    public int Light => Group("light").Start;

    /// <summary>A group by its name.</summary>
    /// <exception cref="InvalidOperationException">There is no such group.</exception>
    public (string Name, int Start, int Length) Group(string name) => Groups.Single(g => g.Name == name);
}
