using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

/// <summary>Errors name the cause, once.</summary>
public sealed class ClearErrorTests
{
    [Theory]
    [InlineData("using var stream = new MemoryStream();\nstream.Length")]
    [InlineData("var x = 1;\nusing MemoryStream stream = new();\nstream.Length")]
    [InlineData("using System.IO;\nusing var a = new MemoryStream();")]
    [InlineData("await using var stream = new MemoryStream();")]
    public async Task GivenAUsingDeclarationAtTheTop_WhenTheCellRuns_ThenOneErrorSaysWhatToWrite(string code)
    {
        await using var session = new SessionFixture();
        var error = await session.Fail(code);
        Assert.Equal(CellError.Compilation, error.Name);
        Assert.Single(error.Message.Split('\n'));
        Assert.Contains("'using var' has no end at which to dispose", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("using (var s = new MemoryStream()) { s.WriteByte(1); }\n5", "5")]
    [InlineData("long F() { using var s = new MemoryStream(); return s.Length; }\nF()", "0")]
    [InlineData("using Text = System.Text;\n6", "6")]
    public async Task GivenOtherUsings_WhenTheCellRuns_ThenTheyAreAsEver(string code, string value)
    {
        await using var session = new SessionFixture();
        Assert.Equal(value, await session.Value(code));
    }

    [Fact]
    public async Task GivenAMissingLibrary_WhenItsNamesAreUsed_ThenTheErrorSaysOnlyWhatIsMissing()
    {
        await using var session = new SessionFixture();
        var error = await session
            .Fail("#r \"../artifacts/bin/Tool/release/Gone.dll\"\nusing Gone.Data; using Gone.Models;\nvar x = new "
            + "Gone.Thing();\nOther.Do();");
        Assert.Single(error.Message.Split('\n'));
        Assert.Contains("expected the file '../artifacts/bin/Tool/release/Gone.dll', found none", error.Message, StringComparison.Ordinal);
        Assert.Contains("scripts/setup builds it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("double.NaN", "let x = NaN;")]
    [InlineData("new[] { 1.5, double.PositiveInfinity, double.NegativeInfinity }", "let x = [1.5,Infinity,-Infinity];")]
    [InlineData("new { A = float.NaN, B = (double?)null }", "let x = {\\u0022A\\u0022:NaN,\\u0022B\\u0022:null};")]
    [InlineData("new Dictionary<string, double> { [\"a\"] = double.NaN }", "let x = {\\u0022a\\u0022:NaN};")]
    public async Task GivenNumbersThatJsonDoesNotHave_WhenAScriptTakesThem_ThenItGetsJavaScripts(string value, string script)
    {
        await using var session = new SessionFixture();
        await session.Run($"var x = {value};");
        var output = await session.Run("#!javascript\n#!share --from csharp x\nalert(x)");
        Assert.Contains(script, output.Displays[0].Bundle.Data.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAValueThatContainsItself_WhenAScriptTakesIt_ThenTheErrorIsADirectives()
    {
        await using var session = new SessionFixture();
        await session.Run("class N { public N Me { get; set; } }\nvar x = new N(); x.Me = x;");
        var error = await session.Fail("#!javascript\n#!share --from csharp x\nalert(x)");
        Assert.Contains("#!share --from csharp x: expected a value that can be written as JSON, got N", error.Message,
            StringComparison.Ordinal);
    }
}
