using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// Reads and writes <c>.ipynb</c> files, nbformat 4. Writing is normalized: the same document always gives the same bytes.
/// </summary>
public static class NotebookFile
{
    /// <summary>Reads a notebook file.</summary>
    /// <param name="path">An <c>.ipynb</c> file.</param>
    /// <exception cref="DocumentException">The file is missing, or is no notebook of nbformat 4.</exception>
    public static NotebookDocument Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DocumentException($"Read notebook: expected a file at {path}, found none.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException($"Read notebook: expected a readable file, got {path} ({error.Message})", error);
        }
        return Parse(text, path);
    }

    /// <summary>Reads a notebook from its JSON text.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="DocumentException">The text is no notebook of nbformat 4.</exception>
    public static NotebookDocument Parse(string text, string name = "notebook")
    {
        try
        {
            return ParseMembers(text, name);
        }
        // a member of another type than nbformat says, or one twice
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new DocumentException(
                $"Read notebook: expected members as in nbformat 4, got one of another type, or one twice ({name}).",
                error);
        }
    }

    /// <summary>Writes a notebook file, replacing it in one step.</summary>
    public static void Write(NotebookDocument document, string path) => AtomicFile.WriteAllText(path, ToText(document));

    static NotebookDocument ParseMembers(string text, string name)
    {
        JsonObject root;
        try
        {
            root = NotebookJson.Parse(text) as JsonObject
                ?? throw new DocumentException($"Read notebook: expected a JSON object, got another value ({name}).");
        }
        catch (JsonException error)
        {
            throw new DocumentException(
                $"Read notebook: expected JSON, got text that is not, from line {error.LineNumber + 1} on ({name}). "
                + "A cut-off file has to be restored or run again.", error);
        }
        if (root["nbformat"]?.ToString() is not "4")
            throw new DocumentException(
                $"Read notebook: expected nbformat 4, got {root["nbformat"]?.ToString() ?? "none"} ({name}); convert it with 'jupyter "
                    + "nbconvert --to notebook'.");
        if (root["cells"] is not JsonArray cells)
            throw new DocumentException($"Read notebook: expected a list 'cells', got none ({name}).");
        foreach (var (key, member) in root)
        {
            if (key != "cells")
                NotebookJson.Check(member);
        }

        var document = new NotebookDocument
        {
            Metadata = Take<JsonObject>(root, "metadata") ?? [],
            Extra = Without(root, "metadata", "cells", "nbformat", "nbformat_minor"),
        };
        var ids = new CellIds();
        foreach (var (index, node) in cells.Index())
        {
            if (node is not JsonObject cell)
                throw new DocumentException($"Read notebook: expected cell {index} to be a JSON object ({name}).");
            try
            {
                document.Cells.Add(ReadCell(cell, index, name, ids));
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentException)
            {
                throw new DocumentException(
                    $"Read notebook: expected members as in nbformat 4 in cell {index}, got one of another type, "
                    + $"or one twice ({name}).", error);
            }
        }
        return document;
    }

    /// <summary>The notebook as the text of its file.</summary>
    public static string ToText(NotebookDocument document)
    {
        var root = (JsonObject)document.Extra.DeepClone();
        root["cells"] = new JsonArray([.. document.Cells.Select(WriteCell)]);
        root["metadata"] = document.Metadata.DeepClone();
        root["nbformat"] = 4;
        root["nbformat_minor"] = 5;
        return CanonicalJson.Write(root);
    }

    static NotebookCell ReadCell(JsonObject cell, int index, string name, CellIds ids)
    {
        NotebookJson.Check(cell);
        var kind = (string?)cell["cell_type"] switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new DocumentException(
                $"Read notebook: expected cell {index} to be code, markdown or raw, got {other ?? "no cell_type"} ({name})."),
        };
        var source = Multiline.Join(cell["source"]);
        var id = cell["id"] is JsonValue value && value.TryGetValue<string>(out var stored) ? stored : null;
        if (!ids.TryTake(id))
            id = ids.Make(source);

        var outputs = Take<JsonArray>(cell, "outputs");
        var read = new NotebookCell(kind, id!, source)
        {
            ExecutionCount = cell["execution_count"] is JsonValue count && count.TryGetValue<int>(out var number) ? number : null,
            Metadata = Take<JsonObject>(cell, "metadata") ?? [],
            Extra = Without(cell, "cell_type", "id", "source", "metadata", "outputs", "execution_count"),
        };
        foreach (var output in outputs ?? [])
        {
            if (output is not JsonObject members)
                throw new DocumentException($"Read notebook: expected the outputs of cell {index} to be JSON objects ({name}).");
            read.Outputs.Add(JoinOutput((JsonObject)members.DeepClone()));
        }
        return read;
    }

    static JsonObject WriteCell(NotebookCell cell)
    {
        var members = (JsonObject)cell.Extra.DeepClone();
        members["cell_type"] = cell.Kind.ToString().ToLowerInvariant();
        members["id"] = cell.Id;
        members["metadata"] = cell.Metadata.DeepClone();
        members["source"] = Multiline.Split(cell.Source);
        if (cell.Kind == CellKind.Code)
        {
            members["execution_count"] = cell.ExecutionCount;
            members["outputs"] = new JsonArray([.. cell.Outputs.Select(output => SplitOutput((JsonObject)output.DeepClone()))]);
        }
        return members;
    }

    static JsonObject JoinOutput(JsonObject output)
    {
        if (output["text"] is { } text)
            output["text"] = Multiline.Join(text);
        if (output["data"] is JsonObject data)
        {
            foreach (var (mimeType, content) in data.ToArray())
            {
                if (!Display.MimeBundle.IsJson(mimeType) && content is JsonArray)
                    data[mimeType] = Multiline.Join(content);
            }
        }
        return output;
    }

    static JsonObject SplitOutput(JsonObject output)
    {
        if (output["text"] is JsonValue text)
            output["text"] = Multiline.Split((string?)text ?? "");
        if (output["data"] is JsonObject data)
        {
            foreach (var (mimeType, content) in data.ToArray())
            {
                if (Multiline.IsLines(mimeType) && content is JsonValue value && value.TryGetValue<string>(out var whole))
                    data[mimeType] = Multiline.Split(whole);
            }
        }
        return output;
    }

    static T? Take<T>(JsonObject members, string key)
        where T : JsonNode => members[key] is T value ? (T)value.DeepClone() : null;

    static JsonObject Without(JsonObject members, params string[] known) =>
        new([.. members.Where(member => !known.Contains(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]);
}
