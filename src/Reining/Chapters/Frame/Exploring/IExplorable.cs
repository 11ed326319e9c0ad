using Reining.Images;

namespace Reining.Chapters;

/// <summary>A trained generator with named factors, whose pictures follow the hand. Not for several threads at once.</summary>
public interface IExplorable : IDisposable
{
    /// <summary>What it is, in a few words.</summary>
    string Title { get; }

    /// <summary>Where its weights come from: run folder, and the commit that trained it.</summary>
    string Origin { get; }

    /// <summary>Its factors.</summary>
    IReadOnlyList<Factor> Factors { get; }

    /// <summary>What the pictures are that <see cref="Render"/> returns, such as the condition and the picture.</summary>
    IReadOnlyList<string> Captions { get; }

    /// <summary>Names of the factors that follow a hand that draws on the pictures, to the right and downwards; null for none.</summary>
    (string Right, string Down)? Dragged { get; }

    /// <summary>Values of all factors as chance has them: such as the training data do.</summary>
    /// <param name="seed">Decides them.</param>
    IReadOnlyList<double> Draw(ulong seed);

    /// <summary>Pictures of values, one for each of <see cref="Captions"/>.</summary>
    /// <param name="values">One for each factor.</param>
    /// <exception cref="ArgumentException">A value is not in its range.</exception>
    IReadOnlyList<PixelImage> Render(IReadOnlyList<double> values);
}
