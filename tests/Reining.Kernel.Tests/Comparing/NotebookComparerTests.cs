using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Reining.Kernel.Comparing;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Comparing;

public sealed class NotebookComparerTests
{
    [Theory]
    [InlineData("loss 0.5000000, step 7", "loss 0.5000001, step 7", null)]
    [InlineData("loss 0.5, step 7", "loss 0.6, step 7", "line 1")]
    [InlineData("a 1\nb", "a 1\nc", "line 2: expected 'b', got 'c'")]
    [InlineData("a", "a\nb", "expected 1 lines, got 2")]
    [InlineData("12,345 images", "12,345.001 images", null)]
    [InlineData("12,345 images", "12,346 images", "line 1")]
    [InlineData("| 9.9999999 |", "| 10.00000 |", null)]
    [InlineData("v1", "w1", "line 1")]
    [InlineData("1e-3", "0.001", null)]
    [InlineData("Wall time: 1.0 ms", "Wall time: 99.0 ms", null)]
    public void GivenPrintedText_WhenCompared_ThenOnlyNumbersMayDifferAndLittle(string expected, string actual, string? difference) =>
        Check(Outputs.Stream(StreamName.Stdout, expected), Outputs.Stream(StreamName.Stdout, actual), difference);

    [Theory]
    [InlineData("0.50", "0.5", null)]
    [InlineData("0.5", "0.7", "row 2, column 'loss': expected '0.5', got '0.7'")]
    public void GivenTables_WhenCompared_ThenTheColumnIsNamed(string expected, string actual, string? difference) =>
        Check(Html($"<table><tr><th>step</th><th>loss</th></tr><tr><td>1</td><td>{expected}</td></tr></table>"),
            Html($"<table><tr><th>step</th><th>loss</th></tr><tr><td>1</td><td style='x'>{actual}</td></tr></table>"), difference);

    [Theory]
    [InlineData("[1,2.0000001]", null)]
    [InlineData("[1,3]", "$.data[0].y[1]: expected 2, got 3")]
    [InlineData("[1]", "expected 2 elements, got 1")]
    [InlineData("[1,\"2\"]", "expected 2, got")]
    public void GivenFigures_WhenCompared_ThenThePathIsNamed(string values, string? difference) =>
        Check(Figure("[1,2]"), Figure(values), difference);

    [Fact]
    public void GivenPictures_WhenCompared_ThenTheMeanDistanceOfPixelsCounts()
    {
        Check(Picture(10, 8, 6), Picture(11, 8, 6), null);
        Check(Picture(10, 8, 6), Picture(10, 8, 2), null); // another color type, the same pixels
        Check(Picture(10, 8, 6), Picture(60, 8, 6), "got 37.5"); // alpha is the same
        Check(Picture(10, 8, 6), Picture(10, 9, 6), "expected 8x4 pixels, got 9x4");
        Check(Picture(10, 8, 6), Display("image/png", Convert.ToBase64String([1, 2, 3])), "expected its signature");
    }

    [Fact]
    public void GivenOutputsOfOtherKinds_WhenCompared_ThenTheDifferenceSaysSo()
    {
        Check(Outputs.Error(CellError.Of("A", "x 1")), Outputs.Error(CellError.Of("A", "x 1")), null);
        Check(Outputs.Error(CellError.Of("A", "x")), Outputs.Error(CellError.Of("B", "x")), "expected the error A, got B");
        Check(Html("a"), Display("text/markdown", "a"), "expected text/html, got text/markdown");
        Check(Html("a"), Outputs.Stream(StreamName.Stdout, "a"), "stdout");
    }

    [Fact]
    public void GivenCellsWithTags_WhenCompared_ThenThoseArePassedOver()
    {
        Assert.Empty(Compare(Html("a"), Html("b"), NotebookComparer.NondeterministicTag));
        Assert.Throws<DocumentException>(() => NotebookComparer
            .Compare(Notebook("1", Html("a")), Notebook("2", Html("a")), new CompareOptions()));
    }

    [Fact]
    public void GivenOutputsOfAnotherHost_WhenCompared_ThenOnlyTheTypesThatBothHaveCount()
    {
        var more = Html("a");
        more["data"]!["text/plain"] = "b";
        Check(more, Html("a"), "expected text/html, text/plain, got text/html");
        string? Shared(JsonObject expected, JsonObject actual) => NotebookComparer
            .Compare(Notebook("x", expected), Notebook("x", actual), new CompareOptions { SharedTypesOnly = true }).SingleOrDefault()?.What;
        Assert.Null(Shared(more, Html("a")));
        Assert.Null(Shared(Html("a"), more));
        Assert.Contains("text/html, line 1", Shared(more, Html("c")));
        Assert.Contains("expected text/html, got text/markdown", Shared(Html("a"), Display("text/markdown", "a")));
    }

    static void Check(JsonObject expected, JsonObject actual, string? difference)
    {
        var found = Compare(expected, actual).SingleOrDefault();
        if (difference is null)
            Assert.Null(found);
        else
            Assert.Contains(difference, found?.What ?? "none", StringComparison.Ordinal);
    }

    static IReadOnlyList<OutputDifference> Compare(JsonObject expected, JsonObject actual, params string[] tags) =>
        NotebookComparer.Compare(Notebook("x", expected, tags), Notebook("x", actual, tags), new CompareOptions());

    static NotebookDocument Notebook(string code, JsonObject output, params string[] tags)
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, code, tags).Outputs.Add(output);
        return document;
    }

    static JsonObject Html(string html) => Display("text/html", html);

    static JsonObject Display(string mimeType, string text) => Outputs.Display(new MimeBundle(new JsonObject { [mimeType] = text }));

    static JsonObject Figure(string values) =>
        Outputs.Display(new MimeBundle(new JsonObject
        {
            ["application/vnd.plotly.v1+json"] = JsonNode
            .Parse($"{{\"data\":[{{\"y\":{values}}}]}}")
        }));

    // A picture of one gray value, four rows high, each row filtered another way.
    static JsonObject Picture(byte value, int width, int color)
    {
        var channels = color == 6 ? 4 : 3;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (byte filter = 1; filter <= 4; filter++)
            {
                byte[] row = [.. Enumerable.Range(0, width * channels).Select(i => i % channels == 3 ? (byte)255 : value)];
                byte[] above = filter == 1 ? new byte[row.Length] : row;
                zlib.WriteByte(filter);
                for (var i = 0; i < row.Length; i++)
                {
                    var left = i < channels ? 0 : row[i - channels];
                    var guess = filter switch { 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, _ => i < channels ? above[i] : left };
                    zlib.WriteByte((byte)(row[i] - guess));
                }
            }
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 4);
        (header[8], header[9]) = (8, (byte)color);
        byte[] file = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", [])];
        return Display("image/png", Convert.ToBase64String(file));
    }

    static byte[] Chunk(string name, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        return chunk;
    }
}
