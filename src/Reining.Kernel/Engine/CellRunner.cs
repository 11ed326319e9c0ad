using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Packages;

namespace Reining.Kernel.Engine;

/// <summary>Runs the parts of a cell on the session's thread.</summary>
sealed class CellRunner(CSharpEngine engine, CellThread thread)
{
    const int ImportDepth = 16;

    static readonly HttpClient Client = new();

    readonly PackageList _packages = new();
    FSharpSession? _fsharp;

    /// <summary>Runs a cell.</summary>
    public void Run(CellRequest request, CellContext cell, ICellOutput output, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var script = CellScript.Parse(InjectedParameters.Retype(request.Code, engine.Variables));
        var value = RunSteps(script, request.Name, cell, cancel, depth: 0);
        if (script.ShowTime)
            cell.Display(MimeBundle.OfText(string.Create(CultureInfo.InvariantCulture,
                $"Wall time: {watch.Elapsed.TotalMilliseconds:F1} ms")), displayId: null);
        cell.Flush();
        if (value.HasValue)
            output.Result(Bundle(value.Value, cancel));
    }

    // Getters and lazy sequences are the cell's code as well: displaying them is as interruptible as running them.
    MimeBundle Bundle(object? value, CancellationToken cancel) =>
        thread.RunInterruptibly(() => Task.FromResult(Formatter.ToBundle(value)), cancel);

    // The value of code at the cell's end is its result; a value before that is displayed where it stands.
    SubmissionResult RunSteps(CellScript script, string name, CellContext cell, CancellationToken cancel, int depth)
    {
        SubmissionResult last = default;
        foreach (var (index, step) in script.Steps.Index())
        {
            if (last.HasValue)
                cell.Display(Bundle(last.Value, cancel), displayId: null);
            last = default;
            switch (step.Name)
            {
                case CellScript.CSharp:
                    last = RunCode(step.Text, name, cell, cancel);
                    break;
                case CellScript.FSharp:
                    last = RunFSharp(step.Text, name, cancel);
                    break;
                case CellScript.ShareWithFSharp:
                    ShareWithFSharp(DirectiveArguments.Parse("#!share", step.Text));
                    break;
                case CellScript.Packages:
                    _packages.Add(step.Text);
                    if (index + 1 == script.Steps.Count || script.Steps[index + 1].Name != CellScript.Packages)
                        RunPackages(name, cell, cancel);
                    break;
                case "import":
                    Import(step.Text, cell, cancel, depth);
                    break;
                case "set":
                    Set(DirectiveArguments.Parse("#!set", step.Text), name, cell, cancel);
                    break;
                case "value":
                    Value(step.Text, name, cell, cancel);
                    break;
                case "share":
                    Share(DirectiveArguments.Parse("#!share", step.Text), name, cell, cancel);
                    break;
                default:
                    cell.Display(Show(step), displayId: null);
                    break;
            }
        }
        return last;
    }

    SubmissionResult RunCode(string code, string name, CellContext cell, CancellationToken cancel)
    {
        var submission = engine.Compile(code, name, cancel);
        foreach (var notice in engine.TakeNotices())
            cell.Write(StreamName.Stderr, notice + "\n");
        return thread.RunInterruptibly(() => engine.RunAsync(submission), cancel);
    }

    void RunPackages(string name, CellContext cell, CancellationToken cancel)
    {
        var resolved = _packages.Resolve(engine.Folder, cancel);
        foreach (var notice in resolved.Notices)
            cell.Write(StreamName.Stderr, notice + "\n");
        engine.AddNativeFolders(resolved.NativeFolders);
        if (resolved.Libraries.Count > 0)
            RunCode(string.Join('\n', resolved.Libraries.Select(path => $"#r \"{path}\"")), name, cell, cancel);
    }

