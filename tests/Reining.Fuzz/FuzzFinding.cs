namespace Reining.Fuzz;

/// <summary>An input that a reader answered otherwise than it promises.</summary>
/// <param name="Target">The reader.</param>
/// <param name="What">What happened.</param>
/// <param name="Input">The input.</param>
public sealed record FuzzFinding(string Target, string What, byte[] Input);
