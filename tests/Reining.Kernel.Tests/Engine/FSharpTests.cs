using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

/// <summary>F# parts, hosted from the SDK.</summary>
public sealed class FSharpTests
{
    [Fact]
    public async Task GivenFsharpAndCsharp_WhenTheyShareValues_ThenBothHoldTheSameObject()
    {
        await using var session = new SessionFixture();
        Assert.Equal("120", await session.Value("#!fsharp\nlet rec factorial n = if n < 2 then 1 else n * factorial (n - 1)\nfactorial 5"));
        await session.Run("var numbers = new List<int> { 1, 2 };");
        Assert.Equal("2", await session
            .Value("#!fsharp\n#!share --from csharp numbers\nnumbers.Add 3\nlet squares = numbers |> Seq.map (fun x -> x * x) |> "
            + "List.ofSeq\nlet text = \"f#\"\nSeq.length numbers - 1"));
        Assert.Equal("3, 9, f#", await session
            .Value("#!share --from fsharp squares\n#!share --from fsharp text --as word\n$\"{numbers.Count}, {squares[2]}, "
            + "{word.ToLowerInvariant()}\""));
        Assert.Equal("true", await session
            .Value("#!fsharp\nlet back = numbers\n#!csharp\n#!share --from fsharp back\nobject.ReferenceEquals(back, numbers)"));
        Assert.Equal("printed\n", (await session.Run("#!fsharp\nprintfn \"printed\"")).Stdout);

        var unknown = await session.Fail("\n#!fsharp\nlet a = 1\nlet b = nowhere");
        Assert.Equal(CellError.Compilation, unknown.Name);
        Assert.StartsWith("cell 7(4,9): error FS0039", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException",
            (await session.Fail("#!fsharp\nlet fail () : int = invalidOp \"boom\"\nfail ()")).Name);
        Assert.Contains("found none", (await session.Fail("#!share --from fsharp nothing")).Message, StringComparison.Ordinal);
        Assert.Contains("found none", (await session.Fail("#!fsharp\n#!share --from csharp nothing")).Message, StringComparison.Ordinal);
        Assert.Equal(CellError.Interrupted, (await session.RunAndInterrupt("#!fsharp\nSystem.Threading.Thread.Sleep 100000")).Error?.Name);
        Assert.Equal("120", await session.Value("#!fsharp\nfactorial 5"));
    }

    [Theory]
    [InlineData(typeof(int), "global::System.Int32")]
    [InlineData(typeof(double[,]), "global::System.Double[,]")]
    [InlineData(typeof(Dictionary<string, int[]>),
        "global::System.Collections.Generic.Dictionary<global::System.String, global::System.Int32[]>")]
    [InlineData(typeof(Own), "global::System.Collections.Generic.IReadOnlyList<global::System.Int32>")]
    [InlineData(typeof(FSharpTests), "object")]
    public void GivenAType_WhenCsharpMustNameIt_ThenItIsTheNearestNameThereIs(Type type, string name) =>
        Assert.Equal(name, SharedValue.TypeName(type));

    sealed class Own : List<int>;
}
