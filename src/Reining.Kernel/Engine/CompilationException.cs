namespace Reining.Kernel.Engine;

/// <summary>
/// The code of a cell does not compile. <see cref="Exception.Message"/> has one line per error, as <c>cell 3(2,5): error CS0103: …</c>.
/// </summary>
/// <param name="errors">One text per error: position, code, message, the source line and a caret below it.</param>
public sealed class CompilationException(IReadOnlyList<CompilationError> errors)
    : Exception(string.Join('\n', errors.Select(error => error.Summary)))
{
    /// <summary>The errors in source order.</summary>
    public IReadOnlyList<CompilationError> Errors => errors;
}
