using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Documents;

/// <summary>Notebooks as programs of one file.</summary>
public sealed class ProgramExporterTests
{
    [Fact]
    public void GivenCellsThatBuildOnOneAnother_WhenExported_ThenTheProgramCompilesAndPrintsTheirValues()
    {
        using var folder = new TemporaryFolder();
        folder.Write("more.csx", "int Twice(int n) => 2 * n;");
        folder.Write("root/src/Reining.Kernel/Reining.Kernel.csproj", "");
        folder.Write("root/src/Own/Own.csproj", "");
        var text = Export(folder,
            "int epochs = 2; // parameters",
            "// Parameters\nint epochs = 5;",
            "#r \"../bin/Own.dll\"\n#r \"../bin/Other.dll\"\n#r \"nuget:Some.Package, 1.2.3\"\nusing System.Globalization;",
            "#load \"more.csx\"\n#!time\nclass Pair { public int A, B; }\nvar pair = new Pair { A = Twice(epochs), B = 1 }; int a = 1, b "
                + "= 2;\npair.A + a + b",
            "await Task.Delay(1);\nConsole.WriteLine(\"void\")",
            "#!html\n<b>x</b>\n#!csharp\nawait Task.FromResult(pair.B)");

        Assert.Contains("#:project root/src/Own/Own.csproj\n", text, StringComparison.Ordinal);
        Assert.Contains("#:package Some.Package@1.2.3\n", text, StringComparison.Ordinal);
        Assert.Contains("// #r \"../bin/Other.dll\"", text, StringComparison.Ordinal);
        Assert.Contains("\nepochs = 5;\n", text, StringComparison.Ordinal);
        Assert.Equal("13\nvoid\n<b>x</b>\n1\n", Run(text));
    }

    [Theory]
    [InlineData("#!fsharp\n1", "", "cell 1: expected C#, got #!fsharp")]
    [InlineData("#!import other.ipynb", "", "#!import")]
    [InlineData("int F() => 1;", "int F() => 2;", "cell 2: expected a new name, got 'F', which cell 1 declares")]
    [InlineData("class C;", "class C;", "got 'C'")]
    [InlineData("#!sql\nselect", "", "not supported")]
    public void GivenWhatAProgramCannotHave_WhenExported_ThenTheErrorNamesTheCell(string first, string second, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(message, Assert.Throws<DocumentException>(() => Export(folder, first, second)).Message, StringComparison.Ordinal);
    }

    static string Export(TemporaryFolder folder, params string[] cells)
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, "# Title");
        foreach (var cell in cells)
            document.Add(CellKind.Code, cell);
        return ProgramExporter.Export(document, folder.Path, folder.Path, folder.File("root"));
    }

    static string Run(string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text,
            new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([KeyValuePair.Create("FileBasedProgram", "true")]));
        var compilation = CSharpCompilation.Create("Exported", [tree],
            [.. FrameworkReferences.All, MetadataReference.CreateFromFile(typeof(NotebookDocument).Assembly.Location)]);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + text);
        var main = System.Reflection.Assembly.Load(image.ToArray()).EntryPoint!;
        using var output = new StringWriter { NewLine = "\n" };
        using var cell = new CellContext(new Sink(output), CancellationToken.None);
        CellConsole.Install();
        cell.Enter();
        main.Invoke(null, [Array.Empty<string>()]);
        cell.Flush();
        CellContext.Leave();
        return output.ToString();
    }

    /// <summary>All outputs as plain text, in order.</summary>
    sealed class Sink(StringWriter output) : ICellOutput
    {
        public void Stream(StreamName name, string text) => output.Write(text);

        public void Display(MimeBundle bundle, string? displayId) => output.WriteLine(bundle.PlainText);

        public void Update(MimeBundle bundle, string displayId) => output.WriteLine(bundle.PlainText);

        public void Result(MimeBundle bundle) => output.WriteLine(bundle.PlainText);

        public void Clear(bool wait)
        {
        }

        public string Input(string prompt, bool password, CancellationToken cancel) => "";
    }
}
