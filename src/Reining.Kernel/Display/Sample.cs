using System.Collections;

namespace Reining.Kernel.Display;

/// <summary>The first items of a sequence, read once.</summary>
/// <param name="Items">At most <see cref="Formatter.ListExpansionLimit"/> items.</param>
/// <param name="Rest">What to say of the items left out; empty if there are none.</param>
sealed record Sample(IReadOnlyList<object?> Items, string Rest)
{
    public static Sample Of(IEnumerable sequence)
    {
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

    // How many there are is not worth a failure.
    static int? Count(IEnumerable sequence)
    {
        try
        {
            return CountOf(sequence);
        }
        catch (Exception error) when (!Formatter.IsStop(error))
        {
            return null;
        }
    }

    static int? CountOf(IEnumerable sequence) => sequence is ICollection collection
        ? collection.Count
        : sequence.GetType().GetInterfaces().FirstOrDefault(IsCounted) is { } counted
            ? (int?)counted.GetProperty(nameof(ICollection.Count))!.GetValue(sequence)
            : null;

    static bool IsCounted(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(IReadOnlyCollection<>) || definition == typeof(ICollection<>));
}
