using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

/// <summary>A directive is a line of code; the same text elsewhere is text.</summary>
public sealed class DirectivePlacesTests
{
    const string Raw = "\"\"\"";

    public static TheoryData<string, string?> Texts => new()
    {
        { $"var s = {Raw}\n#!time\n#!html\n{Raw};\ns", "#!time\n#!html" },
        { $"var s = {Raw}\n#!nowhere\n#r \"nuget: None, 1.0\"\n{Raw};\ns", "#!nowhere\n#r \"nuget: None, 1.0\"" },
        { $"var x = 1;\nvar s = ${Raw}\n#!import none.ipynb\n{{x}}\n#load \"none.csx\"\n{Raw};\ns",
            "#!import none.ipynb\n1\n#load \"none.csx\"" },
        { "var s = @\"\n#!markdown\n\"\"#!who\n\";\ns", "\n#!markdown\n\"#!who\n" },
        { "var x = 2;\nvar s = $@\"\n#!sql {x}\n\";\ns", "\n#!sql 2\n" },
        { "/*\n#!time\n#r \"nuget: None, 1.0\"\n#load \"none.csx\"\n*/\n1", "1" },
        { "// #!time\n1", "1" },
        { "#if false\n#!sql\n#r \"nuget: None, 1.0\"\n#load \"none.csx\"\n#endif\n1", "1" },
        { "#if false\n#!html\n<b>\n#!csharp\n#else\n2\n#endif", "2" },
        { "/// <summary>\n/// #!time\n/// </summary>\nint F() => 3;\nF()", "3" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task GivenTextThatLooksLikeADirective_WhenTheCellRuns_ThenItIsText(string code, string? value)
    {
        await using var session = new SessionFixture();
        var output = await session.Run(code);
        Assert.Equal(value, output.Value?.PlainText);
        Assert.Empty(output.Displays);
    }

    [Theory]
    [InlineData("#r \"nuget: Some.Package, 1.0\" // note", "#r \"nuget: Some.Package, 1.0\"")]
    [InlineData("#r \"nuget: Some.Package, 1.0\";", "#r \"nuget: Some.Package, 1.0\"")]
    [InlineData("  #r \"nuget:Some.Package\"; // note; more", "#r \"nuget:Some.Package\"")]
    [InlineData("#i \"nuget:https://host/index.json\" // source", "#i \"nuget:https://host/index.json\"")]
    public void GivenAPackageLine_WhenSomethingStandsBehindIt_ThenItIsTheSameLine(string line, string step)
    {
        Assert.Equal([new CellStep(CellScript.Packages, step)], CellScript.Parse(line).Steps);
    }

    [Fact]
    public void GivenDirectivesWithComments_WhenParsed_ThenTheirArgumentsAreThoseBefore()
    {
        var script = CellScript
            .Parse("#!time // how long\n#!import a.ipynb // first\n#!set --name x --value //server/share\n#!html // page\n<b>// no</b>");
        Assert.True(script.ShowTime);
        Assert.Equal(
            [new CellStep("import", "a.ipynb"), new CellStep("set", "--name x --value //server/share"),
                new CellStep("html", "<b>// no</b>")],
            script.Steps);
    }

    [Fact]
    public async Task GivenAReferenceWithASemicolon_WhenTheCellRuns_ThenItIsTaken()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("part.csx", "int Part() => 7;");
        Assert.Equal("7", await session.Value("#load \"part.csx\"; // the part\nPart()"));
    }

    [Fact]
    public async Task GivenUnbalancedQuotesInAnotherLanguage_WhenCodeFollows_ThenItsDirectivesAreSeen()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("#!markdown\nIt's \"one /* quote\n#!csharp\n#!who\nvar s = \"#!html\";\ns");
        Assert.Equal("#!html", output.Value!.PlainText);
        Assert.Equal(2, output.Displays.Count);
    }

    [Fact]
    public async Task GivenADirectiveThatIsNearlyOne_WhenTheCellRuns_ThenTheErrorGuesses()
    {
        await using var session = new SessionFixture();
        Assert.Contains("did you mean #!javascript?", (await session.Fail("#!javscript\n1")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean #!who?", (await session.Fail("#!woh")).Message, StringComparison.Ordinal);
    }
}
