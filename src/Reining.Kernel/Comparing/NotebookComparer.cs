using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Running;

namespace Reining.Kernel.Comparing;

/// <summary>Compares the outputs of a notebook that was run with the stored ones.</summary>
public static class NotebookComparer
{
    /// <summary>Tag of a cell whose outputs differ from run to run. It must run; its outputs are not compared.</summary>
    public const string NondeterministicTag = "nondeterministic";

    /// <summary>The first difference of each cell.</summary>
    /// <param name="expected">The notebook as stored.</param>
    /// <param name="actual">The same notebook after a run.</param>
    /// <param name="options">How near is near enough.</param>
    /// <exception cref="DocumentException">They are not the same notebook.</exception>
    public static IReadOnlyList<OutputDifference> Compare(NotebookDocument expected, NotebookDocument actual, CompareOptions options)
    {
        var (one, other) = (Code(expected), Code(actual));
        if (!one.Select(cell => cell.Source).SequenceEqual(other.Select(cell => cell.Source)))
            throw new DocumentException(
                $"Compare notebooks: expected the same code cells, got {one.Length} and {other.Length} that differ.");
        return [.. one.Zip(other)
            .Select((pair, i) => (Number: i + 1, Cell: pair.First, What: pair.First.HasTag(NondeterministicTag)
            ? null
            : CompareCell(pair.First, pair.Second, options)))
            .Where(found => found.What is not null)
            .Select(found => new OutputDifference(found.Number, found.Cell, found.What!))];
    }

    static NotebookCell[] Code(NotebookDocument document) =>
        [.. document.Cells.Where(cell => cell.Kind == CellKind.Code && cell.Source.Trim().Length > 0
            && !cell.HasTag(NotebookRunner.SkipTag))];

    static string? CompareCell(NotebookCell expected, NotebookCell actual, CompareOptions options)
    {
        // Where stdout and stderr meet depends on timing: each is compared as a whole.
        foreach (var name in (string[])["stdout", "stderr"])
        {
            if (TextComparer.Compare(Printed(expected, name), Printed(actual, name), options) is { } found)
                return $"{name}, {found}";
        }
        var (one, other) = (Shown(expected), Shown(actual));
        if (one.Length != other.Length)
            return $"expected {one.Length} outputs besides printed text, got {other.Length}";
        return one.Zip(other).Select((pair, i) => CompareOutput(pair.First, pair.Second, options) is { } found
            ? $"output {i + 1}, {found}"
            : null).FirstOrDefault(found => found is not null);
    }

    static string? CompareOutput(JsonObject expected, JsonObject actual, CompareOptions options)
    {
        var (type, otherType) = ((string?)expected["output_type"], (string?)actual["output_type"]);
        if (type != otherType)
            return $"expected {type}, got {otherType}";
        if (type == "error")
        {
            return (string?)expected["ename"] == (string?)actual["ename"]
                ? TextComparer.Compare((string?)expected["evalue"] ?? "", (string?)actual["evalue"] ?? "", options)
                : $"expected the error {expected["ename"]}, got {actual["ename"]}";
        }
        var (data, otherData) = (expected["data"] as JsonObject ?? [], actual["data"] as JsonObject ?? []);
        var (types, otherTypes) = (string.Join(", ", data.Select(pair => pair.Key).Order(StringComparer.Ordinal)),
            string.Join(", ", otherData.Select(pair => pair.Key).Order(StringComparer.Ordinal)));
        if (options.SharedTypesOnly ? !data.Any(pair => otherData.ContainsKey(pair.Key)) : types != otherTypes)
            return $"expected {types}, got {otherTypes}";
        var shared = data.Where(pair => otherData.ContainsKey(pair.Key));
        return shared.Select(pair => CompareData(pair.Key, pair.Value, otherData[pair.Key], options) is { } found
            ? $"{pair.Key}, {found}"
            : null).FirstOrDefault(found => found is not null);
    }

    static string? CompareData(string mimeType, JsonNode? expected, JsonNode? actual, CompareOptions options)
    {
        if (MimeBundle.IsJson(mimeType))
            return JsonComparer.Compare(expected, actual, options);
        var (one, other) = ((string?)expected ?? "", (string?)actual ?? "");
        if (one == other)
            return null;
        if (mimeType == "image/png")
            return ComparePictures(one, other, options);
        if (mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != "image/svg+xml")
            return "expected the same bytes, got others";
        return mimeType == "text/html" && TableComparer.IsTable(one) && TableComparer.IsTable(other)
            ? TableComparer.Compare(one, other, options)
            : TextComparer.Compare(one, other, options);
    }

    static string? ComparePictures(string expected, string actual, CompareOptions options)
    {
        try
        {
            var (one, other) = (PngPixels.Decode(Convert.FromBase64String(expected)), PngPixels.Decode(Convert.FromBase64String(actual)));
            if ((one.Width, one.Height) != (other.Width, other.Height))
                return $"expected {one.Width}x{one.Height} pixels, got {other.Width}x{other.Height}";
            var distance = PngPixels.Distance(one, other);
            return distance <= options.PixelTolerance ? null : FormattableString
                .Invariant($"expected a mean pixel distance of at most {options.PixelTolerance}, got {distance:F1}");
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or EndOfStreamException)
        {
            return $"expected a picture that can be compared, got '{error.Message}'";
        }
    }

    static string Printed(NotebookCell cell, string name) => string.Concat(cell.Outputs
        .Where(output => (string?)output["output_type"] == "stream" && (string?)output["name"] == name)
        .Select(output => (string?)output["text"]));

    static JsonObject[] Shown(NotebookCell cell) => [.. cell.Outputs.Where(output => (string?)output["output_type"] != "stream")];
}
