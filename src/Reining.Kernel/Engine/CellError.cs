namespace Reining.Kernel.Engine;

/// <summary>Why a cell failed, as a notebook stores it.</summary>
/// <param name="Name">The exception's type, or <c>CompilationError</c>, <c>Interrupted</c>, <c>TimeLimit</c>, <c>ProcessEnded</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Traceback">The lines to show, with the cells' own lines in them.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback)
{
    /// <summary>The name of errors of the compiler.</summary>
    public const string Compilation = "CompilationError";

    /// <summary>The name of the error of a cell that was interrupted.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>The name of the error of a cell whose time was up.</summary>
    public const string TimeLimit = "TimeLimit";

    /// <summary>The name of the error of a cell that took the whole process down.</summary>
    public const string ProcessEnded = "ProcessEnded";

    /// <summary>An error without a stack.</summary>
    public static CellError Of(string name, string message) => new(name, message, [Red($"{name}: {message}")]);

    /// <summary>The error that an exception thrown by a cell is.</summary>
    public static CellError From(Exception exception)
    {
        var error = Unwrap(exception);
        if (error is CompilationException compilation)
            return new CellError(Compilation, compilation.Message, [.. compilation.Errors.Select(one => Red(one.WithSource))]);
        var name = error.GetType().FullName ?? error.GetType().Name;
        List<string> lines = [Red($"{name}: {error.Message}"), .. StackTraceText.Lines(error)];
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            lines.Add($"caused by {inner.GetType().FullName}: {inner.Message}");
            lines.AddRange(StackTraceText.Lines(inner));
        }
        return new CellError(name, error.Message, lines);
    }

    static Exception Unwrap(Exception error) => error switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => error,
    };

    static string Red(string text) => $"\u001b[31m{text}\u001b[0m";
}
