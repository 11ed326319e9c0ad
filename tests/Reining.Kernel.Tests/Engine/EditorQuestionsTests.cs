using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

/// <summary>Signatures, errors before a run, and variables.</summary>
public sealed class EditorQuestionsTests
{
    [Theory]
    [InlineData("Math.Max(1, ", "Math.Max(", 1)]
    [InlineData("Math.Max(Math.Abs(-1), 2", "Math.Max(", 1)]
    [InlineData("new List<int>(", "List<int>(", 0)]
    [InlineData("\"a\".Replace('a', ", "string.Replace(char oldChar, char newChar)", 1)]
    [InlineData("Func<int, int> f = x => x; f(", "int Func<int, int>.Invoke(int arg)", 0)]
    public async Task GivenACursorInACall_WhenSignaturesAreAsked_ThenTheyAreOfThatCall(string code, string part, int parameter)
    {
        await using var fixture = new SessionFixture();
        var found = await fixture.Session.SignaturesAsync(code, code.Length);
        Assert.NotNull(found);
        Assert.Equal(parameter, found.Parameter);
        Assert.Contains(found.Items, item => item.Label.Contains(part, StringComparison.Ordinal));
        Assert.All(
            found.Items, item => Assert.All(item.Parameters, place => Assert.InRange(place.End, place.Start + 1, item.Label.Length)));
        Assert.True(found.Items[found.Active].Parameters.Count > parameter || found.Items.All(item => item.Parameters.Count <= parameter));
    }

    [Theory]
    [InlineData("1 + 1")]
    [InlineData("Math.Max(1, 2) + ")]
    [InlineData("nothing(")]
    [InlineData("")]
    public async Task GivenACursorInNoCallThatIsKnown_WhenSignaturesAreAsked_ThenThereAreNone(string code)
    {
        await using var fixture = new SessionFixture();
        Assert.Null(await fixture.Session.SignaturesAsync(code, code.Length));
    }

    [Fact]
    public async Task GivenCellsThatWereNotRun_WhenTheyAreChecked_ThenEachSeesThoseAboveItAndNothingRuns()
    {
        await using var fixture = new SessionFixture();
        await fixture.Run("var ran = 1;");
        string[] cells =
        [
            "var declared = ran + 1; class Shape { public int Side; }",
            "#!time\nnew Shape().Side + declared",
            "#!html\n<b>not C#</b>",
            "Console.WriteLine(declared)",
            "File.WriteAllText(\"made.txt\", \"\");\nint wrong = \"text\";",
        ];
        var found = await fixture.Session.DiagnoseAsync(cells);
        Assert.All(found.Take(4), Assert.Empty);
        var only = Assert.Single(found[4]);
        Assert.Equal(("CS0029", 1, 12, 1, 18), (only.Code, only.Line, only.Column, only.EndLine, only.EndColumn));
        Assert.False(File.Exists(Path.Combine(fixture.Folder.Path, "made.txt")));
        Assert.Contains("CS0103", (await fixture.Fail("declared")).Message, StringComparison.Ordinal); // nothing was kept
    }

    [Theory]
    [InlineData("#r \"nuget: Some.Package\"")]
    [InlineData("#!import other.ipynb")]
    [InlineData("#!set --name given --value 1")]
    [InlineData("#!fsharp\nlet f = 1")]
    [InlineData("undeclared")]
    [InlineData("#!pwsh\nls")]
    public async Task GivenACellWhoseNamesAreNotKnown_WhenThoseBelowAreChecked_ThenOnlyTheirSyntaxIs(string above)
    {
        await using var fixture = new SessionFixture();
        var found = await fixture.Session.DiagnoseAsync([above, "perhaps + 1", "1 +"]);
        Assert.Empty(found[1]);
        Assert.Equal("CS1733", Assert.Single(found[2]).Code);
    }

    [Fact]
    public async Task GivenVariables_WhenTheyAreListed_ThenValuesAreShortAndSequencesAreNotRead()
    {
        await using var fixture = new SessionFixture();
        await fixture.Run("""
            var reads = 0;
            IEnumerable<int> Endless() { while (true) { reads++; yield return reads; } }
            var text = new string('x', 1000) + "\n";
            var list = new List<int> { 1, 2 };
            var own = Endless();
            var query = list.Select(x => { reads++; return x; });
            class Broken { public override string ToString() => throw new InvalidOperationException("no text"); }
            var broken = new Broken();
            """);
        var found = (await fixture.Session.VariablesAsync()).ToDictionary(one => one.Name, one => one.Value);
        Assert.Equal(VariableText.MaxLength, found["text"].Length);
        Assert.Contains("1, 2", found["list"], StringComparison.Ordinal);
        Assert.Equal(("a sequence not yet read", "a sequence not yet read"), (found["own"], found["query"]));
        Assert.Equal("0", await fixture.Value("reads"));
        Assert.Contains("broken", found.Keys);
    }
}
