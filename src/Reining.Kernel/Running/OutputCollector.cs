using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>Writes the outputs of a cell into its document.</summary>
sealed class OutputCollector(RunRecord record, NotebookCell cell, InputAnswers answers, int streamLimit, Action<string> onOutput) : ICellOutput
{
    readonly StreamBudget budget = new(streamLimit);
    readonly StringBuilder stream = new();
    JsonObject? streamOutput, overflowed;
    StreamName streamName;
    string lineStart = "";
    bool clearWithNext;

    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
        lock (record.Gate)
        {
            ClearIfDue();
            lineStart = LineStart(lineStart, text);
            var head = budget.TakeHead(text);
            if (head.Length > 0)
                Append(name, head);
            if (head.Length < text.Length)
                overflowed ??= streamOutput ?? Add(Outputs.Stream(name, ""));
        }
        onOutput(text);
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
        lock (record.Gate)
        {
            ClearIfDue();
            var output = Add(Outputs.Display(bundle));
            if (displayId != null)
                record.Register(displayId, output);
        }
        onOutput(bundle.PlainText);
    }

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId)
    {
        lock (record.Gate)
        {
            foreach (var output in record.Find(displayId))
            {
                output["data"] = bundle.Data.DeepClone();
                output["metadata"] = bundle.Metadata.DeepClone();
            }
        }
        onOutput(bundle.PlainText);
    }

    /// <inheritdoc/>
    public void Result(MimeBundle bundle)
    {
        lock (record.Gate)
        {
            ClearIfDue();
            Add(Outputs.Result(bundle, cell.ExecutionCount));
        }
        onOutput(bundle.PlainText);
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (record.Gate)
        {
            if (wait)
                clearWithNext = true;
            else
                ClearNow();
        }
    }

    /// <inheritdoc/>
    public string Input(string prompt, bool password, CancellationToken cancel)
    {
        string asked;
        lock (record.Gate)
            asked = prompt.Length > 0 ? prompt : lineStart;
        var answer = answers.Next(asked);
        // In a front end the typed line stands in the text; here nobody types it.
        Stream(StreamName.Stdout, (prompt.Length > 0 ? prompt + " " : "") + (password ? "********" : answer) + "\n");
        return answer;
    }

    /// <summary>Closes the cell's outputs, with the error that ended it if one did.</summary>
    public void Complete(CellError? error)
    {
        lock (record.Gate)
        {
            CloseStream();
            if (budget.TakeTail() is { Length: > 0 } tail && overflowed != null)
                overflowed["text"] = (string?)overflowed["text"] + CarriageReturns.Collapse(tail);
            if (error != null)
                cell.Outputs.Add(Outputs.Error(error));
        }
    }

    void Append(StreamName name, string text)
    {
        if (streamOutput == null || name != streamName || !ReferenceEquals(cell.Outputs.LastOrDefault(), streamOutput))
        {
            CloseStream();
            streamName = name;
            streamOutput = Outputs.Stream(name, "");
            cell.Outputs.Add(streamOutput);
        }
        stream.Append(text);
    }

    void CloseStream()
    {
        if (streamOutput != null)
            streamOutput["text"] = CarriageReturns.Collapse(stream.ToString());
        stream.Clear();
        streamOutput = null;
    }

    JsonObject Add(JsonObject output)
    {
        CloseStream();
        cell.Outputs.Add(output);
        return output;
    }

    void ClearIfDue()
    {
        if (clearWithNext)
            ClearNow();
    }

    void ClearNow()
    {
        clearWithNext = false;
        stream.Clear();
        budget.Clear();
        streamOutput = overflowed = null;
        cell.Outputs.Clear();
    }

    // What stands on the current line so far: the prompt of a bare ReadLine.
    static string LineStart(string before, string text)
    {
        var newLine = text.LastIndexOf('\n');
        var line = newLine < 0 ? before + text : text[(newLine + 1)..];
        return line.Length <= 200 ? line : line[^200..];
    }
}
