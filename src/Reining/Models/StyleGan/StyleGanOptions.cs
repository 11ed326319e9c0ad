namespace Reining.Models;

/// <summary>Sizes of a StyleGAN2 and how it is conditioned.</summary>
public sealed record StyleGanOptions
{
    /// <summary>Pixels of a side: a power of two, at least 8.</summary>
    public int Side
    {
        get;
        init => field = value >= 8 && int.IsPow2(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Side), value, $"Side: expected a power of two of at least 8, got {value}.");
    } = 32;

    /// <summary>Numbers in a latent z.</summary>
    public int LatentSize { get; init => field = Options.Positive(value, nameof(LatentSize)); } = 64;

    /// <summary>Numbers in a style w.</summary>
    public int StyleSize { get; init => field = Options.Positive(value, nameof(StyleSize)); } = 64;

    /// <summary>Layers of the mapping network; 0 where styles are made elsewhere.</summary>
    public int MappingLayers { get; init => field = Options.NotNegative(value, nameof(MappingLayers)); } = 2;

    /// <summary>Channels at 4, 8, … pixels; the last of them counts for all larger sizes.</summary>
    public IReadOnlyList<int> Channels
    {
        get;
        init => field = value.Count > 0 && value.All(c => c > 0) ? value
            : throw new ArgumentException($"Channels: expected numbers above 0, got '{string.Join(", ", value)}'.");
    } = [64, 64, 32, 16];

    /// <summary>Samples of a group whose deviation the discriminator sees.</summary>
    public int StdGroup { get; init => field = Options.Positive(value, nameof(StdGroup)); } = 4;

    /// <summary>How the nets are conditioned.</summary>
    public ConditionForm Condition { get; init; }

    /// <summary>Channels k of condition images, or of a tiled vector.</summary>
    public int ConditionChannels { get; init => field = Options.Positive(value, nameof(ConditionChannels)); } = 6;

    /// <summary>Whether condition images are made smaller by area means; else between single pixels, as the code of GIF does.</summary>
    public bool SmoothCondition { get; init; } = true;

    /// <summary>Numbers in a condition vector.</summary>
    public int VectorSize { get; init => field = Options.Positive(value, nameof(VectorSize)); } = 47;

    /// <summary>32 pixels, for two cores and minutes.</summary>
    public static StyleGanOptions S32 { get; } = new();

    /// <summary>64 pixels, for one GPU and minutes.</summary>
    public static StyleGanOptions S64 { get; } =
        new() { Side = 64, LatentSize = 256, StyleSize = 256, MappingLayers = 4, Channels = [256, 256, 256, 256, 128] };

    /// <summary>256 pixels: the size of GIF.</summary>
    public static StyleGanOptions F256 { get; } =
        new() { Side = 256, LatentSize = 512, StyleSize = 512, MappingLayers = 8, Channels = [512, 512, 512, 512, 512, 256, 128] };

    /// <summary>Sides of the nets' stages: 4, 8, … .</summary>
    internal IEnumerable<int> Sides
    {
        get
        {
            for (var side = 4; side <= Side; side *= 2)
                yield return side;
        }
    }

    /// <summary>Channels of a stage.</summary>
    internal int ChannelsAt(int side) => Channels[Math.Min(int.Log2(side) - 2, Channels.Count - 1)];

    /// <summary>Features h of the discriminator's trunk.</summary>
    internal int Features => ChannelsAt(4);

    /// <summary>Whether the condition is a vector.</summary>
    internal bool HasVector => Condition is ConditionForm.VectorAsStyle or ConditionForm.VectorInMapping or ConditionForm.VectorTiled;

    /// <summary>Channels of the maps that reach the layers; 0 for none.</summary>
    internal int MapChannels => Condition is ConditionForm.Images or ConditionForm.VectorTiled ? ConditionChannels : 0;

    /// <summary>Channels that the discriminator sees beside the image.</summary>
    internal int SeenChannels => Condition switch
    {
        ConditionForm.Images or ConditionForm.VectorTiled => ConditionChannels,
        ConditionForm.VectorAsStyle => VectorSize,
        _ => 0,
    };
}
