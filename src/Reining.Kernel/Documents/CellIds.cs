using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Documents;

/// <summary>Cell identifiers that do not change from run to run: made from the cell's content where the file has none.</summary>
static partial class CellIds
{
    public static bool IsValid(string? id) => id is not null && Pattern().IsMatch(id);

    /// <summary>An identifier for a source that none of the taken ones equals.</summary>
    public static string Make(string source, IEnumerable<string> taken)
    {
        var used = taken.ToHashSet(StringComparer.Ordinal);
        for (var attempt = 0; ; attempt++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}\n{source}"));
            var id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (used.Add(id))
                return id;
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Pattern();
}
