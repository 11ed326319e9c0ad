extern alias reining;

using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using reining::Reining.Kernel.Display;
using reining::Reining.Kernel.Engine;

namespace Reining.Interactive;

/// <summary>Passes the events of .NET Interactive on as the outputs of the cell that runs, or ran last.</summary>
sealed class CellEvents
{
    readonly Lock _gate = new();
    readonly HashSet<string> _shown = [];
    readonly Dictionary<string, string> _shownAs = [];
    readonly Stack<string> _unclaimed = new();
    ICellOutput? _output;
    CancellationToken _cancel;

    /// <summary>Why the cell failed; null while it did not.</summary>
    public CellError? Error { get; private set; }

    /// <summary>From now on events belong to this cell.</summary>
    public void Begin(ICellOutput output, CancellationToken cancel)
    {
        lock (_gate)
            (_output, _cancel, Error) = (output, cancel, null);
    }

    /// <summary>Asks the user of the running cell.</summary>
    /// <exception cref="InputMissingException">There is no answer.</exception>
    public string Ask(string prompt, bool password)
    {
        var (output, cancel) = (_output, _cancel); // not under the lock: what the cell prints meanwhile must pass
        return output is null ? throw new InputMissingException($"Input '{prompt}': expected a running cell, got none.")
            : output.Input(prompt, password, cancel);
    }

    /// <summary>Takes the next event.</summary>
    public void Take(KernelEvent produced)
    {
        lock (_gate)
        {
            if (_output is not null)
                Pass(produced, _output);
        }
    }

    void Pass(KernelEvent produced, ICellOutput output)
    {
        switch (produced)
        {
            case StandardOutputValueProduced printed:
                output.Stream(StreamName.Stdout, Text(printed));
                break;
            case StandardErrorValueProduced printed:
                output.Stream(StreamName.Stderr, Text(printed));
                break;
            case ReturnValueProduced value when IsShown(value):
                output.Result(Bundle(value));
                break;
            case DisplayedValueProduced value when IsShown(value):
                output.Display(Bundle(value), value.ValueId);
                if (value.ValueId is not null && _shown.Add(value.ValueId))
                    _unclaimed.Push(value.ValueId);
                break;
            case DisplayedValueUpdated { ValueId: not null } value:
                output.Update(Bundle(value), ShownAs(value.ValueId));
                break;
            case CommandFailed { Command: SubmitCode } failed:
                Error ??= failed.Exception switch
                {
                    null or CodeSubmissionCompilationErrorException => CellError.Of(CellError.Compilation, failed.Message),
                    var thrown => CellError.From(thrown),
                };
                break;
        }
    }

    // display() shows under one name and updates under another (dotnet/interactive, pull request 3970): an unknown name takes over the
    // newest display that no other has.
    string ShownAs(string id)
    {
        if (_shown.Contains(id))
            return id;
        if (!_shownAs.TryGetValue(id, out var shown) && _unclaimed.TryPop(out shown))
            _shownAs[id] = shown;
        return shown ?? id;
    }

    static bool IsShown(DisplayEvent value) => !value.FormattedValues.Any() || !value.FormattedValues.All(v => v.SuppressDisplay);

    static string Text(DisplayEvent printed) => string.Concat(printed.FormattedValues.Select(value => value.Value));

    static MimeBundle Bundle(DisplayEvent shown)
    {
        var bundle = new MimeBundle([]);
        foreach (var value in shown.FormattedValues)
            bundle.Set(value.MimeType, value.Value);
        return bundle;
    }
}
