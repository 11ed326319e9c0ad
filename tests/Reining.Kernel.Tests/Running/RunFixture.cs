using Reining.Kernel.Documents;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

/// <summary>A notebook of code cells and a place to save it.</summary>
sealed class RunFixture : IDisposable
{
    public RunFixture(params string[] cells)
    {
        foreach (var source in cells)
            Document.Add(CellKind.Code, source);
        Options = new NotebookRunOptions { OutputPath = Folder.File("out.ipynb") };
    }

    public TemporaryFolder Folder { get; } = new();

    public NotebookDocument Document { get; } = NotebookDocument.CreateCSharp();

    public NotebookRunOptions Options { get; }

    public async Task<NotebookRunResult> RunAsync(NotebookRunOptions? options = null, CancellationToken cancel = default)
    {
        await using var session = new NotebookSession(Folder.Path);
        return await NotebookRunner.RunAsync(Document, session, options ?? Options, cancel).WaitAsync(TimeSpan.FromSeconds(120));
    }

    public NotebookDocument Saved() => NotebookFile.Read(Options.OutputPath!);

    public void Dispose() => Folder.Dispose();
}