    void Import(string argument, CellContext cell, CancellationToken cancel, int depth)
    {
        var path = Path.GetFullPath(Path.Combine(engine.Folder, argument.Trim('"')));
        if (argument.Length == 0 || !File.Exists(path))
            throw new DirectiveException($"#!import {argument}",
                $"expected a file, found none at {path}; paths are relative to the notebook's folder.");
        if (depth == ImportDepth)
            throw new DirectiveException($"#!import {argument}",
                $"expected at most {ImportDepth} files that import one another; does a file import itself?");
        var file = Path.GetFileName(path);
        IEnumerable<(string Name, string Code)> parts = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".ipynb" or ".dib" => Cells(NotebookFormats.Read(path), file),
            ".csx" or ".cs" => [(file, File.ReadAllText(path))],
            _ => throw new DirectiveException($"#!import {argument}", "expected a file of type .ipynb, .dib, .csx or .cs."),
        };
        foreach (var (name, code) in parts)
        {
            var value = RunSteps(CellScript.Parse(code), name, cell, cancel, depth + 1);
            if (value.HasValue)
                cell.Display(Bundle(value.Value, cancel), displayId: null);
        }
    }

    static IEnumerable<(string Name, string Code)> Cells(NotebookDocument document, string file)
    {
        var language = CellLanguage.Of(document);
        return document.Runnable().Select((cell, i) => ($"{file} cell {i + 1}", CellLanguage.Apply(cell.Metadata, cell.Source, language)));
    }

    void Set(DirectiveArguments arguments, string cellName, CellContext cell, CancellationToken cancel)
    {
        var name = arguments.Identifier("--name");
        var value = arguments.Require("--value");
        var code = value switch
        {
            _ when value.StartsWith("@csharp:", StringComparison.Ordinal) => value["@csharp:".Length..],
            _ when value.StartsWith("@input", StringComparison.Ordinal) =>
                Literal(cell.Input(Prompt(value["@input".Length..], name), password: false)),
            _ when value.StartsWith("@password", StringComparison.Ordinal) =>
                Literal(cell.Input(Prompt(value["@password".Length..], name), password: true)),
            _ when value.StartsWith('@') => throw new DirectiveException($"#!set --value {value}",
                "expected @csharp:…, @input:… or @password:…; this host has no other source of values."),
            _ => Literal(value),
        };
        RunCode($"var {name} = {code};", cellName, cell, cancel);
    }

    // "#!value --name x" and the text on the lines below, or where the text comes from.
    void Value(string text, string cellName, CellContext cell, CancellationToken cancel)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var found ? found : text.Length;
        var arguments = DirectiveArguments.Parse("#!value", text["#!value".Length..end]);
        var name = arguments.Identifier("--name");
        var content = text[Math.Min(end + 1, text.Length)..];
        if (arguments.Find("--from-file") is { } file)
            content = File.ReadAllText(Path.Combine(engine.Folder, file));
        else if (arguments.Find("--from-url") is { } address)
            content = Client.GetStringAsync(address, cancel).GetAwaiter().GetResult();
        else if (arguments.Find("--from-value") is { } value)
            content = value.StartsWith("@input", StringComparison.Ordinal)
                ? cell.Input(Prompt(value["@input".Length..], name), password: false)
                : throw new DirectiveException($"#!value --from-value {value}", "expected @input:\"prompt\".");
        RunCode($"var {name} = {Literal(content)};", cellName, cell, cancel);
        if (arguments.Find("--mime-type") is { } mimeType)
            content.DisplayAs(mimeType);
    }

    void Share(DirectiveArguments arguments, string cellName, CellContext cell, CancellationToken cancel)
    {
        var from = arguments.Require("--from");
        var variable = arguments.Identifier("");
        var alias = arguments.Find("--as") is null ? variable : arguments.Identifier("--as");
        switch (from)
        {
            case "csharp" or "c#" or "cs" or "value": // values are C# variables
                RunCode(alias == variable ? $"_ = {variable};" : $"var {alias} = {variable};", cellName, cell, cancel);
                break;
            case "fsharp" or "f#" or "fs":
                var value = _fsharp?.Find(variable) ?? throw new DirectiveException($"#!share --from {from} {variable}",
                    "expected a value of that name in F#, found none; define it in an F# part that runs before.");
                SharedValue.Put(value);
                var taken = $"({SharedValue.TypeName(value.GetType())})global::{typeof(SharedValue).FullName}.{nameof(SharedValue.Take)}()";
                RunCode($"var {alias} = {taken};", cellName, cell, cancel);
                SharedValue.Put(null);
                break;
            default:
                throw new DirectiveException($"#!share --from {from}", "not supported; this host has two languages, csharp and fsharp.");
        }
    }

    SubmissionResult RunFSharp(string code, string name, CancellationToken cancel)
    {
        _fsharp ??= new FSharpSession(engine.Folder);
        return thread.RunInterruptibly(() => Task.FromResult(_fsharp.Evaluate(code, name, cancel)), cancel);
    }

    void ShareWithFSharp(DirectiveArguments arguments)
    {
        var from = arguments.Require("--from");
        var variable = arguments.Identifier("");
        if (from is not ("csharp" or "c#" or "cs"))
            throw new DirectiveException($"#!share --from {from}", "expected csharp, from which an F# part takes values.");
        var found = engine.Variables().FirstOrDefault(one => one.Name == variable)?.Value
            ?? throw new DirectiveException($"#!share --from {from} {variable}",
            "expected a C# variable of that name that is not null, found none; define it in an earlier cell or part.");
        _fsharp ??= new FSharpSession(engine.Folder);
        _fsharp.Add(arguments.Find("--as") is null ? variable : arguments.Identifier("--as"), found);
    }

    MimeBundle Show(CellStep step)
    {
        var bundle = new MimeBundle([]);
        switch (step.Name)
        {
            case "html":
                bundle.Data["text/html"] = step.Text;
                break;
            case "markdown":
                bundle.Data["text/markdown"] = step.Text;
                break;
            case "mermaid":
                bundle.Data["text/vnd.mermaid"] = step.Text;
                bundle.Data["text/markdown"] = $"```mermaid\n{step.Text}\n```";
                break;
            case "javascript":
                return Formatter.ToBundle(new ScriptString(ScriptValues.Insert(step.Text, engine.Variables())));
            case "lsmagic":
                return MimeBundle.OfText(string.Join('\n', CellScript.Directives.Select(pair => $"{pair.Key,-14}{pair.Value}")));
            case "about":
                return MimeBundle
                    .OfText($"Reining Notebooks: C# 14 on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription} "
                    + $"({RuntimeInformation.RuntimeIdentifier}); compiler {typeof(CSharpCompilation).Assembly.GetName().Version}");
            case "who":
                return MimeBundle.OfText(string.Join('\n', engine.Variables().Select(variable => variable.Name)));
            case "whos":
                return Formatter.ToBundle(engine.Variables()
                    .Select(variable => new { variable.Name, variable.Type, Value = variable.Value.ToDisplayString() }).ToArray());
        }
        bundle.Data["text/plain"] = step.Text;
        return bundle;
    }

    // @input, @input:name, @input:"a prompt" or @input:{"prompt": "…"}
    static string Prompt(string text, string name)
    {
        text = text.TrimStart(':');
        if (!text.StartsWith('{'))
            return text.Trim('"') is { Length: > 0 } prompt ? prompt : name;
        try
        {
            return (string?)JsonNode.Parse(text)?["prompt"] ?? name;
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new DirectiveException($"#!set --value @input:{text}", $"expected JSON with a prompt ({error.Message}).");
        }
    }

    static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
