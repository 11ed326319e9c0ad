using System.Text;
using Reining.Kernel.Display;

namespace Reining.Kernel.Tests;

/// <summary>Keeps what a cell puts out.</summary>
sealed class RecordedOutput : ICellOutput
{
    readonly StringBuilder _stdout = new(), _stderr = new();

    public string Stdout => _stdout.ToString();

    public string Stderr => _stderr.ToString();

    public List<(MimeBundle Bundle, string? Id)> Displays { get; } = [];

    public List<(MimeBundle Bundle, string Id)> Updates { get; } = [];

    public MimeBundle? Value { get; private set; }

    public Queue<string> Answers { get; } = new();

    /// <summary>Comes when the cell asks, with the token that ends the question.</summary>
    public TaskCompletionSource<CancellationToken> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Stream(StreamName name, string text)
    {
        lock (_stdout)
            (name == StreamName.Stdout ? _stdout : _stderr).Append(text);
    }

    public void Display(MimeBundle bundle, string? displayId) => Displays.Add((bundle, displayId));

    public void Update(MimeBundle bundle, string displayId) => Updates.Add((bundle, displayId));

    public void Result(MimeBundle bundle) => Value = bundle;

    public void Clear(bool wait) => Displays.Clear();

    public string Input(string prompt, bool password, CancellationToken cancel)
    {
        Asked.TrySetResult(cancel);
        return Answers.TryDequeue(out var answer) ? answer : throw new InputMissingException("nobody there");
    }
}
