using System.Text;

namespace Reining.Kernel.Documents;

/// <summary>
/// A notebook as a C# script (<c>.csx</c>): a line <c>// %%</c> begins a code cell, <c>// %% [markdown]</c> a cell of text, whose
/// lines are comments. Editors know these marks; outputs are not kept.
/// </summary>
public static class ScriptFormat
{
    const string Mark = "// %%", MarkdownMark = "// %% [markdown]", Comment = "// ";

    /// <summary>Reads a script. What stands before the first mark is a code cell.</summary>
    /// <param name="text">The file's text.</param>
    public static NotebookDocument Parse(string text)
    {
        var document = NotebookDocument.CreateCSharp();
        var ids = new CellIds();
        var isMarkdown = false;
        var lines = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!line.StartsWith(Mark, StringComparison.Ordinal))
            {
                lines.Add(isMarkdown ? Uncomment(line) : line);
                continue;
            }
            End();
            isMarkdown = line.TrimEnd().Equals(MarkdownMark, StringComparison.OrdinalIgnoreCase);
        }
        End();
        return document;

        void End()
        {
            var source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (source.Trim().Length > 0)
                document.Add(isMarkdown ? CellKind.Markdown : CellKind.Code, source, ids.Make(source), []);
        }
    }

    /// <summary>Writes cells without their outputs. Raw cells are left out: the format has none.</summary>
    /// <param name="document">The notebook.</param>
    public static string ToText(NotebookDocument document)
    {
        var text = new StringBuilder();
        foreach (var cell in document.Cells.Where(cell => cell.Kind != CellKind.Raw && cell.Source.Trim().Length > 0))
        {
            if (text.Length > 0)
                text.Append('\n');
            var source = cell.Source.Trim('\n');
            if (cell.Kind == CellKind.Markdown)
                text.Append(MarkdownMark).Append('\n').AppendJoin('\n', source.Split('\n').Select(line => (Comment + line).TrimEnd()))
                    .Append('\n');
            else
                text.Append(Mark).Append('\n').Append(source).Append('\n');
        }
        return text.ToString();
    }

    static string Uncomment(string line) => line.StartsWith(Comment, StringComparison.Ordinal)
        ? line[Comment.Length..]
        : line.StartsWith("//", StringComparison.Ordinal) ? line[2..] : line;
}
