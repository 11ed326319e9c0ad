namespace Reining.Grammar;

/// <summary>Finds the leftmost derivation of a SMILES string by descent. Left recursion (chains, rings, branches) is read as lists: all its
/// rules come first, the last element's before the others'.</summary>
/// <param name="text">The string.</param>
sealed class MoleculeParser(string text)
{
    static readonly string[] Aliphatic = ["B", "C", "N", "O", "S", "P", "F", "I", "Cl", "Br"];
    const string Aromatic = "cnos", Bonds = "-=#/\\";
    int _at;

    char Next => _at < text.Length ? text[_at] : '\0';

    /// <summary>The derivation, or null.</summary>
    public int[]? Parse() => Chain() is { } chain && _at == text.Length ? [R("smiles", 0), .. chain] : null;

    static int R(string left, int alternative) => MoleculeGrammar.Rule(left, alternative);

    bool Take(char c)
    {
        if (Next != c)
            return false;
        _at++;
        return true;
    }

    List<int>? Chain()
    {
        if (Branched() is not { } first)
            return null;
        var (grown, elements) = (new List<int>(), new List<int>(first));
        while (true)
        {
            var before = _at;
            var bond = Bond();
            if (Branched() is not { } next)
            {
                _at = before;
                return [.. grown.AsEnumerable().Reverse(), R("chain", 0), .. elements];
            }
            grown.Add(R("chain", bond is null ? 1 : 2));
            elements.AddRange(bond is { } b ? [b, .. next] : next);
        }
    }

    int? Bond()
    {
        var kind = Next == '\0' ? -1 : Bonds.IndexOf(Next, StringComparison.Ordinal);
        if (kind < 0)
            return null;
        _at++;
        return R("bond", kind);
    }

    int? Digit()
    {
        if (Next is < '1' or > '8')
            return null;
        return R("digit", text[_at++] - '1');
    }

    // An atom with the rings that begin or end at it, then its branches.
    List<int>? Branched()
    {
        if (Atom() is not { } atom)
            return null;
        var (rings, branches) = (List(RingBond), List(Branch));
        var kind = (rings.Count > 0, branches.Count > 0) switch
        {
            (false, false) => 0,
            (true, false) => 1,
            (false, true) => 2,
            _ => 3,
        };
        return [R("branched_atom", kind), .. atom, .. Rules("rings", rings), .. Rules("branches", branches)];
    }

    static List<List<int>> List(Func<List<int>?> element)
    {
        var all = new List<List<int>>();
        while (element() is { } one)
            all.Add(one);
        return all;
    }

    static IEnumerable<int> Rules(string left, List<List<int>> elements) => elements.Count == 0 ? []
        : [.. Enumerable.Repeat(R(left, 0), elements.Count - 1), R(left, 1), .. elements.SelectMany(e => e)];

    List<int>? RingBond()
    {
        var before = _at;
        var bond = Bond();
        if (Digit() is { } digit)
            return bond is { } b ? [R("ringbond", 1), b, digit] : [R("ringbond", 0), digit];
        _at = before;
        return null;
    }

    List<int>? Branch()
    {
        var before = _at;
        if (Take('('))
        {
            var bond = Bond();
            if (Chain() is { } chain && Take(')'))
                return bond is { } b ? [R("branch", 1), b, .. chain] : [R("branch", 0), .. chain];
        }
        _at = before;
        return null;
    }

    List<int>? Atom()
    {
        var before = _at;
        if (Take('['))
        {
            if (Inside() is { } inside && Take(']'))
                return [R("atom", 0), R("bracket_atom", 0), .. inside];
            _at = before;
            return null;
        }
        return Symbol() is var (kind, rule) ? [R("atom", 1 + kind), rule] : null;
    }

    // 0 for aliphatic, 1 for aromatic, and the rule; two letters before one.
    (int Kind, int Rule)? Symbol()
    {
        var found = Enumerable.Range(0, Aliphatic.Length).OrderByDescending(i => Aliphatic[i].Length)
            .FirstOrDefault(i => string.CompareOrdinal(text, _at, Aliphatic[i], 0, Aliphatic[i].Length) == 0, -1);
        if (found >= 0)
        {
            _at += Aliphatic[found].Length;
            return (0, R("aliphatic", found));
        }
        var aromatic = Next == '\0' ? -1 : Aromatic.IndexOf(Next, StringComparison.Ordinal);
        if (aromatic < 0)
            return null;
        _at++;
        return (1, R("aromatic", aromatic));
    }

    List<int>? Inside()
    {
        var isotope = Digits(3);
        if (Symbol() is not var (kind, rule))
            return null;
        var after = After();
        var alternative = (isotope.Count > 0, after.Count > 0) switch
        {
            (true, true) => 0,
            (false, true) => 1,
            (true, false) => 2,
            _ => 3,
        };
        return
        [
            R("inside", alternative), .. isotope.Count == 0 ? [] : isotope.Prepend(R("isotope", isotope.Count - 1)),
            R("symbol", kind), rule, .. after,
        ];
    }

    List<int> After()
    {
        int? chiral = !Take('@') ? null : R("chiral", Take('@') ? 1 : 0);
        var hydrogens = Hydrogens();
        return (chiral, hydrogens.Count > 0) switch
        {
            ({ } c, true) => [R("after", 0), c, .. hydrogens],
            (null, true) => [R("after", 1), .. hydrogens],
            ({ } c, false) => [R("after", 2), c],
            _ => [],
        };
    }

    List<int> Hydrogens()
    {
        List<int> count = !Take('H') ? [] : Digit() is { } digit ? [R("hcount", 1), digit] : [R("hcount", 0)];
        var charge = Charge();
        return (count.Count > 0, charge.Count > 0) switch
        {
            (true, true) => [R("hydrogens", 0), .. count, .. charge],
            (false, true) => [R("hydrogens", 1), .. charge],
            (true, false) => [R("hydrogens", 2), .. count],
            _ => [],
        };
    }

    List<int> Charge()
    {
        var sign = Next == '\0' ? -1 : "-+".IndexOf(Next, StringComparison.Ordinal);
        if (sign < 0)
            return [];
        _at++;
        var digits = Digits(2);
        return [R("ending", 1), R("charge", 3 * sign + digits.Count), .. digits];
    }

    List<int> Digits(int most)
    {
        var digits = new List<int>();
        while (digits.Count < most && Digit() is { } digit)
            digits.Add(digit);
        return digits;
    }
}
