using System.Text;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>Writes the outputs of a cell into its document.</summary>
sealed class OutputCollector(RunRecord record, NotebookCell cell, InputAnswers answers, int streamLimit, Action<string> onOutput)
    : ICellOutput
{
    readonly StreamBudget _budget = new(streamLimit);
    readonly StringBuilder _stream = new();
    JsonObject? _streamOutput, _overflowed;
    StreamName _streamName;
    string _lineStart = "";
    bool _clearWithNext, _completed;

    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
        lock (record.Gate)
        {
            ClearIfDue();
            _lineStart = LineStart(_lineStart, text);
            var head = _budget.TakeHead(text);
            if (head.Length > 0)
                Append(name, head);
            if (head.Length < text.Length)
                _overflowed ??= _streamOutput ?? Add(Outputs.Stream(name, ""));
            if (_completed)
                CloseText(); // a task that the cell left running
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
            if (displayId is not null)
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
                _clearWithNext = true;
            else
                ClearNow();
        }
    }

    /// <inheritdoc/>
    public string Input(string prompt, bool password, CancellationToken cancel)
    {
        string asked;
        lock (record.Gate)
            asked = prompt.Length > 0 ? prompt : _lineStart;
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
            CloseText();
            if (error is not null)
                cell.Outputs.Add(Outputs.Error(error));
            _completed = true;
        }
    }

    void CloseText()
    {
        CloseStream();
        if (_budget.TakeTail() is { Length: > 0 } tail && _overflowed is not null)
            _overflowed["text"] = (string?)_overflowed["text"] + CarriageReturns.Collapse(tail);
    }

    void Append(StreamName name, string text)
    {
        if (_streamOutput is null || name != _streamName || !ReferenceEquals(cell.Outputs.LastOrDefault(), _streamOutput))
        {
            CloseStream();
            _streamName = name;
            var open = Outputs.Stream(name, "");
            if (_completed && cell.Outputs.LastOrDefault() is { } last && (string?)last["name"] == (string?)open["name"])
                _stream.Append((string?)(open = last)["text"]);
            else
                cell.Outputs.Add(open);
            _streamOutput = open;
        }
        _stream.Append(text);
    }

    void CloseStream()
    {
        if (_streamOutput is not null)
            _streamOutput["text"] = CarriageReturns.Collapse(_stream.ToString());
        _stream.Clear();
        _streamOutput = null;
    }

    JsonObject Add(JsonObject output)
    {
        CloseStream();
        cell.Outputs.Add(output);
        return output;
    }

    void ClearIfDue()
    {
        if (_clearWithNext)
            ClearNow();
    }

    void ClearNow()
    {
        _clearWithNext = false;
        _stream.Clear();
        _budget.Clear();
        _streamOutput = _overflowed = null;
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
