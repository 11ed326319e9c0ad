using Reining.Display;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Which weights a training run ends with.</summary>
public abstract record Keep
{
    Keep()
    {
    }

    /// <summary>Whether the weights of the best epoch are kept, rather than the last ones.</summary>
    internal virtual bool IsBest => true;

    /// <summary>Whether the weights before the first step may be the best.</summary>
    internal virtual bool CountsStart => false;

    /// <summary>What statistics call the number that is measured.</summary>
    internal virtual string Name => "validation_loss";

    /// <summary>Whether anything is measured.</summary>
    internal virtual bool Measures => true;

    /// <summary>The number after an epoch.</summary>
    internal abstract double Measure(Generator random);

    /// <summary>The number as a loss: lower is better.</summary>
    internal virtual double AsLoss(double measured) => measured;

    /// <summary>Those of the epoch with the lowest mean loss over held-out samples.</summary>
    /// <param name="Pieces">The held-out samples.</param>
    public sealed record BestOnValidation(IReadOnlyList<ValidationPiece> Pieces) : Keep
    {
        /// <summary>The initial weights compete too.</summary>
        public bool FromStart { get; init; }

        internal override bool CountsStart => FromStart;

        internal override double Measure(Generator random) => Mean(Pieces, random);
    }

    /// <summary>Those of the last step.</summary>
    public sealed record Last : Keep
    {
        /// <summary>Held-out samples whose loss is reported and moves a plateau's schedule; they select nothing.</summary>
        public IReadOnlyList<ValidationPiece> Pieces { get; init; } = [];

        internal override bool IsBest => false;

        internal override bool Measures => Pieces.Count > 0;

        internal override double Measure(Generator random) => Mean(Pieces, random);
    }

    /// <summary>Those of the epoch with the best score.</summary>
    /// <param name="Score">Measures the nets as they are: in evaluation mode, with their averages in them.</param>
    /// <param name="Highest">Whether higher is better.</param>
    public sealed record BestOf(Func<double> Score, bool Highest = false) : Keep
    {
        internal override string Name => "score";

        internal override double Measure(Generator random) => Score();

        internal override double AsLoss(double measured) => Highest ? -measured : measured;
    }

    static double Mean(IReadOnlyList<ValidationPiece> pieces, Generator random)
    {
        using var noGrad = no_grad();
        var sum = 0.0;
        foreach (var piece in pieces)
        {
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum += piece.Loss(random);
        }
        return sum / pieces.Sum(p => p.Count);
    }
}
