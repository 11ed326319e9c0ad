using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

public sealed class NotebookParametersTests
{
    const string Declarations = """
        int epochs = 5; // passes over the data
        var rate = 1e-3;
        var name = "rae";
        float scale = 1f;
        bool quick = true;
        long? limit = null;
        int[] seeds = [1, 2, 3];
        Profile profile = Profile.Quick;
        Uri place = new Uri("http://example.org");
        string[] names = ["a"];
        decimal price = 1m;
        """;

    [Fact]
    public void GivenAParametersCell_WhenItIsDescribed_ThenTypesDefaultsAndCommentsAreThere()
    {
        var found = NotebookParameters.Find(Notebook());
        Assert.Equal(new NotebookParameter("epochs", "int", "5", "passes over the data"), found[0]);
        Assert.Equal(["int", "double", "string", "float", "bool", "long?", "int[]", "Profile", "Uri", "string[]", "decimal"],
            found.Select(parameter => parameter.Type));
    }

    [Theory]
    [InlineData("epochs", "7", "int epochs = 7;")]
    [InlineData("epochs", "-1", "int epochs = -1;")]
    [InlineData("rate", "1e-4", "double rate = 1e-4;")]
    [InlineData("rate", "2", "double rate = 2.0;")]
    [InlineData("name", "a \"b\"\\", "string name = \"a \\\"b\\\"\\\\\";")]
    [InlineData("scale", "0.1", "float scale = 0.1f;")]
    [InlineData("quick", "False", "bool quick = false;")]
    [InlineData("limit", "null", "long? limit = null;")]
    [InlineData("limit", "8", "long? limit = 8L;")]
    [InlineData("seeds", "4, 5", "int[] seeds = new int[] { 4, 5 };")]
    [InlineData("profile", "Paper", "Profile profile = Profile.Paper;")]
    [InlineData("rate", "5.e3", "double rate = 5e3;")]
    [InlineData("rate", "5.", "double rate = 5.0;")]
    [InlineData("rate", ".5", "double rate = .5;")]
    [InlineData("rate", "+1.E-3", "double rate = +1E-3;")]
    [InlineData("scale", "3.", "float scale = 3f;")]
    [InlineData("scale", "2.e1", "float scale = 2e1f;")]
    [InlineData("names", "\"a\",\"b\"", "string[] names = new string[] { \"a\", \"b\" };")]
    [InlineData("names", "[\"a, b\", 'c', d e]", "string[] names = new string[] { \"a, b\", \"c\", \"d e\" };")]
    [InlineData("names", "\"say \\\"x\\\"\", C:\\data", "string[] names = new string[] { \"say \\\"x\\\"\", \"C:\\\\data\" };")]
    [InlineData("names", "[]", "string[] names = new string[] {  };")]
    public void GivenAValue_WhenItIsInjected_ThenItIsCodeOfTheDeclaredType(string name, string value, string line)
    {
        var document = Notebook();
        NotebookParameters.Inject(document, new Dictionary<string, string> { [name] = value });
        Assert.Equal("// Parameters\n" + line, document.Cells[2].Source);
        Assert.True(document.Cells[2].HasTag(NotebookParameters.InjectedTag));
        Assert.Equal(4, document.Cells.Count);
    }

    [Theory]
    [InlineData("epochs", "many", "Parameter epochs: expected a value of type int, got 'many'; the notebook has 5.")]
    [InlineData("epochs", "5.5", "expected a value of type int")]
    [InlineData("epochs", "1,5", "expected a value of type int, got '1,5'")]
    [InlineData("epochs", "1,000", "expected a value of type int")]
    [InlineData("rate", "1,5", "expected a value of type double")]
    [InlineData("price", "1,5", "expected a value of type decimal")]
    [InlineData("epchs", "1", "did you mean 'epochs'?")]
    [InlineData("epochs", "3000000000", "expected a value of type int")]
    [InlineData("rate", "NaN", "expected a value of type double")]
    [InlineData("quick", "yes", "expected a value of type bool")]
    [InlineData("seeds", "1,x", "expected a value of type int[]")]
    [InlineData("profile", "1; evil()", "expected a value of type Profile")]
    [InlineData("place", "x", "got Uri; possible are bool")]
    [InlineData("epoch", "1", "expected one of epochs, rate, name, scale, quick, limit, seeds, profile, place, names, price, got 'epoch'")]
    public void GivenAWrongValueOrName_WhenItIsInjected_ThenTheErrorSaysSoAndTheNotebookIsUntouched(string name, string value,
        string message)
    {
        var document = Notebook();
        var before = NotebookFile.ToText(document);
        var error = Assert.Throws<DocumentException>(
            () => NotebookParameters.Inject(document, new Dictionary<string, string> { [name] = value }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, NotebookFile.ToText(document));
    }

    [Fact]
    public void GivenAnExecutedNotebook_WhenItIsInjectedAgain_ThenTheOldValuesAreReplaced()
    {
        var document = Notebook();
        NotebookParameters.Inject(document, new Dictionary<string, string> { ["epochs"] = "7" });
        NotebookParameters.Inject(document, new Dictionary<string, string> { ["epochs"] = "8" });
        Assert.Equal("// Parameters\nint epochs = 8;", document.Cells[2].Source);
        Assert.Equal(4, document.Cells.Count);
    }

    [Fact]
    public void GivenNoParametersCell_WhenAValueIsInjected_ThenTheErrorSaysHowToTagOne()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "int epochs = 1;");
        var error = Assert.Throws<DocumentException>(
            () => NotebookParameters.Inject(document, new Dictionary<string, string> { ["epochs"] = "2" }));
        Assert.Contains("expected a code cell tagged 'parameters'", error.Message, StringComparison.Ordinal);
    }

    static NotebookDocument Notebook()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, "# Title");
        document.Add(CellKind.Code, Declarations, NotebookParameters.Tag);
        document.Add(CellKind.Code, "epochs");
        return document;
    }
}
