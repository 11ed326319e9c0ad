using System.Numerics;

namespace Reining;

/// <summary>Checks of option fields: field, allowed range, value.</summary>
static class Options
{
    public static T Positive<T>(T value, string field) where T : INumber<T> =>
        value > T.Zero ? value : throw Bad(field, "a value above 0", value);

    public static T NotNegative<T>(T value, string field) where T : INumber<T> =>
        value >= T.Zero ? value : throw Bad(field, "a value of at least 0", value);

    /// <summary>from &lt; value &lt; to.</summary>
    public static T Between<T>(T value, T from, T to, string field) where T : INumber<T> =>
        value > from && value < to ? value : throw Bad(field, FormattableString.Invariant($"a value in ({from}, {to})"), value);

    /// <summary>from ≤ value &lt; to.</summary>
    public static T InRange<T>(T value, T from, T to, string field) where T : INumber<T> =>
        value >= from && value < to ? value : throw Bad(field, FormattableString.Invariant($"a value in [{from}, {to})"), value);

    static ArgumentOutOfRangeException Bad<T>(string field, string expected, T value) =>
        new(field, FormattableString.Invariant($"{field}: expected {expected}, got {value}."));
}
