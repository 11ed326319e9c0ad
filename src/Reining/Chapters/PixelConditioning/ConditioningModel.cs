using Reining.Models;
using Reining.Worlds;
using static TorchSharp.torch;

namespace Reining.Chapters.PixelConditioning;

/// <summary>A generator of the chapter: how it is told what to show.</summary>
/// <param name="Id">Identifier in measurements and run folders.</param>
/// <param name="Name">What tables call it.</param>
/// <param name="Form">The way.</param>
/// <param name="Condition">What it is told, of condition images (N, 6, S, S) in [−1, 1] and standardized parameters (N, c); null for
/// nothing.</param>
public sealed record ConditioningModel(string Id, string Name, ConditionForm Form, Func<Tensor, Tensor, Tensor?> Condition)
{
    const int LeastLatent = 16;

    /// <summary>Channels of its condition images.</summary>
    public int Channels { get; init; } = HeadRenderer.ConditionChannels;

    /// <summary>Whether it is also trained to keep a face's texture when the face moves.</summary>
    public bool KeepsTexture { get; init; }

    /// <summary>Whether it is also trained so that a frozen regressor reads the parameters back.</summary>
    public bool IsConsistent { get; init; }

    /// <summary>Whether condition images are made smaller by area means.</summary>
    public bool SmoothCondition { get; init; } = true;

    /// <summary>Whether it is trained longer than the others.</summary>
    public bool IsLong { get; init; }

    /// <summary>Render and normals, as GIF.</summary>
    public static ConditioningModel Pixel { get; } = OfImages("pixel", "pixel: render and normals", images => images);

    /// <summary>The lit render alone.</summary>
    public static ConditioningModel Render { get; } =
        OfImages("render", "pixel: render", images => images.narrow(1, 0, 3)) with { Channels = 3 };

    /// <summary>The normals alone, which know nothing of color and light.</summary>
    public static ConditioningModel Normals { get; } =
        OfImages("normals", "pixel: normals", images => images.narrow(1, 3, 3)) with { Channels = 3 };

    /// <summary>Render and normals, and the texture-consistency loss.</summary>
    public static ConditioningModel Texture { get; } = Pixel with
    {
        Id = "texture",
        Name = "pixel, and texture consistency",
        KeepsTexture = true,
    };

    /// <summary>
    /// Render and normals as the code of GIF gives them: what points left, down or away is black in the normals, and smaller images are
    /// interpolated between single pixels (gif-conditional.md §2.9).
    /// </summary>
    public static ConditioningModel Released { get; } =
        OfImages("released", "pixel: as the released code", Clipped) with { SmoothCondition = false };

    /// <summary>The same images, but left is right: what they say is there, only not pixel on pixel.</summary>
    public static ConditioningModel Mirrored { get; } = OfImages("mirrored", "control: images mirrored", images => images.flip(3));

    /// <summary>The same images, moved by a quarter of their width, what leaves on the right comes back on the left.</summary>
    public static ConditioningModel Shifted { get; } =
        OfImages("shifted", "control: images shifted", images => images.roll(images.shape[3] / 4, 3));

    /// <summary>The parameters as a part of the style.</summary>
    public static ConditioningModel V1 { get; } = OfVector("v1", "V1: vector as style", ConditionForm.VectorAsStyle);

    /// <summary>The parameters through the mapping network, projection in the discriminator.</summary>
    public static ConditioningModel V2 { get; } = OfVector("v2", "V2: vector in mapping", ConditionForm.VectorInMapping);

    /// <summary>The parameters tiled to images, which go GIF's way.</summary>
    public static ConditioningModel V3 { get; } = OfVector("v3", "V3: vector tiled", ConditionForm.VectorTiled);

    /// <summary>As V2, and a regressor has to read the parameters back.</summary>
    public static ConditioningModel V4 { get; } = V2 with { Id = "v4", Name = "V4: vector and consistency", IsConsistent = true };

    /// <summary>V4 trained longer.</summary>
    public static ConditioningModel V4Long { get; } = V4 with { Id = "v4-long", Name = "V4, trained longer", IsLong = true };

    /// <summary>No condition.</summary>
    public static ConditioningModel None { get; } = new("unconditional", "unconditional", ConditionForm.None, (_, _) => null);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ConditioningModel> All { get; } =
        [Pixel, Render, Normals, Released, Texture, Mirrored, Shifted, V1, V2, V3, V4, V4Long, None];

    /// <summary>The vector variants of equal length.</summary>
    internal static IReadOnlyList<ConditioningModel> Vectors { get; } = [V1, V2, V3, V4];

    /// <summary>Those that are also asked for heads outside the distribution that they learned.</summary>
    internal static IReadOnlyList<ConditioningModel> Stressed { get; } = [Pixel, Normals, V2, V4];

    /// <summary>Sizes of its nets.</summary>
    /// <param name="net">The profile's.</param>
    /// <param name="parameters">What a face is made from; null for the synthetic heads' parameters.</param>
    public StyleGanOptions Options(StyleGanOptions net, FaceParameters? parameters = null)
    {
        var count = (parameters ?? SynthHeads.World.Parameters).Count;
        // The parameters and the latent together are the style there, which grows if the parameters leave the latent no room.
        var style = Form == ConditionForm.VectorAsStyle ? Math.Max(net.StyleSize, count + LeastLatent) : net.StyleSize;
        return net with
        {
            Condition = Form,
            ConditionChannels = Channels,
            SmoothCondition = SmoothCondition,
            VectorSize = count,
            StyleSize = style,
            LatentSize = Form == ConditionForm.VectorAsStyle ? style - count : net.LatentSize,
        };
    }

    // Values are 2v − 1 with v = (n + 1) / 2, so that they are n themselves; the code stores v = max(n, 0).
    static Tensor Clipped(Tensor images) => cat([images.narrow(1, 0, 3), images.narrow(1, 3, 3).clamp(min: 0) * 2 - 1], 1);

    static ConditioningModel OfImages(string id, string name, Func<Tensor, Tensor> change) =>
        new(id, name, ConditionForm.Images, (images, _) => change(images));

    static ConditioningModel OfVector(string id, string name, ConditionForm form) => new(id, name, form, (_, parameters) => parameters);
}
