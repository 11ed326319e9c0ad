using static TorchSharp.torch;

namespace Reining.Worlds;

/// <summary>
/// Faces with known parameters, their condition images and photos: the synthetic heads, or a person's own photos with a fitted FLAME.
/// What the chapter on conditions asks of a world, and no more.
/// </summary>
public interface IFaceWorld
{
    /// <summary>Identifier in measurements.</summary>
    string Name { get; }

    /// <summary>A hash of the files that it is made of, for the options of runs; null if it is all code.</summary>
    string? Identity { get; }

    /// <summary>What its distances of meshes are counted in.</summary>
    string MeshUnit { get; }

    /// <summary>What a face is made from.</summary>
    FaceParameters Parameters { get; }

    /// <summary>Mean and deviation (c) of each parameter, new tensors; no deviation is 0.</summary>
    (Tensor Mean, Tensor Deviation) Scale();

    /// <summary>Parameters of the first faces of a part; fewer than asked for if there are not as many.</summary>
    IReadOnlyList<float[]> Faces(FacePart part, int count);

    /// <summary>The first faces of a part with conditions and photos; fewer than asked for if there are not as many.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="count">How many.</param>
    /// <param name="side">Pixels of a side.</param>
    HeadSet Heads(FacePart part, int count, int side);

    /// <summary>Whether photos can be made of any parameters; else there are only those that were taken.</summary>
    bool MakesPhotos { get; }

    /// <summary>The first test faces, which noise on their geometry takes out of the distribution (gif-conditional.md §1, E4).</summary>
    /// <param name="count">How many; fewer if there are not as many.</param>
    /// <param name="level">Deviation of the noise on shape and expression, in theirs.</param>
    IReadOnlyList<float[]> Perturbed(int count, float level);

    /// <summary>Made-up faces with conditions, and with photos where the world can make them.</summary>
    /// <param name="faces">Their parameters.</param>
    /// <param name="part">The part that they come from.</param>
    /// <param name="origins">For each the face of the part whose other factors, such as hair and background, its photo shows.</param>
    /// <param name="side">Pixels of a side.</param>
    HeadSet Render(IReadOnlyList<float[]> faces, FacePart part, IReadOnlyList<int> origins, int side);

    /// <summary>Condition images (N, 6, S, S) of faces, bytes: render, then normals; a new tensor.</summary>
    /// <param name="faces">Their parameters.</param>
    /// <param name="side">Pixels of a side.</param>
    Tensor Conditions(IReadOnlyList<float[]> faces, int side);

    /// <summary>Where points of the skin are in the pictures of faces: column and row (N, P, 2), −1 … 1 from border to border, and
    /// whether they are seen (N, P), 1 or 0; new tensors.</summary>
    /// <param name="faces">Their parameters.</param>
    /// <param name="side">Pixels of a side.</param>
    (Tensor Places, Tensor Visible) SkinPoints(IReadOnlyList<float[]> faces, int side);

    /// <summary>
    /// Mean distances of the face's vertices, of meshes that have one part of the parameters and are the template's otherwise:
    /// <c>shape</c>; <c>expression</c> and jaw; <c>pose</c> and jaw (gif-conditional.md §5.2, the expression without global pose); and
    /// what else a world has of that kind.
    /// </summary>
    /// <param name="read">Parameters of faces.</param>
    /// <param name="asked">As many others.</param>
    IEnumerable<(string Part, double Distance)> MeshDistances(IReadOnlyList<float[]> read, IReadOnlyList<float[]> asked);
}
