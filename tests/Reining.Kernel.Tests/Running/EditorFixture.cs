using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Kernel.Jupyter;

namespace Reining.Kernel.Tests.Running;

/// <summary>An editor: speaks docs/kernel-protocol.md with the program, as users have it, over its standard streams.</summary>
sealed class EditorFixture : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    readonly Process _process;
    int _last;

    public EditorFixture()
    {
        var command = KernelProgram.Command(AppContext.BaseDirectory, "serve");
        _process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder.Path,
        })!;
    }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>All messages so far.</summary>
    public List<JsonObject> Messages { get; } = [];

    /// <summary>Sends a cell; gives its number.</summary>
    public int Execute(string code, JsonObject? metadata = null)
    {
        Send(new JsonObject
        {
            ["type"] = "execute",
            ["cell"] = ++_last,
            ["name"] = $"cell {_last}",
            ["code"] = code,
            ["metadata"] = metadata,
        });
        return _last;
    }

    /// <summary>Runs a cell to its end; gives what it sent, the end last.</summary>
    public List<JsonObject> Run(string code, JsonObject? metadata = null) => Ended(Execute(code, metadata));

    /// <summary>Waits for a cell's end; gives what it sent.</summary>
    public List<JsonObject> Ended(int cell)
    {
        Until(message => (string?)message["type"] == "done" && (int?)message["cell"] == cell);
        return [.. Messages.Where(message => (int?)message["cell"] == cell)];
    }

    /// <summary>Asks a question and gives its answer.</summary>
    public JsonNode? Ask(JsonObject question)
    {
        question["question"] = ++_last;
        Send(question);
        var reply = Until(message => (int?)message["question"] == _last);
        Assert.Null(reply["error"]);
        return reply["answer"];
    }

    public void Send(JsonObject message)
    {
        _process.StandardInput.WriteLine(message.ToJsonString());
        _process.StandardInput.Flush();
    }

    /// <summary>Reads messages up to one that is looked for.</summary>
    public JsonObject Until(Func<JsonObject, bool> wanted)
    {
        while (true)
        {
            var line = _process.StandardOutput.ReadLineAsync().WaitAsync(Limit).GetAwaiter().GetResult();
            Assert.True(line is not null, "the kernel ended");
            var message = Assert.IsType<JsonObject>(JsonNode.Parse(line));
            Messages.Add(message);
            if (wanted(message))
                return message;
        }
    }

    /// <summary>Closes the input and waits for the process's end.</summary>
    public int Close()
    {
        _process.StandardInput.Close();
        Assert.True(_process.WaitForExit(Limit));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        Folder.Dispose();
    }
}
