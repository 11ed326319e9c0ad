namespace Reining.Grammar;

/// <summary>
/// The grammar of molecules written as SMILES that the Grammar VAE used for ZINC (Kusner, Paige, Hernández-Lobato, ICML 2017; published
/// grammar, rae.md §8): 76 rules, start <c>smiles</c>. A string is its leftmost derivation. What the rules do not say (that rings close,
/// that atoms have their valence) a chemistry toolkit decides. Two of the rules lead to <c>class</c>, which no rule replaces, so that a
/// derivation that uses them is never finished; this is so in the original too.
/// </summary>
public static class MoleculeGrammar
{
    /// <summary>Number of rules, with the padding.</summary>
    public const int RuleCount = 76;

    /// <summary>The rule that pads short derivations.</summary>
    public const int Padding = RuleCount - 1;

    /// <summary>Longer strings are not parsed: their branches could be too deep for the stack.</summary>
    public const int MostCharacters = 2_000;

    internal const string Start = "smiles";

    static readonly (string Left, string[] Rights)[] Table =
    [
        (Start, ["chain"]),
        ("atom", ["bracket_atom", "aliphatic", "aromatic"]),
        ("aliphatic", ["B", "C", "N", "O", "S", "P", "F", "I", "Cl", "Br"]),
        ("aromatic", ["c", "n", "o", "s"]),
        ("bracket_atom", ["[ inside ]"]),
        ("inside", ["isotope symbol after", "symbol after", "isotope symbol", "symbol"]),
        ("after", ["chiral hydrogens", "hydrogens", "chiral"]),
        ("hydrogens", ["hcount ending", "ending", "hcount"]),
        ("ending", ["charge class", "charge", "class"]),
        ("symbol", ["aliphatic", "aromatic"]),
        ("isotope", ["digit", "digit digit", "digit digit digit"]),
        ("digit", ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("chiral", ["@", "@@"]),
        ("hcount", ["H", "H digit"]),
        ("charge", ["-", "- digit", "- digit digit", "+", "+ digit", "+ digit digit"]),
        ("bond", ["-", "=", "#", "/", "\\"]),
        ("ringbond", ["digit", "bond digit"]),
        ("branched_atom", ["atom", "atom rings", "atom branches", "atom rings branches"]),
        ("rings", ["rings ringbond", "ringbond"]),
        ("branches", ["branches branch", "branch"]),
        ("branch", ["( chain )", "( bond chain )"]),
        ("chain", ["branched_atom", "chain branched_atom", "chain bond branched_atom"]),
    ];

    static readonly string[] Lefts = [.. Table.SelectMany(t => t.Rights.Select(_ => t.Left)), ""];
    static readonly string[][] Rights = [.. Table.SelectMany(t => t.Rights).Select(r => r.Split(' ')), []];
    static readonly HashSet<string> Nonterminals = [.. Table.Select(t => t.Left), "class"];
    static readonly Dictionary<string, int> First = // the first rule of each left side
        Table.Select(t => t.Left).ToDictionary(l => l, l => Array.IndexOf(Lefts, l));

    /// <summary>The rules as text.</summary>
    public static IReadOnlyList<string> Rules { get; } =
        [.. Lefts.Zip(Rights, (left, right) => left.Length == 0 ? "nothing" : $"{left} → {string.Join(' ', right)}")];

    /// <summary>What a rule replaces; empty for the padding.</summary>
    public static string LeftSide(int rule) => Lefts[rule];

    internal static string[] RightSide(int rule) => Rights[rule];

    internal static bool IsNonterminal(string symbol) => Nonterminals.Contains(symbol);

    /// <summary>A rule by its sides.</summary>
    internal static int Rule(string left, int alternative) => First[left] + alternative;

    /// <summary>The leftmost derivation of a string, without padding; null if the grammar does not have the string, or it has more than
    /// <see cref="MostCharacters"/> characters.</summary>
    public static int[]? Parse(string smiles)
    {
        ArgumentNullException.ThrowIfNull(smiles);
        return smiles.Length > MostCharacters ? null : new MoleculeParser(smiles).Parse();
    }

    /// <summary>The string of a derivation.</summary>
    /// <param name="rules">Rules in leftmost order; padding may follow.</param>
    /// <returns>The string; null if the derivation is not finished.</returns>
    /// <exception cref="ArgumentException">A rule does not fit the nonterminal that is to be replaced.</exception>
    public static string? Write(IEnumerable<int> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var derivation = new MoleculeDerivation();
        foreach (var rule in rules)
            derivation.Apply(rule);
        return derivation.Text;
    }
}
