namespace Reining.Models;

/// <summary>
/// Sizes of an <see cref="InvGan"/> and its loss; the defaults are the dense nets for MNIST (fact sheet invgan.md §4, MLP-S).
/// </summary>
public sealed record InvGanOptions
{
    /// <summary>1 gray, 3 color.</summary>
    public long Channels { get; init => field = Options.Positive(value, nameof(Channels)); } = 1;

    /// <summary>Side of the images in pixels; with convolutions a multiple of 4.</summary>
    public long Side { get; init => field = Options.Positive(value, nameof(Side)); } = 28;

    /// <summary>d: numbers in a code w.</summary>
    public long CodeSize { get; init => field = Options.Positive(value, nameof(CodeSize)); } = 32;

    /// <summary>Numbers in a draw z of the prior.</summary>
    public long PriorSize { get; init => field = Options.Positive(value, nameof(PriorSize)); } = 32;

    /// <summary>Hidden units of the mapping.</summary>
    public long MappingWidth { get; init => field = Options.Positive(value, nameof(MappingWidth)); } = 128;

    /// <summary>Convolutions instead of dense layers in generator and trunk.</summary>
    public bool Convolutional { get; init; }

    /// <summary>
    /// Dense: units of the smaller hidden layer, the other has twice as many. Convolutional: maps of the outer layer, likewise.
    /// </summary>
    public long Width { get; init => field = Options.Positive(value, nameof(Width)); } = 256;

    /// <summary>Features of a convolutional trunk; a dense one has <see cref="Width"/>.</summary>
    public long ConvolutionalFeatures { get; init => field = Options.Positive(value, nameof(ConvolutionalFeatures)); } = 128;

    /// <summary>
    /// Channels of StyleGAN2's nets, which take the place of the others; null for those. Side and code size are this record's, nothing
    /// conditions them, and as real and made images are read in one batch, no sample sees others. Three channels; a side that is a power
    /// of two.
    /// </summary>
    public StyleGanOptions? Style { get; init; }

    /// <summary>Classes of the class head and of the conditional mapping; 0 for none.</summary>
    public long Classes { get; init => field = Options.NotNegative(value, nameof(Classes)); }

    /// <summary>Whether the discriminator's score is read off the inferred code, as in ALAE; else off the features.</summary>
    public bool ScoresCodes { get; init; }

    /// <summary>The terms of the loss.</summary>
    public InvGanLoss Loss { get; init; } = new();

    /// <summary>Numbers in an image.</summary>
    public long Pixels => Channels * Side * Side;

    /// <summary>Numbers of a feature vector.</summary>
    public long Features => Style is not null ? Style.Features : Convolutional ? ConvolutionalFeatures : Width;

    /// <summary>Options of StyleGAN2's nets.</summary>
    /// <exception cref="ArgumentException">The images are gray, or the side is no power of two.</exception>
    internal StyleGanOptions StyleNets => Channels == 3
        ? Style! with
        {
            Condition = ConditionForm.None,
            Side = (int)Side,
            StyleSize = (int)CodeSize,
            LatentSize = (int)CodeSize,
            MappingLayers = 0,
            StdGroup = 1,
        }
        : throw new ArgumentException($"InvGAN with StyleGAN2's nets: expected 3 channels, got {Channels}; give gray images three times.");

    /// <summary>A quarter of the side, that of the smallest maps of convolutional nets.</summary>
    /// <exception cref="ArgumentException">The side is no multiple of 4.</exception>
    internal long QuarterSide => Side % 4 == 0
        ? Side / 4
        : throw new ArgumentException($"InvGAN with convolutions: expected a side that is a multiple of 4, got {Side}; pad the images.");

    /// <summary>Convolutional nets for a processor, c = 16.</summary>
    public static InvGanOptions ConvS { get; } = new() { Convolutional = true, Width = 16 };

    /// <summary>Convolutional nets for a GPU, c = 64.</summary>
    public static InvGanOptions ConvM { get; } = new() { Convolutional = true, Width = 64, ConvolutionalFeatures = 256, CodeSize = 64 };
}
