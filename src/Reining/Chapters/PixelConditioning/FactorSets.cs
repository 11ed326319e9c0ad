using Reining.Worlds;

namespace Reining.Chapters.PixelConditioning;

/// <summary>Faces of which one group of parameters varies while everything else stays, in their photos too.</summary>
static class FactorSets
{
    /// <summary>Faces, and values of the group for each.</summary>
    public const int Heads = 16, Values = 8;

    /// <summary>Renders <see cref="Heads"/> · <see cref="Values"/> faces, those of one face together.</summary>
    /// <param name="world">Whose faces.</param>
    /// <param name="group">The group.</param>
    /// <param name="side">Pixels of a side.</param>
    public static HeadSet Render(IFaceWorld world, (string Name, int Start, int Length) group, int side)
    {
        var all = world.Faces(FacePart.Variation, Heads + Heads * Values);
        var (faces, origins) = (new List<float[]>(), new List<int>());
        for (var h = 0; h < Heads; h++)
        {
            for (var v = 0; v < Values; v++)
            {
                float[] face = [.. all[h % all.Count]]; // a small world has fewer
                all[(Heads + h * Values + v) % all.Count].AsSpan(group.Start, group.Length).CopyTo(face.AsSpan(group.Start));
                faces.Add(face);
                origins.Add(h);
            }
        }
        return world.Render(faces, FacePart.Variation, origins, side);
    }
}
