using Reining.Kernel.Display;

namespace Reining.Kernel.Tests.Display;

/// <summary>The registry is one per process, so that these tests run one after the other.</summary>
[Collection(nameof(FormatterTests))]
public sealed class FormatterTests : IDisposable
{
    static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    sealed record Point(int X, string Name);

    sealed class Opaque
    {
        public int Bomb => throw new InvalidOperationException("must not be asked");

        public override string ToString() => "opaque";
    }

    sealed class Node
    {
        public int Id { get; init; }

        public Node? Next { get; set; }
    }

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(true, "true")]
    [InlineData("text", "text")]
    [InlineData(null, "null")]
    [InlineData(DayOfWeek.Friday, "Friday")]
    public void GivenAScalar_WhenItIsDisplayed_ThenItIsItsTextAlone(object? value, string text)
    {
        var bundle = Formatter.ToBundle(value);
        Assert.Equal(text, bundle.PlainText);
        Assert.Equal(["text/plain"], bundle.Data.Select(pair => pair.Key));
    }

    [Fact]
    public void GivenALongList_WhenItIsDisplayed_ThenItIsCutAndSaysHowMuchIsLeftOut()
    {
        Assert.Equal("[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 … (5 more) ]",
            Formatter.ToBundle(Enumerable.Range(0, 25).ToArray()).PlainText);
    }

    [Fact]
    public void GivenAnEndlessSequence_WhenItIsDisplayed_ThenItIsReadOnceAndOnlyAsFarAsShown()
    {
        var read = 0;
        IEnumerable<object> Endless()
        {
            while (true)
                yield return new { N = read++ };
        }

        var bundle = Formatter.ToBundle(Endless());
        Assert.Equal(Formatter.ListExpansionLimit + 1, read);
        Assert.EndsWith("(more)", bundle.PlainText, StringComparison.Ordinal);
        Assert.Contains("<td>19</td>", bundle.ToDisplayString("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAListOfObjects_WhenItIsDisplayed_ThenItIsATableInTextAndHtml()
    {
        var bundle = Formatter.ToBundle(new List<Point> { new(1, "a<b"), new(20, "c") });
        Assert.Equal(" X  Name\n 1  a<b\n20  c", bundle.PlainText);
        Assert.Equal(
            "<table><thead><tr><th>X</th><th>Name</th></tr></thead><tbody>"
            + "<tr><td>1</td><td>a&lt;b</td></tr><tr><td>20</td><td>c</td></tr></tbody></table>",
            bundle.ToDisplayString("text/html"));
    }

    [Fact]
    public void GivenADictionary_WhenItIsDisplayed_ThenKeysAndValuesAreColumns()
    {
        Assert.Equal("Key  Value\na        1\nbb      22",
            Formatter.ToBundle(new Dictionary<string, int> { ["a"] = 1, ["bb"] = 22 }).PlainText);
    }

    [Fact]
    public void GivenADataFrameByShape_WhenItIsDisplayed_ThenItsColumnsAreTheTable()
    {
        var frame = new Frame { Columns = { new FrameColumn("loss", [0.5, 0.25]), new FrameColumn("epoch", [1, 2]) } };
        Assert.Equal("loss  epoch\n 0.5      1\n0.25      2", Formatter.ToBundle(frame).PlainText);
    }

    [Fact]
    public void GivenARecord_WhenItIsDisplayed_ThenItIsATreeAndItsTextNamesItsParts()
    {
        var bundle = Formatter.ToBundle(new Point(1, "a"));
        Assert.Equal("Point { X = 1, Name = a }", bundle.PlainText);
        Assert.Equal("<table><tbody><tr><th>X</th><td>1</td></tr><tr><th>Name</th><td>a</td></tr></tbody></table>",
            bundle.ToDisplayString("text/html"));
    }

    [Fact]
    public void GivenAnObjectWithATextOfItsOwn_WhenItIsDisplayed_ThenItsPropertiesAreLeftAlone()
    {
        Assert.Equal("opaque", Formatter.ToBundle(new Opaque()).PlainText);
    }

    [Fact]
    public void GivenObjectsInACircle_WhenTheyAreDisplayed_ThenTheTreeEnds()
    {
        var node = new Node { Id = 1 };
        node.Next = node;
        Assert.Contains("Node { Id = 1, Next = Node (see above) }", Formatter.ToBundle(node).PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheBytesOfAPicture_WhenTheyAreDisplayed_ThenTheyAreBase64OfTheirType()
    {
        var bundle = Formatter.ToBundle(Png);
        Assert.Equal("iVBORw0KGgo=", (string?)bundle.Data["image/png"]);
        Assert.Equal("PNG picture, 8 bytes", bundle.PlainText);
    }

    [Fact]
    public void GivenHtml_WhenItIsDisplayed_ThenItIsNotEncoded()
    {
        Assert.Equal("<b>1</b>", (string?)Formatter.ToBundle(NotebookFunctions.HTML("<b>1</b>")).Data["text/html"]);
    }

    [Fact]
    public void GivenARegisteredFormatter_WhenADerivedValueIsDisplayed_ThenTheNearestAndLatestWins()
    {
        Formatter.Register<object>(_ => "any", "text/html");
        Formatter.Register<Brought>(_ => "first", "text/html");
        Formatter.Register<Brought>(value => $"<i>{value.Name}</i>", "text/html");
        Assert.Equal("<i>brought</i>", (string?)Formatter.ToBundle(new BroughtWithChoice(), "text/html").Data["text/html"]);
    }

    [Fact]
    public void GivenAFormatterForAGenericType_WhenAValueOfItIsDisplayed_ThenItIsUsed()
    {
        Formatter.Register(typeof(List<>), (value, writer) => writer.Write("list"));
        Assert.Equal("list", Formatter.ToBundle(new List<int>()).PlainText);
    }

    [Fact]
    public void GivenATypeWithFormattersByConvention_WhenItIsDisplayed_ThenEachThatHasSomethingToSayIsThere()
    {
        var bundle = Formatter.ToBundle(new Brought());
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], bundle.Data.Select(pair => pair.Key).Order());
        Assert.Equal("{\"data\":[]}", bundle.Data["application/vnd.plotly.v1+json"]!.ToJsonString());
        Assert.Equal("A brought thing", bundle.PlainText);
    }

    [Fact]
    public void GivenPreferredTypesByConvention_WhenItIsDisplayed_ThenOnlyThoseAreThere()
    {
        Assert.Equal(["image/png", "text/plain"], Formatter.ToBundle(new BroughtWithChoice()).Data.Select(pair => pair.Key));
        Formatter.SetPreferredMimeTypesFor(typeof(BroughtWithChoice), "text/plain");
        Assert.Equal(["text/plain"], Formatter.ToBundle(new BroughtWithChoice()).Data.Select(pair => pair.Key));
    }

    [Fact]
    public void GivenAFailingFormatter_WhenTheValueIsDisplayed_ThenItIsShownInTheOtherWays()
    {
        Formatter.Register<Opaque>(string (_) => throw new InvalidOperationException("broken"), "text/html");
        Formatter.Register<Point>(string (_) => throw new InvalidOperationException("broken"));
        Assert.Equal("opaque", Formatter.ToBundle(new Opaque()).PlainText);
        Assert.False(Formatter.ToBundle(new Opaque()).Data.ContainsKey("text/html"));
        Assert.Equal("[ Point { X = 1, Name = a } ]", Formatter.ToBundle(new object[] { new Point(1, "a"), }).PlainText);
    }

    [Fact]
    public void GivenAWantedFormatWithoutFormatter_WhenItIsDisplayed_ThenTheErrorSaysHowToAddOne()
    {
        Assert.Contains("Formatter.Register", Assert.Throws<FormatterException>(() => Formatter.ToBundle(1, "image/png")).Message,
            StringComparison.Ordinal);
    }

    sealed class Frame
    {
        public List<FrameColumn> Columns { get; } = [];

        public override string ToString() => "frame";
    }

    sealed class FrameColumn(string name, object[] values) : System.Collections.IEnumerable
    {
        public string Name => name;

        public System.Collections.IEnumerator GetEnumerator() => values.GetEnumerator();
    }
}
