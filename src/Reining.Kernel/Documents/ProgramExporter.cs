using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Documents;

/// <summary>
/// A notebook as a C# program of one file, for <c>dotnet run FILE.cs</c> and a debugger: cells become statements in their order, types
/// go to the end, values of cells are printed as plain text.
/// </summary>
/// <remarks>
/// What differs from a notebook: a variable declared again is assigned (so it keeps its type), a function or type exists once, types
/// do not see the cells' variables, and parts in other languages are comments.
/// </remarks>
public sealed class ProgramExporter
{
    const string ShowHelper = """
        static class Cell
        {
            public static void Show(Action run) => run();

            public static void Show<T>(Func<T> value) => display(value());
        }
        """;

    readonly string _folder, _target;
    readonly string? _root;
    readonly SortedSet<string> _projects = new(StringComparer.Ordinal), _packages = new(StringComparer.Ordinal),
        _notes = new(StringComparer.Ordinal);
    readonly List<string> _usings = [.. CSharpEngine.DefaultImports
        .Select(name => name.EndsWith("Functions", StringComparison.Ordinal) ? $"using static {name};" : $"using {name};")];
    readonly StringBuilder _body = new();
    readonly List<string> _types = [];
    readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal), _functionsAndTypes = new(StringComparer.Ordinal);

    ProgramExporter(string folder, string target, string? root)
    {
        (this._folder, this._target, this._root) = (folder, target, root);
        if (!Project("Reining.Kernel"))
            _packages.Add($"#:package Reining.Kernel@{KernelVersion.Text}");
    }

    /// <summary>The program's text.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="folder">Its folder, to which the paths in it are relative.</param>
    /// <param name="target">The folder of the program, to which the paths written are relative.</param>
    /// <param name="root">The checkout: libraries built from <c>src/NAME/NAME.csproj</c> become project references; null without one: the
    /// kernel becomes a package reference.</param>
    /// <exception cref="DocumentException">The notebook has a part that no C# program can have; the message names the cell.</exception>
    public static string Export(NotebookDocument document, string folder, string target, string? root)
    {
        var exporter = new ProgramExporter(
            Path.GetFullPath(folder), Path.GetFullPath(target), root is null ? null : Path.GetFullPath(root));
        var number = 0;
        foreach (var cell in document.Cells.Where(cell => cell.Source.Trim().Length > 0))
        {
            if (cell.Kind == CellKind.Markdown)
                exporter.Comment(cell.Source);
            else if (cell.Kind == CellKind.Code && !cell.HasTag(Running.NotebookRunner.SkipTag))
                exporter.Add($"cell {++number}", cell.Source);
        }
        return exporter.Text();
    }

    string Text()
    {
        var text = new StringBuilder("#!/usr/bin/env dotnet\n// Made from a notebook: run with `dotnet run` and this file's name.\n");
        // A file in a checkout inherits the checkout's settings, which are for libraries.
        foreach (var property in (string[])["PublishAot=false", "Nullable=disable", "TreatWarningsAsErrors=false",
            "ManagePackageVersionsCentrally=false", "RestorePackagesWithLockFile=false", "GenerateDocumentationFile=false",
                "EnforceCodeStyleInBuild=false"])
            text.Append("#:property ").Append(property).Append('\n');
        foreach (var line in _projects.Concat(_packages).Concat(_notes))
            text.Append(line).Append('\n');
        text.Append('\n').AppendJoin('\n', _usings.Distinct()).Append('\n').Append(_body);
        foreach (var type in _types.Append(ShowHelper))
            text.Append('\n').Append(type).Append('\n');
        return text.ToString();
    }

    void Add(string cell, string source)
    {
        _body.Append("\n// ").Append(cell).Append('\n');
        CellScript script;
        try
        {
            script = CellScript.Parse(source);
        }
        catch (DirectiveException error)
        {
            throw new DocumentException($"Export program: {cell}: {error.Message}");
        }
        foreach (var step in script.Steps)
        {
            switch (step.Name)
            {
                case CellScript.CSharp:
                    AddCode(cell, step.Text);
                    break;
                case CellScript.Packages:
                    AddPackage(step.Text);
                    break;
                case "html":
                    _body.Append("display(HTML(").Append(SymbolDisplay.FormatLiteral(step.Text, quote: true)).Append("));\n");
                    break;
                case CellScript.FSharp or "import" or "set" or "share":
                    throw new DocumentException(
                        $"Export program: {cell}: expected C#, got #!{step.Name}; a program of one file cannot have it. Write it in C#, "
                            + $"or tag the cell '{Running.NotebookRunner.SkipTag}'.");
                default:
                    Comment($"#!{step.Name} {step.Text}");
                    break;
            }
        }
    }

    void AddCode(string cell, string code)
    {
        var unit = SyntaxFactory.ParseSyntaxTree(code, CSharpEngine.ParseOptions).GetCompilationUnitRoot();
        foreach (var reference in unit.GetReferenceDirectives())
            AddReference(reference.File.ValueText);
        foreach (var load in unit.GetLoadDirectives())
            AddLoaded(cell, load.File.ValueText);
        _usings.AddRange(unit.Usings.Select(one => one.ToString()));
        foreach (var member in unit.Members)
            AddMember(cell, member, member == unit.Members[^1]);
    }

    void AddMember(string cell, MemberDeclarationSyntax member, bool isLast)
    {
        switch (member)
        {
            case GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } value } when isLast:
                var awaits = value.DescendantNodes().Any(node => node is AwaitExpressionSyntax);
                _body.Append(awaits ? $"display({value.Expression});\n" : $"Cell.Show(() => {value.Expression});\n");
                break;
            case GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local }:
                Declare(cell, local.Declaration, local.UsingKeyword.ValueText, local.ToString());
                break;
            case GlobalStatementSyntax statement:
                _body.Append(statement.ToString()).Append('\n');
                break;
            case FieldDeclarationSyntax field:
                Declare(cell, field.Declaration, "", $"{field.Declaration};");
                break;
            case MethodDeclarationSyntax method:
                Once(cell, method.Identifier.ValueText);
                var kept = method.Modifiers.Where(modifier => modifier.Kind() is SyntaxKind.AsyncKeyword or SyntaxKind.UnsafeKeyword);
                _body.Append(method.WithModifiers(SyntaxFactory.TokenList(kept)).ToString()).Append('\n');
                break;
            case BaseTypeDeclarationSyntax type:
                Once(cell, type.Identifier.ValueText);
                _types.Add(type.ToString());
                break;
            case DelegateDeclarationSyntax type:
                Once(cell, type.Identifier.ValueText);
                _types.Add(type.ToString());
                break;
            default:
                throw new DocumentException(
                    $"Export program: {cell}: expected statements, functions and types, got '{member.ToString().Split('\n')[0]}'; a "
                        + "program of one file cannot have it at its top.");
        }
    }

    // Declared again, in a later cell: an assignment.
    void Declare(string cell, VariableDeclarationSyntax declaration, string keyword, string text)
    {
        foreach (var variable in declaration.Variables)
        {
            var name = variable.Identifier.ValueText;
            if (_variables.TryAdd(name, cell))
                _body.Append(declaration.Variables.Count == 1 ? text : $"{declaration.Type} {variable};").Append('\n');
            else if (keyword.Length > 0 || declaration.Type is RefTypeSyntax)
                throw new DocumentException(
                    $"Export program: {cell}: expected a new name, got '{name}', which {_variables[name]} declares; rename one of them.");
            else
                _body.Append($"{name} = {variable.Initializer?.Value.ToString() ?? "default"};\n");
        }
    }

    void Once(string cell, string name)
    {
        if (!_functionsAndTypes.TryAdd(name, cell))
            throw new DocumentException(
                $"Export program: {cell}: expected a new name, got '{name}', which {_functionsAndTypes[name]} declares; a program has one "
                    + "function or type of a name, so rename one of them.");
    }

    void AddLoaded(string cell, string file)
    {
        var path = Path.GetFullPath(Path.Combine(_folder, file));
        if (!File.Exists(path))
            throw new DocumentException($"Export program: {cell}: #load: expected a file at {path}, found none.");
        AddCode(cell, File.ReadAllText(path));
    }

    void AddReference(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!Project(name))
            _notes.Add($"// #r \"{path}\": expected to come with the projects and packages above; if it does not, name its package here.");
    }

    bool Project(string name)
    {
        if (_root is null)
            return false;
        var file = Path.Combine(_root, "src", name, $"{name}.csproj");
        if (!File.Exists(file))
            return false;
        _projects.Add($"#:project {Path.GetRelativePath(_target, file).Replace('\\', '/')}");
        return true;
    }

    void AddPackage(string line)
    {
        var text = line.Split('"')[1]["nuget:".Length..];
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        _packages.Add(line.StartsWith("#i", StringComparison.Ordinal)
            ? $"#:property RestoreAdditionalProjectSources={text}"
            : $"#:package {parts[0]}@{(parts.Length > 1 ? parts[1] : "*")}");
    }

    void Comment(string text) =>
        _body.Append('\n').AppendJoin('\n', text.Trim('\n').Split('\n').Select(line => $"// {line}".TrimEnd())).Append('\n');
}
