using System.Collections;

namespace Reining.Kernel.Display;

/// <summary>The first items of a sequence, read once.</summary>
/// <param name="Items">At most <see cref="Formatter.ListExpansionLimit"/> items.</param>
/// <param name="Rest">What to say of the items left out; empty if there are none.</param>
sealed record Sample(IReadOnlyList<object?> Items, string Rest)
{
    public static Sample Of(IEnumerable sequence)
    {
        if (sequence is MaterializedSequence known)
            return known.Sample;
        var limit = Formatter.ListExpansionLimit;
        var items = new List<object?>();
        foreach (var item in sequence)
        {
            if (items.Count == limit)
                return new Sample(items, Count(sequence) is { } count ? $"({count - limit} more)" : "(more)");
            items.Add(item);
        }
        return new Sample(items, "");
    }

    static int? Count(IEnumerable sequence) => sequence is ICollection collection ? collection.Count
        : sequence.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType
        && type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            is { } counted ? (int?)counted.GetProperty(nameof(ICollection.Count))!.GetValue(sequence) : null;
}
