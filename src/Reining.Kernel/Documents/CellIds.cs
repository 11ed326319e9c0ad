using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Documents;

/// <summary>Cell identifiers that do not change from run to run: made from the cell's content where the file has none.</summary>
sealed partial class CellIds
{
    public static bool IsValid(string? id) => id is not null && Pattern().IsMatch(id);

    readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal); // by source: many equal cells must not begin anew each

    /// <summary>Takes an identifier; false if it is none or taken.</summary>
    public bool TryTake(string? id) => IsValid(id) && _taken.Add(id!);

    /// <summary>An identifier for a source that none before it equals.</summary>
    public string Make(string source)
    {
        for (var attempt = _attempts.GetValueOrDefault(source); ; attempt++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}\n{source}"));
            var id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            _attempts[source] = attempt + 1;
            if (_taken.Add(id))
                return id;
        }
    }

    /// <summary>An identifier for a source that none of the taken ones equals.</summary>
    public static string Make(string source, IEnumerable<string> taken)
    {
        var ids = new CellIds();
        foreach (var id in taken)
            ids._taken.Add(id);
        return ids.Make(source);
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Pattern();
}
