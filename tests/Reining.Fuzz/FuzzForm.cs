namespace Reining.Fuzz;

/// <summary>Makes a damaged input of a valid one in a way that knows the format, so that the damage gets past lengths and
/// checksums.</summary>
/// <param name="mutator">Where the damage comes from.</param>
/// <param name="input">An input.</param>
public delegate byte[] FuzzForm(Mutator mutator, byte[] input);
