using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Engine;

/// <summary>What notebooks written for .NET Interactive use beyond plain C#; each cell is of the kind its public samples have.</summary>
public sealed class InteractiveNotebookTests
{
    [Theory]
    [InlineData("span(img[src: \"i.png\", style: \"height:1em\"], a[href: \"x?a=1&b=2\"](b(\"W<i>\")))",
        "<span><img src=\"i.png\" style=\"height:1em\"><a href=\"x?a=1&amp;b=2\"><b>W&lt;i&gt;</b></a></span>")]
    [InlineData("div[data_id: 3](HTML(\"<u>x</u>\"), 1.5, null, new[] { b(1), b(2) })",
        "<div data-id=\"3\"><u>x</u>1.5<b>1</b><b>2</b></div>")]
    [InlineData("(PocketView)p(br, \" \", hr)", "<p><br> <hr></p>")]
    [InlineData("b(new { Fruit = \"apple\" })", "<b><table><tbody><tr><th>Fruit</th><td>apple</td></tr></tbody></table></b>")]
    public async Task GivenHtmlWrittenInCsharp_WhenACellEndsWithIt_ThenItIsShownAsHtml(string code, string html)
    {
        await using var session = new SessionFixture();
        var output = await session.Run($"using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\n{code}");
        Assert.Equal(html, (string?)output.Value!.Data["text/html"]);
        Assert.Equal(html, output.Value.PlainText);
    }

    [Fact]
    public async Task GivenAnAttributeWithoutAName_WhenItIsUsed_ThenTheErrorSaysWhatToWrite()
    {
        await using var session = new SessionFixture();
        Assert.Contains("expected attributes by name",
            (await session.Fail("Microsoft.DotNet.Interactive.Formatting.PocketViewTags.a[\"x\"]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenFormulasAndTables_WhenShownByTheOldNames_ThenTheyAreLatexAndHtml()
    {
        await using var session = new SessionFixture();
        Assert.Equal("\\alpha", (string?)(await session.Run("(LaTeXString)@\"\\alpha\"")).Value!.Data["text/latex"]);
        Assert.Equal("$$x^2$$", (string?)(await session.Run("(MathString)\"x^2\"")).Value!.Data["text/latex"]);
        var table = (await session.Run("new[] { new { A = 1 } }.DisplayTable();")).Displays.Single().Bundle;
        Assert.Contains("<th>A</th>", (string?)table.Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAScriptThatSharesValues_WhenItIsShown_ThenTheyStandInIt()
    {
        await using var session = new SessionFixture();
        await session.Run("var x = new { Name = \"a\\\"b\", Size = new[] { 1, 2 } }; var n = 5;");
        var script = (await session
            .Run("#!javascript\n#!share --from csharp x\n#!set --value @csharp:n --name m\nalert(x.Name + m);")).Displays
            .Single().Bundle.Data.ToJsonString();
        Assert.Contains("let m = 5;\\nalert(x.Name", script, StringComparison.Ordinal);
        Assert.Contains("let x = {", script, StringComparison.Ordinal);
        Assert.Contains("none named 'y'", (await session.Fail("#!javascript\n#!share y --from csharp")).Message, StringComparison.Ordinal);
        Assert.Contains("written as JSON", (await session.Fail("Action f = () => { };\n#!javascript\n#!share f --from csharp")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenPapermillsCell_WhenItDeclaresParametersAnew_ThenNumbersKeepTheirTypes()
    {
        await using var session = new SessionFixture();
        await session.Run("ulong seed = 1; double rate = 0.5; float scale = 1; string name = \"a\"; byte small = 1;");
        await session.Run("// Parameters\nvar seed = 7;\nvar rate = 2;\nvar scale = -2.5e-1;\nvar name = \"b; = 3;\";\nvar fresh = 4;\n");
        Assert.Equal("UInt64 7, Double 2, Single -0.25, b; = 3;, Int32", await session.Value(
            "System.FormattableString.Invariant($\"{seed.GetType().Name} {seed}, {rate.GetType().Name} {rate}, {scale.GetType().Name} "
                + "{scale}, {name}, {fresh.GetType().Name}\")"));
        Assert.Contains("-1", (await session.Fail("// Parameters\nvar small = -1;")).Message, StringComparison.Ordinal);
        Assert.Equal("Int32", await session.Value("var seed = 8;\nseed.GetType().Name"));
    }

    [Fact]
    public async Task GivenTextsAsValues_WhenShared_ThenTheyAreCsharpVariables()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("data.txt", "from a file");
        var output = await session.Run("#!value --name json --mime-type application/json\n{\n  \"n\": 3\n}");
        Assert.Equal("3", output.Displays.Single().Bundle.Data["application/json"]!["n"]!.ToJsonString());
        Assert.Equal("3", await session.Value("#!share json --from value\nSystem.Text.Json.Nodes.JsonNode.Parse(json)[\"n\"].ToString()"));
        Assert.Equal("from a file", await session.Value("#!value --from-file data.txt --name text\n#!csharp\ntext"));
        Assert.Contains("data.txt", (await session.Fail("#!value --from-file ../data.txt --name text")).Message, StringComparison.Ordinal);
        Assert.Contains("expected --name", (await session.Fail("#!value\nx")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"polyglot_notebook": {"kernelName": "html"}}""", "<b>x</b>", "#!html\n<b>x</b>")]
    [InlineData("""{"dotnet_interactive": {"language": "mermaid"}}""", "graph LR", "#!mermaid\ngraph LR")]
    [InlineData("""{"polyglot_notebook": {"kernelName": "csharp"}, "dotnet_interactive": {"language": "html"}}""", "1", "1")]
    [InlineData("""{"polyglot_notebook": {"kernelName": "html"}}""", "\n#!html\nx", "\n#!html\nx")]
    [InlineData("""{"polyglot_notebook": 1, "tags": []}""", "1", "1")]
    public void GivenMetadataThatNameALanguage_WhenTheCellIsRun_ThenItsCodeSaysSo(string metadata, string code, string expected) =>
        Assert.Equal(expected, CellLanguage.Apply(System.Text.Json.Nodes.JsonNode.Parse(metadata)!.AsObject(), code));
}
