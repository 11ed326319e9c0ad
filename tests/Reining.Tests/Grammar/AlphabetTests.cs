using Reining.Data;
using Reining.Grammar;

namespace Reining.Tests.Grammar;

public class AlphabetTests
{
    static readonly ISequenceAlphabet Rules = new RuleAlphabet(), Characters = new CharacterAlphabet();

    static float[] OneHot(ISequenceAlphabet alphabet, string text, float height = 1)
    {
        var logits = new float[alphabet.Length * alphabet.Symbols];
        foreach (var (t, symbol) in alphabet.Encode(text).Index())
            logits[t * alphabet.Symbols + symbol] = height;
        return logits;
    }

    static float[] Random(ISequenceAlphabet alphabet, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        return [.. Enumerable.Range(0, alphabet.Length * alphabet.Symbols).Select(_ => (float)(random.Next() % 1000 / 100.0 - 5))];
    }

    [Fact]
    public void GivenTheAlphabets_WhenTheirSizesAreRead_ThenTheyAreTheSheets() =>
        Assert.Equal((15, 12, 19, 15), (Rules.Length, Rules.Symbols, Characters.Length, Characters.Symbols));

    [Fact]
    public void GivenStringsOfTheData_WhenEncodedAndDecoded_ThenTheyComeBack()
    {
        for (var i = 0; i < ExpressionData.Count; i += 97)
        {
            var text = ExpressionData.All[i];
            Assert.Equal(text, Rules.Decode(OneHot(Rules, text), noise: null));
            Assert.Equal(text, Characters.Decode(OneHot(Characters, text), noise: null));
        }
    }

    [Fact]
    public void GivenAnyLogits_WhenDecodedWithMasks_ThenWhatIsReturnedIsAlwaysAnExpression()
    {
        var (finished, unfinished) = (0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var text = Rules.Decode(Random(Rules, seed), seed % 2 == 0 ? null : new GumbelNoise((ulong)seed));
            if (text is null)
            {
                unfinished++;
                continue;
            }
            finished++;
            Assert.InRange(ExpressionGrammar.Parse(text)!.Length, 2, ExpressionGrammar.MaxRules);
        }
        Assert.True(finished > 100 && unfinished > 100, $"{finished} finished, {unfinished} not: one of the two is not tested");
    }

    [Fact]
    public void GivenLogitsThatForbidAllButInvalidRules_WhenDecoded_ThenTheMaskWins()
    {
        // Everything asks for padding first; the masks must give an S rule, then T rules.
        var logits = new float[Rules.Length * Rules.Symbols];
        for (var t = 0; t < Rules.Length; t++)
        {
            logits[t * Rules.Symbols + ExpressionGrammar.Padding] = 1000;
            logits[t * Rules.Symbols + 3] = 2; // S → T
            logits[t * Rules.Symbols + 7] = 1; // T → x
        }
        Assert.Equal("x", Rules.Decode(logits, noise: null));
    }

    [Fact]
    public void GivenCharactersThatDoNotParse_WhenDecoded_ThenNothingIsReturned()
    {
        Assert.Null(Characters.Decode(OneHot(Characters, "x+"), noise: null));
        Assert.Null(Characters.Decode(OneHot(Characters, "x + 1"), noise: null));
        Assert.Equal("x+", ((CharacterAlphabet)Characters).DecodeText(OneHot(Characters, "x+"), noise: null));
    }

    [Fact]
    public void GivenGumbelNoise_WhenAFirstSymbolIsDrawnOften_ThenFrequenciesAreTheMaskedSoftmax()
    {
        // S rules with probabilities 1/2, 1/4, 1/8, 1/8 after masking; the rest of the sequence ends the string at once.
        var logits = new float[Rules.Length * Rules.Symbols];
        for (var t = 0; t < Rules.Length; t++)
            logits[t * Rules.Symbols + 7] = 100;
        float[] first = [MathF.Log(2), MathF.Log(1), MathF.Log(0.5f), MathF.Log(0.5f)];
        first.CopyTo(logits, 0);
        for (var t = 1; t < Rules.Length; t++)
            logits[t * Rules.Symbols + 3] = 100;

        var noise = new GumbelNoise(5);
        const int Draws = 8000;
        var counts = Enumerable.Range(0, Draws).Select(_ => Rules.Decode(logits, noise)).CountBy(t => t!).ToDictionary();

        foreach (var (text, probability) in new[] { ("x+x", 0.5), ("x*x", 0.25), ("x/x", 0.125), ("x", 0.125) })
            // five standard errors
            Assert.Equal(probability, counts[text] / (double)Draws, 5 * Math.Sqrt(probability * (1 - probability) / Draws));
    }

    [Fact]
    public void GivenWhatCannotBeWritten_WhenEncoded_ThenTheErrorSaysWhy()
    {
        Refusal.Of<ArgumentException>(() => Rules.Encode("x+"), "expression of the grammar, got 'x+'");
        Refusal.Of<ArgumentException>(() => Rules.Encode("sin(sin(sin(sin(sin(sin(sin(x)))))))"), "at most 15 rules");
        Refusal.Of<ArgumentException>(() => Characters.Encode("y"), "got 'y'");
        Refusal.Of<ArgumentException>(() => Characters.Encode(new string('x', 20)), "at most 19");
        Refusal.Of<ArgumentException>(() => Rules.Decode(new float[3], null), "expected 15·12 logits");
    }
}
