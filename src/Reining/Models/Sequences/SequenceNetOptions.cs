namespace Reining.Models;

/// <summary>The nets of the Grammar VAE for expressions (rae.md §8): three convolutions along the sequence,
/// three recurrent layers back.</summary>
/// <param name="Length">Sequence length T, at least 7.</param>
/// <param name="Symbols">Symbols R: 12 rules or 15 characters.</param>
/// <param name="LatentSize">Latent dimensions d.</param>
/// <param name="DenseSize">Units of the encoder's linear layer.</param>
/// <param name="RecurrentSize">Units of each recurrent layer.</param>
public sealed record SequenceNetOptions(int Length, int Symbols, int LatentSize = 25, int DenseSize = 100, int RecurrentSize = 100)
{
    /// <summary>Sequence length.</summary>
    public int Length
    {
        get;
        init => field = Options.InRange(value, 7, 10_000, nameof(Length));
    } = Options.InRange(Length, 7, 10_000, nameof(Length));

    /// <summary>Symbols.</summary>
    public int Symbols { get; init => field = Options.Positive(value, nameof(Symbols)); } = Options.Positive(Symbols, nameof(Symbols));

    /// <summary>Latent dimensions.</summary>
    public int LatentSize
    {
        get;
        init => field = Options.Positive(value, nameof(LatentSize));
    } = Options.Positive(LatentSize, nameof(LatentSize));

    /// <summary>Units of the encoder's linear layer.</summary>
    public int DenseSize
    {
        get;
        init => field = Options.Positive(value, nameof(DenseSize));
    } = Options.Positive(DenseSize, nameof(DenseSize));

    /// <summary>Units of each recurrent layer.</summary>
    public int RecurrentSize
    {
        get;
        init => field = Options.Positive(value, nameof(RecurrentSize));
    } = Options.Positive(RecurrentSize, nameof(RecurrentSize));

    /// <summary>Share of a new batch in batch normalization's running averages, in (0, 1); 0.01 is the original's.</summary>
    public double NormMomentum { get; init => field = Options.Between(value, 0, 1, nameof(NormMomentum)); } = 0.01;

    /// <summary>Filters and kernels of the encoder's convolutions.</summary>
    public IReadOnlyList<(int Filters, int Kernel)> Convolutions { get; init; } = [(2, 2), (3, 3), (4, 4)];

    /// <summary>Whether batch normalization follows each of them: with expressions yes, with molecules no.</summary>
    public bool NormalizedConvolutions { get; init; } = true;
}
