using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>What was run in this session, for the front end's arrow keys and searches.</summary>
sealed class KernelHistory
{
    readonly Lock _gate = new();
    readonly List<Entry> _entries = [];

    /// <summary>Adds a cell that is about to run.</summary>
    public void Add(int number, string source)
    {
        lock (_gate)
            _entries.Add(new Entry(number, source));
    }

    /// <summary>The answer to a <c>history_request</c>.</summary>
    /// <exception cref="WireException">The request is malformed.</exception>
    public JsonObject Answer(WireMessage request)
    {
        Entry[] all;
        lock (_gate)
            all = [.. _entries];
        var count = Math.Max(0, request.Number("n") ?? int.MaxValue);
        var found = request.Text("hist_access_type") switch
        {
            "range" => Range(all, request.Number("start") ?? 0, request.Number("stop") ?? int.MaxValue),
            "search" => Search(all, request.Text("pattern") ?? "*", request.Flag("unique") ?? false).TakeLast(count),
            "tail" or null => all.TakeLast(count),
            var other => throw new WireException($"'hist_access_type' is '{other}', expected tail, range or search"),
        };
        var withOutput = request.Flag("output") ?? false;
        var rows = found.Select(entry => new JsonArray(0, entry.Number, withOutput ? new JsonArray(entry.Source, null) : entry.Source));
        return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray([.. rows]) };
    }

    static IEnumerable<Entry> Range(Entry[] all, int start, int stop) => all.Where(entry => entry.Number >= start && entry.Number < stop);

    static IEnumerable<Entry> Search(Entry[] all, string pattern, bool unique)
    {
        var found = all.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Source, ignoreCase: false));
        return unique ? found.GroupBy(entry => entry.Source).Select(group => group.Last()).OrderBy(entry => entry.Number) : found;
    }

    readonly record struct Entry(int Number, string Source);
}
