namespace Reining.Tests;

/// <summary>What cannot be done is refused by an exception of the right type whose message says the parts that help.</summary>
static class Refusal
{
    public static void Of<TException>(Action act, params string[] parts) where TException : Exception =>
        Check(Assert.Throws<TException>(act), parts);

    public static void Of<TException>(Func<object?> act, params string[] parts) where TException : Exception =>
        Check(Assert.Throws<TException>(act!), parts);

    static void Check(Exception error, string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
}
