namespace Reining.Kernel.Display;

/// <summary>A value on display, which can be replaced in place: the way to show progress.</summary>
public sealed class DisplayedValue
{
    static long _last;

    readonly CellContext? _cell;
    readonly string[] _mimeTypes;

    DisplayedValue(CellContext? cell, string[] mimeTypes)
    {
        this._cell = cell;
        this._mimeTypes = mimeTypes;
        DisplayId = $"{Environment.ProcessId:x}-{Interlocked.Increment(ref _last)}";
    }

    /// <summary>The name of this display in the messages to the front end.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in place of the one before.</summary>
    /// <param name="updatedValue">The value to show from now on.</param>
    public void Update(object? updatedValue)
    {
        var bundle = Formatter.ToBundle(updatedValue, _mimeTypes);
        // A display made in an earlier cell may be updated by a later one, whose output is the one that listens.
        if ((CellContext.Current ?? _cell) is { } target)
            target.Update(bundle, DisplayId);
        else
            Console.WriteLine(bundle.PlainText);
    }

    internal static DisplayedValue Show(object? value, string[] mimeTypes) => Show(Formatter.ToBundle(value, mimeTypes), mimeTypes);

    internal static DisplayedValue Show(MimeBundle bundle, string[] mimeTypes)
    {
        var displayed = new DisplayedValue(CellContext.Current, mimeTypes);
        if (displayed._cell is { } target)
            target.Display(bundle, displayed.DisplayId);
        else
            Console.WriteLine(bundle.PlainText);
        return displayed;
    }
}
