namespace Reining.Bench.Attacks;

/// <summary>What of the attacks to compare.</summary>
/// <param name="Images">Digits that both nets call right.</param>
/// <param name="Rounds">Timed rounds after the first; 0 compares results alone, at all three budgets.</param>
/// <param name="Threads">Ours; the peers run with one and with so many.</param>
/// <param name="Only">Names of attacks, or none for those that the comparison is about.</param>
/// <param name="Folder">Where the trained nets are kept.</param>
public sealed record AttacksOptions(int Images, int Rounds, int Threads, IReadOnlyList<string> Only, string Folder);
