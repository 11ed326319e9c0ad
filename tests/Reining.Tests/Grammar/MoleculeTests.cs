using Reining.Grammar;

namespace Reining.Tests.Grammar;

public sealed class MoleculeTests
{
    [Theory]
    [InlineData("CC", "smiles → chain; chain → chain branched_atom; chain → branched_atom; branched_atom → atom; atom → aliphatic; "
        + "aliphatic → C; branched_atom → atom; atom → aliphatic; aliphatic → C")]
    [InlineData("C=O", "smiles → chain; chain → chain bond branched_atom; chain → branched_atom; branched_atom → atom; atom → aliphatic; "
        + "aliphatic → C; bond → =; branched_atom → atom; atom → aliphatic; aliphatic → O")]
    [InlineData("[O-]", "smiles → chain; chain → branched_atom; branched_atom → atom; atom → bracket_atom; bracket_atom → [ inside ]; "
        + "inside → symbol after; symbol → aliphatic; aliphatic → O; after → hydrogens; hydrogens → ending; ending → charge; charge → -")]
    public void GivenAMolecule_WhenParsed_ThenTheDerivationIsLeftmost(string smiles, string rules) =>
        Assert.Equal(rules, string.Join("; ", MoleculeGrammar.Parse(smiles)!.Select(r => MoleculeGrammar.Rules[r])));

    [Theory]
    [InlineData("CC1=CC(=O)C=CC1=O")]
    [InlineData("OC1=C(Cl)C=C(C=C1[N+]([O-])=O)[N+]([O-])=O")]
    [InlineData("C[C@@H](N)C(=O)O")]
    [InlineData("c1ccc2[nH]ccc2c1")]
    [InlineData("F/C=C\\Br")]
    [InlineData("[13C]C#N")]
    [InlineData("C1CC=1[Cu]", null)]
    [InlineData("C1CCCC9", null)]
    [InlineData("C(", null)]
    [InlineData("C()", null)]
    [InlineData("", null)]
    [InlineData("C-", null)]
    [InlineData("[CH2:1]", null)]
    public void GivenAString_WhenParsedAndWritten_ThenItComesBackOrIsNoneOfTheGrammar(string text, string? expected = "") =>
        Assert.Equal(expected is null ? null : text, MoleculeGrammar.Parse(text) is { } rules ? MoleculeGrammar.Write(rules) : null);

    [Fact]
    public void GivenDeepBranches_WhenParsed_ThenTheyAreReadUpToTheLimitAndRefusedBeyond()
    {
        static string Deep(int branches) =>
            string.Concat(Enumerable.Repeat("C(", branches)) + "C" + new string(')', branches);
        Assert.Equal(Deep(600), MoleculeGrammar.Write(MoleculeGrammar.Parse(Deep(600))!));
        Assert.Null(MoleculeGrammar.Parse(Deep(100_000)));
    }

    [Fact]
    public void GivenTheGrammar_WhenCounted_ThenItHasTheOriginals76RulesAnd22KindsOfThem()
    {
        Assert.Equal(76, MoleculeGrammar.Rules.Count);
        Assert.Equal(23, Enumerable.Range(0, 76).Select(MoleculeGrammar.LeftSide).Distinct().Count()); // with the padding's
        Assert.Throws<ArgumentException>(() => MoleculeGrammar.Write([3]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GivenAnAlphabet_WhenAMoleculeIsEncodedAndDecoded_ThenItComesBack(bool rules)
    {
        ISequenceAlphabet alphabet = rules ? new MoleculeAlphabet(100) : new MoleculeCharacters(30);
        const string Molecule = "CC1=CC(=O)C=CC1=O";
        var symbols = alphabet.Encode(Molecule);
        var logits = new float[alphabet.Length * alphabet.Symbols];
        for (var t = 0; t < symbols.Length; t++)
            logits[t * alphabet.Symbols + symbols[t]] = 9;
        Assert.Equal(Molecule, alphabet.Decode(logits, noise: null));
        Refusal.Of<ArgumentException>(() => alphabet.Encode(string.Concat(Enumerable.Repeat("C", 40))), "at most");
        Refusal.Of<ArgumentException>(() => alphabet.Encode("Xe"), "expected", "'Xe'");
    }

    [Fact]
    public void GivenAnUnfinishedDerivation_WhenDecoded_ThenItIsNoString()
    {
        var alphabet = new MoleculeAlphabet(20);
        var logits = new float[20 * 76];
        for (var t = 0; t < 20; t++)
            logits[t * 76 + MoleculeGrammar.Rule("chain", 1)] = 9; // a chain that grows without end
        Assert.Null(alphabet.Decode(logits, noise: null));
    }

    // Values of RDKit 2022.09 (Debian 12).
    [SkippableFact]
    public void GivenTenMolecules_WhenScored_ThenRDKitSaysWhatIsKnown()
    {
        Skip.IfNot(MoleculeScorer.IsAvailable, MoleculeScorer.Missing);
        using var scorer = MoleculeScorer.Start();
        Assert.Equal(10, Known.Length);
        foreach (var (smiles, logP, access, ring) in Known)
        {
            var found = scorer.Properties(smiles)!.Value;
            Assert.Equal(logP, found.LogP, 3);
            Assert.Equal(access, found.Access, 2);
            Assert.Equal(ring, found.Ring);
        }
        Assert.Null(scorer.Properties("C1CC")); // a ring that does not close
        Assert.Null(scorer.Properties("C(C)(C)(C)(C)C")); // five bonds at a carbon
        Assert.Null(scorer.Properties("C\nC"));
        Assert.Equal(scorer.WorstScore, scorer.Score(null));
        Assert.True(scorer.Score("c1ccccc1CCCCCCCC") < scorer.Score("OCC(O)C(O)CO")); // greasy is better here
        Assert.InRange(MoleculeData.Load(scorer.DataFolder, 300, 120).Count, 4_500, 4_712);
    }

    static readonly (string Smiles, double LogP, double Access, double Ring)[] Known =
    [
        ("CC", 1.0262, 2.748, 0),
        ("c1ccccc1O", 1.3922, 1.177, 0),
        ("C1CCCCCCC1", 3.1208, 1.000, 2),
        ("CC1=CC(=O)C=CC1=O", 0.6407, 2.441, 0),
        ("OC1=C(Cl)C=C(C=C1[N+]([O-])=O)[N+]([O-])=O", 1.8620, 2.271, 0),
        ("C[C@@H](N)C(=O)O", -0.5818, 2.320, 0),
        ("c1ccc2[nH]ccc2c1", 2.1679, 1.740, 0),
        ("CCO", -0.0014, 1.980, 0),
        ("CC(=O)Oc1ccccc1C(=O)O", 1.3101, 1.580, 0),
        ("CN1C=NC2=C1C(=O)N(C(=O)N2C)C", -1.0293, 2.298, 0),
    ];
}
