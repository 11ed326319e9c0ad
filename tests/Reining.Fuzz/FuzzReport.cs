namespace Reining.Fuzz;

/// <summary>What came of firing at a reader.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Inputs">Damaged inputs that were read.</param>
/// <param name="Accepted">Those that were read without an error: the damage did not matter, or made another valid input.</param>
/// <param name="Seconds">Time of all of them.</param>
/// <param name="SlowestSeconds">Time of the slowest.</param>
/// <param name="LargestMemory">Most managed bytes that an input took, as a share of what it may take.</param>
/// <param name="Edges">Places of the code that were reached; 0 without instrumentation.</param>
/// <param name="Findings">Inputs that were answered wrongly, at most one for each kind of answer.</param>
public sealed record FuzzReport(
    string Target, long Inputs, long Accepted, double Seconds, double SlowestSeconds, double LargestMemory, int Edges,
    IReadOnlyList<FuzzFinding> Findings);
