namespace Reining.Kernel.Tests.Engine;

public sealed class ReferenceTests
{
    [Fact]
    public async Task GivenALibraryBesideTheNotebook_WhenItIsReferenced_ThenItAndWhatItNeedsAreUsable()
    {
        await using var session = new SessionFixture();
        var folder = session.Folder;
        Directory.CreateDirectory(folder.File("lib"));
        var inner = LibraryBuilder.Build(folder.File("lib/Inner.dll"),
            "namespace Inner; public sealed record Point(int X); public static class Origin { public static int Shift = 10; }");
        LibraryBuilder.Build(folder.File("lib/Outer.dll"),
            "namespace Outer; public static class Maker { public static Inner.Point Make(int x) => new(x + Inner.Origin.Shift); }", inner);
        Assert.Equal("11", await session.Value("#r \"lib/Outer.dll\"\nOuter.Maker.Make(1).X"));
        await session.Run("#r \"lib/Inner.dll\"\nInner.Origin.Shift = 20;");
        Assert.Equal("21", await session.Value("Outer.Maker.Make(1).X"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAPathInACellThatNeverRan_WhenItIsCorrected_ThenTheCorrectedOneAndWhatItNeedsRun(bool completed)
    {
        await using var session = new SessionFixture();
        BuildTwice(session.Folder);
        if (completed)
            Assert.Contains((await session.Session.CompleteAsync("#r \"a/My.dll\"\nMy.", 18)).Items, item => item.Text == "Value");
        else
            Assert.Contains("CS0117", (await session.Fail("#r \"a/My.dll\"\nMy.Missing()")).Message, StringComparison.Ordinal);
        Assert.Equal("b", await session.Value("#r \"b/My.dll\"\nMy.Value"));
    }

    [Fact]
    public async Task GivenTwoBuildsOfALibrary_WhenTheyAreReferenced_ThenWhatIsCompiledAgainstRuns()
    {
        await using var session = new SessionFixture();
        BuildTwice(session.Folder);
        // Within a cell the compiler takes the last, of later cells it takes none.
        Assert.Equal("b", await session.Value("#r \"a/My.dll\"\n#r \"b/My.dll\"\nMy.OnlyB"));
        Assert.Equal("b", await session.Value("#r \"a/My.dll\"\nMy.OnlyB"));
    }

    [Fact]
    public async Task GivenLibrariesInTwoFolders_WhenOneCellReferencesBoth_ThenEachFindsWhatLiesBesideTheOther()
    {
        await using var session = new SessionFixture();
        var folder = session.Folder;
        Directory.CreateDirectory(folder.File("a"));
        Directory.CreateDirectory(folder.File("b"));
        var inner = LibraryBuilder.Build(folder.File("a/Inner.dll"), "public sealed record Point(int X);");
        LibraryBuilder.Build(folder.File("a/One.dll"), "public static class One { }");
        LibraryBuilder.Build(folder.File("b/Two.dll"), "public static class Two { public static Point Make(int x) => new(x); }", inner);
        Assert.Equal("7", await session.Value("#r \"a/One.dll\"\n#r \"b/Two.dll\"\nTwo.Make(7).X"));
    }

    [Fact]
    public async Task GivenACopyOfALibraryOfTheHost_WhenItIsReferenced_ThenTheHostsOwnIsUsed()
    {
        await using var session = new SessionFixture();
        File.Copy(typeof(Markdig.Markdown).Assembly.Location, session.Folder.File("Markdig.dll"));
        await session.Run("#r \"Markdig.dll\"\nAppDomain.CurrentDomain.SetData(\"reference-test\", typeof(Markdig.Markdown));");
        Assert.Same(typeof(Markdig.Markdown), AppDomain.CurrentDomain.GetData("reference-test"));
    }

    [Fact]
    public async Task GivenAnotherVersionOfALibraryOfTheHost_WhenItIsReferenced_ThenTheFileItselfIsUsed()
    {
        await using var session = new SessionFixture();
        LibraryBuilder
            .Build(session.Folder.File("Markdig.dll"),
            "[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")] namespace Markdig; public static class Newer { public static "
                + "int Answer => 42; }");
        Assert.Equal("42", await session.Value("#r \"Markdig.dll\"\nMarkdig.Newer.Answer"));
    }

    [Fact]
    public async Task GivenAnotherBuildOfALibraryOfTheHost_WhenItIsReferenced_ThenTheCellSaysWhichIsUsed()
    {
        await using var session = new SessionFixture();
        var version = typeof(SessionFixture).Assembly.GetName().Version;
        LibraryBuilder.Build(session.Folder.File("Reining.Kernel.Tests.dll"),
            $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]");
        var output = await session.Run("#r \"Reining.Kernel.Tests.dll\"\n1");
        Assert.Contains("taken from the running program", output.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAMissingLibrary_WhenItIsReferenced_ThenTheErrorNamesTheFolder()
    {
        await using var session = new SessionFixture();
        var error = await session.Fail("#r \"gone.dll\"\n1");
        Assert.Contains("CS0006", error.Message, StringComparison.Ordinal);
        Assert.Contains(session.Folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFileThatIsNoLibrary_WhenItIsReferenced_ThenTheErrorSaysWhatItShouldBe()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("text.dll", "no library");
        Assert.Contains("expected a managed assembly", (await session.Fail("#r \"text.dll\"\n1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAScriptBesideTheNotebook_WhenItIsLoaded_ThenItsFunctionsAreThere()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("parts/half.csx", "int Half(int x) => x / 2;");
        session.Folder.Write("all.csx", "#load \"parts/half.csx\"\nint Quarter(int x) => Half(Half(x));");
        await session.Run("#load \"all.csx\"");
        Assert.Equal("4", await session.Value("Quarter(16)"));
    }

    // In either folder a library and what it needs; both tell which folder they are from.
    static void BuildTwice(TemporaryFolder folder)
    {
        foreach (var name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(folder.File(name));
            var inner = LibraryBuilder.Build(folder.File($"{name}/Needed.dll"),
                $"public static class Needed {{ public static string Value => \"{name}\"; }}");
            LibraryBuilder
                .Build(folder.File($"{name}/My.dll"),
                $"public static class My {{ public static string Value => Needed.Value; public static string "
                    + $"Only{name.ToUpperInvariant()} => Needed.Value; }}", inner);
        }
    }
}
