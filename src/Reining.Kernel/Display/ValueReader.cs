using System.Diagnostics;

namespace Reining.Kernel.Display;

/// <summary>Reads a value for display: as much of it as is shown, level by level, so that what lies near the top comes first.</summary>
/// <remarks>
/// The whole reading shares its limits, so that a graph in which everything leads to everything costs no more than a list. What lies
/// beyond them is named by its type. A cell's interrupt ends it between any two parts.
/// </remarks>
sealed class ValueReader
{
    const int MostParts = 10_000, MostOpened = 500, LongestText = 10_000;

    // From the second level on; what a cell asks for by itself may take its time.
    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    readonly CancellationToken _cancel = NotebookFunctions.CellToken;
    readonly Queue<ShownValue> _waiting = new();
    readonly long _start = Stopwatch.GetTimestamp();
    int _parts, _opened;

    /// <summary>Reads a value.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public static ShownValue Read(object? value)
    {
        var reader = new ValueReader();
        var root = new ShownValue(null, value, 0);
        reader.Open(root);
        while (reader._waiting.TryDequeue(out var next))
        {
            reader._cancel.ThrowIfCancellationRequested();
            reader.Try(next);
        }
        return root;
    }

    // Below the top an exception is what there is to show.
    void Try(ShownValue shown)
    {
        try
        {
            if (!IsWritten(shown))
                Open(shown);
        }
        catch (Exception error) when (!Formatter.IsStop(error))
        {
            shown.Kind = ShownKind.Text;
            shown.Text = $"{ValueShape.TypeName(shown.Value!.GetType())} ({error.GetType().Name}: {error.Message})";
        }
    }

    static bool IsWritten(ShownValue shown)
    {
        if (shown.Value is null or Grids.Row)
            return false;
        var (text, html) = Formatter.Nested(shown.Value);
        shown.Html = html;
        shown.Text = text ?? "";
        return text is not null;
    }

    void Open(ShownValue shown)
    {
        var value = shown.Value;
        if (ValueShape.IsScalar(value))
        {
            var text = ValueShape.ScalarText(value, rounded: shown.Depth > 0 && !shown.IsJson);
            shown.Text = shown.Depth == 0 || text.Length <= LongestText ? text : $"{text[..LongestText]}… ({text.Length} characters)";
        }
        else if (shown.IsCycle())
        {
            shown.Text = $"{Name(value!)} (see above)";
        }
        else if (shown.Depth >= Formatter.RecursionLimit || ++_opened > MostOpened || IsLate(shown))
        {
            shown.Text = Name(value!);
        }
        else
        {
            Fill(shown, ValueShape.Take(value!));
        }
    }

    bool IsLate(ShownValue shown) => shown.Depth > 1 && Stopwatch.GetElapsedTime(_start) > MostTime;

    void Fill(ShownValue shown, ValueParts taken)
    {
        var count = Math.Min(taken.Parts.Count, Math.Max(0, MostParts - _parts));
        var isTable = taken.Kind == ShownKind.Table;
        var parts = new ShownValue[count];
        for (var i = 0; i < count; i++)
        {
            parts[i] = new ShownValue(shown, taken.Parts[i], isTable ? shown.Depth : shown.Depth + 1) { IsJson = taken.IsJson };
            _waiting.Enqueue(parts[i]);
        }
        _parts += count;
        (shown.Kind, shown.Text, shown.Names, shown.Parts, shown.IsJson) = (taken.Kind, taken.Label, taken.Names, parts, taken.IsJson);
        shown.Rest = count < taken.Parts.Count ? $"({taken.Parts.Count - count} more)" : taken.Rest;
    }

    static string Name(object value) => ValueShape.TypeName(value.GetType()) is { Length: > 0 } name ? name : "{ … }";
}
