using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

public sealed class NotebookFileTests
{
    /// <summary>As Jupyter's own nbformat writes it: one space, sorted keys, lines as arrays, text unescaped.</summary>
    const string Canonical = """
        {
         "cells": [
          {
           "attachments": {
            "a.png": {
             "image/png": "iVBORw0KGgo="
            }
           },
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {
            "custom": [
             1,
             2.50,
             null,
             true
            ]
           },
           "source": [
            "# Zürich \"quoted\" \\ 😀\n",
            "second\tline"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 1,
           "future_member": {},
           "id": "c-1_x",
           "metadata": {},
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "one\n",
              "two"
             ]
            },
            {
             "data": {
              "application/vnd.plotly.v1+json": {
               "data": [],
               "layout": {
                "title": "ä"
               }
              },
              "image/png": "iVBORw0KGgo=",
              "text/plain": [
               "figure"
              ]
             },
             "execution_count": 1,
             "metadata": {},
             "output_type": "execute_result"
            }
           ],
           "source": []
          },
          {
           "cell_type": "raw",
           "id": "r",
           "metadata": {},
           "source": [
            "raw"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          },
          "somebody": {
           "else": "kept"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void GivenANormalizedFile_WhenItIsReadAndWritten_ThenEveryByteIsTheSame()
    {
        Assert.Equal(Canonical, NotebookFile.ToText(NotebookFile.Parse(Canonical)));
    }

    [Fact]
    public void GivenAnOldFileWithoutIds_WhenItIsWrittenTwice_ThenItGetsIdsThatStay()
    {
        const string Old =
            """
            {"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[
            {"cell_type":"code","source":"1\r\n2","metadata":{},"outputs":[],"execution_count":null},
            {"cell_type":"code","source":"1\n2","metadata":{},"outputs":[],"execution_count":null}]}
            """;
        var first = NotebookFile.ToText(NotebookFile.Parse(Old));
        var second = NotebookFile.ToText(NotebookFile.Parse(first));
        Assert.Equal(first, second);
        Assert.Equal(first, NotebookFile.ToText(NotebookFile.Parse(Old)));
        var cells = NotebookFile.Parse(first).Cells;
        Assert.Equal(2, cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal("1\n2", cells[0].Source);
    }

    [Fact]
    public void GivenIdsTwiceOrMalformed_WhenItIsRead_ThenEachCellHasAnIdOfItsOwn()
    {
        const string Text =
            """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
            {"id":"same","cell_type":"raw","source":"a","metadata":{}},
            {"id":"same","cell_type":"raw","source":"b","metadata":{}},
            {"id":"not valid!","cell_type":"raw","source":"c","metadata":{}}]}
            """;
        var ids = NotebookFile.Parse(Text).Cells.Select(cell => cell.Id).ToArray();
        Assert.Equal("same", ids[0]);
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
    }

    [Fact]
    public void GivenCharactersThatJsonEscapes_WhenWritten_ThenTheyComeBack()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "\"\\ \b\f\t\u0001\u2028<>&'\U0001F600");
        var text = NotebookFile.ToText(document);
        Assert.Equal(document.Cells[0].Source, NotebookFile.Parse(text).Cells[0].Source);
        Assert.Contains("\\u0001\u2028<>&'\U0001F600", text, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenHalfACharacter_WhenWritten_ThenTheFileCanStillBeRead()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "a\ud800b");
        Assert.Equal("a\ufffdb", NotebookFile.Parse(NotebookFile.ToText(document)).Cells[0].Source);
    }

    // Everything is looked at when a file is read: what lies deep in it does not fail later, when it is shown or written.
    [Theory]
    [InlineData("\"metadata\":{\"a\":HERE}, \"cells\":[]")]
    [InlineData("\"other\":[HERE], \"cells\":[]")]
    [InlineData("\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\",\"metadata\":{\"a\":[HERE]},\"outputs\":[]}]")]
    [InlineData("\"cells\":[{\"cell_type\":\"raw\",\"source\":\"1\",\"attachments\":HERE}]")]
    [InlineData("\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\","
        + "\"outputs\":[{\"output_type\":\"display_data\",\"data\":{\"application/json\":HERE}}]}]")]
    public void GivenSomethingOddDeepInside_WhenItIsRead_ThenItIsRefusedOrMadeWhole(string members)
    {
        string Notebook(string here) => "{\"nbformat\":4," + members.Replace("HERE", here, StringComparison.Ordinal) + "}";
        Assert.Throws<DocumentException>(() => NotebookFile.Parse(Notebook("{\"b\":{\"twice\":1,\"twice\":2}}")));
        var text = NotebookFile.ToText(NotebookFile.Parse(Notebook(
            "{\"b\":{\"half \\uD83D\":\"\\udc00 half\",\"whole\":\"\\ud83d\\ude00 \\\\ud83d \\u00e4\"}}")));
        Assert.Contains("\"half \ufffd\": \"\ufffd half\"", text, StringComparison.Ordinal);
        Assert.Contains("\"\U0001F600 \\\\ud83d ä\"", text, StringComparison.Ordinal);
        _ = DibFormat.ToText(NotebookFile.Parse(text));
    }

    [Theory]
    [InlineData("", "expected JSON")]
    [InlineData("{\"nbformat\": 4, \"cells\": [", "expected JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "expected nbformat 4, got 3")]
    [InlineData("{\"cells\": []}", "expected nbformat 4, got none")]
    [InlineData("{\"nbformat\": 4}", "expected a list 'cells'")]
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4, \"cells\": []}", "expected members as in nbformat 4")]
    [InlineData("{\"nbformat\": 4, \"cells\": [1]}", "expected cell 0 to be a JSON object")]
    [InlineData(
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": 5}]}", "expected members as in nbformat 4")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"poem\"}]}", "expected cell 0 to be code, markdown or raw, got poem")]
    public void GivenWhatIsNoNotebook_WhenItIsRead_ThenTheErrorSaysWhatWasExpected(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<DocumentException>(() => NotebookFile.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAMissingFile_WhenItIsRead_ThenTheErrorNamesIt()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("gone.ipynb", Assert.Throws<DocumentException>(() => NotebookFile.Read(folder.File("gone.ipynb"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAPlaceThatCannotBeWritten_WhenSavingFails_ThenTheOldFileAndNothingElseIsThere()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken.ipynb"));
        Assert.ThrowsAny<Exception>(() => NotebookFile.Write(NotebookDocument.CreateCSharp(), folder.File("taken.ipynb")));
        Assert.Equal([folder.File("taken.ipynb")], Directory.GetFileSystemEntries(folder.Path));
    }
}
