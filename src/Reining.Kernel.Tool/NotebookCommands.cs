using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Reining.Kernel.Documents;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tool;

/// <summary>The commands <c>run</c>, <c>test</c>, <c>export</c>, <c>convert</c>, <c>lint</c> and <c>describe</c>.</summary>
/// <remarks>Exit codes: 0 all well; 1 a cell failed, or lint found something; 2 the request makes no sense or a file cannot be used; 130
/// interrupted.</remarks>
/// <param name="host">The program that they stand in.</param>
public sealed class NotebookCommands(NotebookHost host)
{
    const int Ok = 0, Failed = 1, BadRequest = 2, Interrupted = 130;

    /// <summary>Adds the commands to another one.</summary>
    public T AddTo<T>(T parent)
        where T : Command
    {
        Command[] commands =
        [
            CreateRun(), NotebookTestCommand.Create(host, Guard), CreateExport(), CreateConvert(), CreateLint(), CreateDescribe(),
            CreateWorker(),
        ];
        foreach (var command in commands)
            parent.Add(command);
        return parent;
    }

    Command CreateRun()
    {
        var file = FileArgument();
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "A parameter's value, as name=value. Repeatable.",
            HelpName = "name=value"
        };
        var inputs = new Option<string[]>("--input")
        {
            Description = "The answer to a prompt, as prompt=value. Repeatable; a prompt asked twice takes its answers in order.",
            HelpName = "prompt=value"
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the executed notebook goes. Default: out/notebooks/ with the notebook's name."
        };
        var html = new Option<string?>("--html") { Description = "Where a web page of it goes, readable offline." };
        var timeout = new Option<double?>("--cell-timeout") { Description = "How many seconds a cell may run. Default: no limit." };
        var limit = new Option<int>("--stream-limit")
        {
            Description = "How many characters of printed text a cell keeps.",
            DefaultValueFactory = _ => 1 << 20
        };
        var runs = host.Option();
        var command = new Command("run", "Run a notebook from top to bottom in a process of its own.") { file, parameters, inputs, output,
            html, timeout, limit, runs };
        command.SetAction((parsed, cancel) => Guard(() => RunAsync(
            parsed.GetRequiredValue(file),
            InFolder(parsed.GetValue(html)),
            new NotebookRunOptions
            {
                Parameters = Once("--parameter", Pairs("--parameter", parsed.GetValue(parameters))),
                Inputs = [.. Pairs("--input", parsed.GetValue(inputs))],
                CellTimeout = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                StreamLimit = parsed.GetValue(limit),
                OutputPath = InFolder(parsed.GetValue(output)) ?? DefaultOutput(parsed.GetRequiredValue(file)),
            },
            cancel,
            parsed.GetRequiredValue(runs))));
        return command;
    }

    Command CreateExport()
    {
        var file = FileArgument();
        var output = new Option<string?>("--output", "-o") { Description = "The page. Default: beside the notebook, as .html." };
        var script = new Option<string?>("--script")
        {
            Description = "Write a C# program for 'dotnet run' here instead of a page.",
            HelpName = "file.cs"
        };
        var plotly = new Option<string?>("--plotly")
        {
            Description = "plotly.js for a page with figures. Default: this program's own.",
            HelpName = "file.js"
        };
        var command = new Command("export", "Write a notebook as one HTML page that works offline, or as a C# program.") { file, output,
            script, plotly };
        command.SetAction((parsed, _) => Guard(() =>
        {
            var path = parsed.GetRequiredValue(file);
            var written = InFolder(parsed.GetValue(script) ?? parsed.GetValue(output)) ?? Path.ChangeExtension(path, ".html");
            if (parsed.GetValue(script) is not null)
                WriteProgram(path, written);
            else
                WritePage(NotebookFormats.Read(path), path, written, parsed.GetValue(plotly));
            Console.WriteLine($"Wrote {written}");
            return Task.FromResult(Ok);
        }));
        return command;
    }

    void WriteProgram(string path, string program)
    {
        var (folder, target) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetDirectoryName(Path.GetFullPath(program))!);
        AtomicFile.WriteAllText(program, ProgramExporter.Export(NotebookFormats.Read(path), folder, target, host.Checkout));
    }

    static Command CreateConvert()
    {
        var from = new Argument<string>("from") { Description = "A notebook: .ipynb, .dib or .csx." };
        var to = new Argument<string>("to") { Description = "The file to write; its type says the format. Only .ipynb keeps outputs." };
        var command = new Command("convert", "Write a notebook in another format.") { from, to };
        command.SetAction((parsed, _) => Guard(() =>
        {
            NotebookFormats.Write(NotebookFormats.Read(parsed.GetRequiredValue(from)), InFolder(parsed.GetRequiredValue(to))!);
            Console.WriteLine($"Wrote {parsed.GetRequiredValue(to)}");
            return Task.FromResult(Ok);
        }));
        return command;
    }

    static Command CreateLint()
    {
        var files = new Argument<string[]>("files") { Description = "Notebooks to check.", Arity = ArgumentArity.OneOrMore };
        var outputs = new Option<bool>("--outputs")
        {
            Description = "Ask also that every cell's output is stored, small, without paths of one machine, and with text for pictures.",
        };
        var command = new Command("lint", "Look for what makes notebooks hard to run, to read offline, or to keep under version control.")
        {
            files, outputs,
        };
        command.SetAction((parsed, _) => Guard(() =>
        {
            var found = 0;
            foreach (var path in parsed.GetRequiredValue(files))
            {
                foreach (var finding in NotebookLint.Check(NotebookFormats.Read(path), parsed.GetValue(outputs)))
                {
                    Console.WriteLine($"{path}: {finding.Place}: {finding.Rule}: {finding.Message}");
                    found++;
                }
            }
            return Task.FromResult(found == 0 ? Ok : Failed);
        }));
        return command;
    }

    static Command CreateDescribe()
    {
        var file = FileArgument();
        var command = new Command("describe", "List a notebook's parameters.") { file };
        command.SetAction((parsed, _) => Guard(() =>
        {
            foreach (var parameter in NotebookParameters.Find(NotebookFormats.Read(parsed.GetRequiredValue(file))))
                Console.WriteLine(
                    $"{parameter.Type} {parameter.Name} = "
                        + $"{parameter.Default}{(parameter.Comment.Length > 0 ? "  // " + parameter.Comment : "")}");
            return Task.FromResult(Ok);
        }));
        return command;
    }

    static Command CreateWorker()
    {
        var command = new Command("worker", "Run cells for a watching process.") { Hidden = true };
        command.SetAction(_ => WorkerHost.RunAsync().GetAwaiter().GetResult()); // not as a long command: it leaves signals to the watcher
        return command;
    }

    /// <summary>Runs a notebook in a watched process, with progress on the console.</summary>
    /// <param name="path">The notebook.</param>
    /// <param name="html">Where a web page of it goes, or null.</param>
    /// <param name="options">Parameters, limits and the output path.</param>
    /// <param name="cancel">Interrupts the running cell and stops; what ran is kept.</param>
    /// <param name="runs">What runs the cells, as <c>--host</c> names it.</param>
    /// <param name="links">What stands beside the page; null for nothing.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        string path, string? html, NotebookRunOptions options, CancellationToken cancel, string runs = NotebookHost.Own,
        PageLinks? links = null)
    {
        using var progress = new NotebookProgress();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        await using var executor = new WorkerExecutor(host.WorkerOf(runs), folder);
        if (File.Exists(path))
            executor.Start();
        var document = NotebookFormats.Read(path);
        Console.WriteLine($"Running {path}");
        if (options.OutputPath is { } output)
            MovedLinks.Rewrite(document, folder, Path.GetDirectoryName(Path.GetFullPath(output))!);
        var result = await progress.ShowAsync(report => NotebookRunner
            .RunAsync(document, executor, options with { Progress = report, Commit = Commit(folder) }, cancel));

        if (html is not null)
            WritePage(result.Document, options.OutputPath ?? path, html, links: links); // the links in it are as seen from there
        var pages = html is null ? options.OutputPath : $"{options.OutputPath} and {html}";
        if (result.Succeeded)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.CellsRun} cells in {result.Elapsed.TotalSeconds:F1} s -> {pages}"));
            return Ok;
        }
        await Console.Error.WriteLineAsync(
            $"error: {path}: cell {result.FailedNumber} ({result.FailedCell!.Headline()}) failed: {result.Error!.Name}: "
                + $"{result.Error.Message}\nWhat ran until then is in {pages}");
        return cancel.IsCancellationRequested ? Interrupted : Failed;
    }

    static async Task<int> Guard(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is DocumentException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return BadRequest;
        }
    }

    void WritePage(NotebookDocument document, string path, string page, string? plotly = null, PageLinks? links = null) =>
        AtomicFile.WriteAllText(page, HtmlExporter.Export(document, new HtmlExportOptions
        {
            FallbackTitle = Path.GetFileNameWithoutExtension(path),
            Folder = Path.GetDirectoryName(Path.GetFullPath(path))!,
            PageFolder = Path.GetDirectoryName(Path.GetFullPath(page))!,
            Links = links ?? new([]),
            PlotlyScript = plotly is null ? host.PlotlyScript : () => File.ReadAllText(plotly),
        }));

    static string DefaultOutput(string notebook) =>
        Path.Combine("out", "notebooks", Path.ChangeExtension(Path.GetFileName(notebook), ".ipynb"));

    // A mistyped folder is a mistake, not a folder to make.
    static string? InFolder(string? file)
    {
        if (file is not null && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new DocumentException($"Write {file}: expected the folder {folder}, found none; make it, or correct the path.");
        return file;
    }

    static Dictionary<string, string> Once(string option, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (!values.TryAdd(name, value))
                throw new DocumentException($"{option}: expected each name once, got '{name}' twice, as {values[name]} and as {value}.");
        }
        return values;
    }

    static IEnumerable<KeyValuePair<string, string>> Pairs(string option, string[]? values)
    {
        foreach (var value in values ?? [])
        {
            var split = value.IndexOf('=');
            if (split <= 0)
                throw new DocumentException($"{option}: expected name=value, got '{value}'.");
            yield return KeyValuePair.Create(value[..split].Trim(), value[(split + 1)..]);
        }
    }

    static string? Commit(string folder)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git on this machine; the notebook then names no commit
        }
    }

    static Argument<string> FileArgument() => new("file") { Description = "The notebook (.ipynb or .dib)." };
}
