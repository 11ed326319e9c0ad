namespace Reining.Kernel.Display;

/// <summary>Where the outputs of one cell go: a document, a Jupyter front end, a supervising process. Called from any thread.</summary>
public interface ICellOutput
{
    /// <summary>Text that the cell printed.</summary>
    /// <param name="name">The stream.</param>
    /// <param name="text">A piece of it, often several lines.</param>
    void Stream(StreamName name, string text);

    /// <summary>A value that the cell displayed.</summary>
    /// <param name="bundle">Its representations.</param>
    /// <param name="displayId">The name under which <see cref="Update"/> replaces it; null if it is never updated.</param>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces a displayed value wherever it stands, also under an earlier cell.</summary>
    /// <param name="bundle">The new representations.</param>
    /// <param name="displayId">The name given when it was displayed.</param>
    void Update(MimeBundle bundle, string displayId);

    /// <summary>The value of the cell's last expression.</summary>
    /// <param name="bundle">Its representations.</param>
    void Result(MimeBundle bundle);

    /// <summary>Clears the cell's outputs.</summary>
    /// <param name="wait">Whether to clear only when the next output comes, which avoids flicker.</param>
    void Clear(bool wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask; empty for a bare <c>Console.ReadLine()</c>.</param>
    /// <param name="password">Whether the answer must not be shown.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="InputMissingException">There is nobody to ask and no prepared answer.</exception>
    string Input(string prompt, bool password, CancellationToken cancel);
}
