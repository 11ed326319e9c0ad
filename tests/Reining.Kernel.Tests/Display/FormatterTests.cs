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
    public void Given_a_scalar_When_it_is_displayed_Then_it_is_its_text_alone(object? value, string text)
    {
        var bundle = Formatter.ToBundle(value);
        Assert.Equal(text, bundle.PlainText);
        Assert.Equal(["text/plain"], bundle.Data.Select(pair => pair.Key));
    }

    [Fact]
    public void Given_a_long_list_When_it_is_displayed_Then_it_is_cut_and_says_how_much_is_left_out()
    {
        Assert.Equal("[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 … (5 more) ]", Formatter.ToBundle(Enumerable.Range(0, 25).ToArray()).PlainText);
    }

    [Fact]
    public void Given_an_endless_sequence_When_it_is_displayed_Then_it_is_read_once_and_only_as_far_as_shown()
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
    public void Given_a_list_of_objects_When_it_is_displayed_Then_it_is_a_table_in_text_and_html()
    {
        var bundle = Formatter.ToBundle(new List<Point> { new(1, "a<b"), new(20, "c") });
        Assert.Equal(" X  Name\n 1  a<b\n20  c", bundle.PlainText);
        Assert.Equal("<table><thead><tr><th>X</th><th>Name</th></tr></thead><tbody><tr><td>1</td><td>a&lt;b</td></tr><tr><td>20</td><td>c</td></tr></tbody></table>", bundle.ToDisplayString("text/html"));
    }

    [Fact]
    public void Given_a_dictionary_When_it_is_displayed_Then_keys_and_values_are_columns()
    {
        Assert.Equal("Key  Value\na        1\nbb      22", Formatter.ToBundle(new Dictionary<string, int> { ["a"] = 1, ["bb"] = 22 }).PlainText);
    }

    [Fact]
    public void Given_a_data_frame_by_shape_When_it_is_displayed_Then_its_columns_are_the_table()
    {
        var frame = new Frame { Columns = { new FrameColumn("loss", [0.5, 0.25]), new FrameColumn("epoch", [1, 2]) } };
        Assert.Equal("loss  epoch\n 0.5      1\n0.25      2", Formatter.ToBundle(frame).PlainText);
    }

    [Fact]
    public void Given_a_record_When_it_is_displayed_Then_it_is_a_tree_and_its_text_names_its_parts()
    {
        var bundle = Formatter.ToBundle(new Point(1, "a"));
        Assert.Equal("Point { X = 1, Name = a }", bundle.PlainText);
        Assert.Equal("<table><tbody><tr><th>X</th><td>1</td></tr><tr><th>Name</th><td>a</td></tr></tbody></table>", bundle.ToDisplayString("text/html"));
    }

    [Fact]
    public void Given_an_object_with_a_text_of_its_own_When_it_is_displayed_Then_its_properties_are_left_alone()
    {
        Assert.Equal("opaque", Formatter.ToBundle(new Opaque()).PlainText);
    }

    [Fact]
    public void Given_objects_in_a_circle_When_they_are_displayed_Then_the_tree_ends()
    {
        var node = new Node { Id = 1 };
        node.Next = node;
        Assert.Contains("Node { Id = 1, Next = Node }", Formatter.ToBundle(node).PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_the_bytes_of_a_picture_When_they_are_displayed_Then_they_are_base64_of_their_type()
    {
        var bundle = Formatter.ToBundle(Png);
        Assert.Equal("iVBORw0KGgo=", (string?)bundle.Data["image/png"]);
        Assert.Equal("PNG picture, 8 bytes", bundle.PlainText);
    }

    [Fact]
    public void Given_html_When_it_is_displayed_Then_it_is_not_encoded()
    {
        Assert.Equal("<b>1</b>", (string?)Formatter.ToBundle(NotebookFunctions.HTML("<b>1</b>")).Data["text/html"]);
    }

    [Fact]
    public void Given_a_registered_formatter_When_a_derived_value_is_displayed_Then_the_nearest_and_latest_wins()
    {
        Formatter.Register<object>(_ => "any", "text/html");
        Formatter.Register<Brought>(_ => "first", "text/html");
        Formatter.Register<Brought>(value => $"<i>{value.Name}</i>", "text/html");
        Assert.Equal("<i>brought</i>", (string?)Formatter.ToBundle(new BroughtWithChoice(), "text/html").Data["text/html"]);
    }

    [Fact]
    public void Given_a_formatter_for_a_generic_type_When_a_value_of_it_is_displayed_Then_it_is_used()
    {
        Formatter.Register(typeof(List<>), (value, writer) => writer.Write("list"));
        Assert.Equal("list", Formatter.ToBundle(new List<int>()).PlainText);
    }

    [Fact]
    public void Given_a_type_with_formatters_by_convention_When_it_is_displayed_Then_each_that_has_something_to_say_is_there()
    {
        var bundle = Formatter.ToBundle(new Brought());
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], bundle.Data.Select(pair => pair.Key).Order());
        Assert.Equal("{\"data\":[]}", bundle.Data["application/vnd.plotly.v1+json"]!.ToJsonString());
        Assert.Equal("A brought thing", bundle.PlainText);
    }

    [Fact]
    public void Given_preferred_types_by_convention_When_it_is_displayed_Then_only_those_are_there()
    {
        Assert.Equal(["image/png", "text/plain"], Formatter.ToBundle(new BroughtWithChoice()).Data.Select(pair => pair.Key));
        Formatter.SetPreferredMimeTypesFor(typeof(BroughtWithChoice), "text/plain");
        Assert.Equal(["text/plain"], Formatter.ToBundle(new BroughtWithChoice()).Data.Select(pair => pair.Key));
    }

    [Fact]
    public void Given_a_failing_formatter_When_the_value_is_displayed_Then_the_error_names_type_and_format()
    {
        Formatter.Register<Opaque>(string (_) => throw new InvalidOperationException("broken"), "text/html");
        var error = Assert.Throws<FormatterException>(() => Formatter.ToBundle(new Opaque()));
        Assert.Contains("Opaque as text/html: the formatter failed with InvalidOperationException: broken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_a_wanted_format_without_formatter_When_it_is_displayed_Then_the_error_says_how_to_add_one()
    {
        Assert.Contains("Formatter.Register", Assert.Throws<FormatterException>(() => Formatter.ToBundle(1, "image/png")).Message, StringComparison.Ordinal);
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
