namespace Reining.Kernel.Tests.Engine;

public sealed class ReferenceTests
{
    [Fact]
    public async Task Given_a_library_beside_the_notebook_When_it_is_referenced_Then_it_and_what_it_needs_are_usable()
    {
        await using var session = new SessionFixture();
        var folder = session.Folder;
        Directory.CreateDirectory(folder.File("lib"));
        var inner = LibraryBuilder.Build(folder.File("lib/Inner.dll"), "namespace Inner; public sealed record Point(int X); public static class Origin { public static int Shift = 10; }");
        LibraryBuilder.Build(folder.File("lib/Outer.dll"), "namespace Outer; public static class Maker { public static Inner.Point Make(int x) => new(x + Inner.Origin.Shift); }", inner);
        Assert.Equal("11", await session.Value("#r \"lib/Outer.dll\"\nOuter.Maker.Make(1).X"));
        await session.Run("#r \"lib/Inner.dll\"\nInner.Origin.Shift = 20;");
        Assert.Equal("21", await session.Value("Outer.Maker.Make(1).X"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_path_in_a_cell_that_never_ran_When_it_is_corrected_Then_the_corrected_one_and_what_it_needs_run(bool completed)
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
    public async Task Given_two_builds_of_a_library_When_they_are_referenced_Then_what_is_compiled_against_runs()
    {
        await using var session = new SessionFixture();
        BuildTwice(session.Folder);
        // Within a cell the compiler takes the last, of later cells it takes none.
        Assert.Equal("b", await session.Value("#r \"a/My.dll\"\n#r \"b/My.dll\"\nMy.OnlyB"));
        Assert.Equal("b", await session.Value("#r \"a/My.dll\"\nMy.OnlyB"));
    }

    [Fact]
    public async Task Given_libraries_in_two_folders_When_one_cell_references_both_Then_each_finds_what_lies_beside_the_other()
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
    public async Task Given_a_copy_of_a_library_of_the_host_When_it_is_referenced_Then_the_hosts_own_is_used()
    {
        await using var session = new SessionFixture();
        File.Copy(typeof(Markdig.Markdown).Assembly.Location, session.Folder.File("Markdig.dll"));
        await session.Run("#r \"Markdig.dll\"\nAppDomain.CurrentDomain.SetData(\"reference-test\", typeof(Markdig.Markdown));");
        Assert.Same(typeof(Markdig.Markdown), AppDomain.CurrentDomain.GetData("reference-test"));
    }

    [Fact]
    public async Task Given_another_version_of_a_library_of_the_host_When_it_is_referenced_Then_the_file_itself_is_used()
    {
        await using var session = new SessionFixture();
        LibraryBuilder.Build(session.Folder.File("Markdig.dll"), "[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")] namespace Markdig; public static class Newer { public static int Answer => 42; }");
        Assert.Equal("42", await session.Value("#r \"Markdig.dll\"\nMarkdig.Newer.Answer"));
    }

    [Fact]
    public async Task Given_another_build_of_a_library_of_the_host_When_it_is_referenced_Then_the_cell_says_which_is_used()
    {
        await using var session = new SessionFixture();
        var version = typeof(SessionFixture).Assembly.GetName().Version;
        LibraryBuilder.Build(session.Folder.File("Reining.Kernel.Tests.dll"), $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]");
        var output = await session.Run("#r \"Reining.Kernel.Tests.dll\"\n1");
        Assert.Contains("taken from the running program", output.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_missing_library_When_it_is_referenced_Then_the_error_names_the_folder()
    {
        await using var session = new SessionFixture();
        var error = await session.Fail("#r \"gone.dll\"\n1");
        Assert.Contains("CS0006", error.Message, StringComparison.Ordinal);
        Assert.Contains(session.Folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_file_that_is_no_library_When_it_is_referenced_Then_the_error_says_what_it_should_be()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("text.dll", "no library");
        Assert.Contains("expected a managed assembly", (await session.Fail("#r \"text.dll\"\n1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_a_script_beside_the_notebook_When_it_is_loaded_Then_its_functions_are_there()
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
            var inner = LibraryBuilder.Build(folder.File($"{name}/Needed.dll"), $"public static class Needed {{ public static string Value => \"{name}\"; }}");
            LibraryBuilder.Build(folder.File($"{name}/My.dll"), $"public static class My {{ public static string Value => Needed.Value; public static string Only{name.ToUpperInvariant()} => Needed.Value; }}", inner);
        }
    }
}
