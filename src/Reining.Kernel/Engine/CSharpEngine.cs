using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>Compiles and runs the cells of one notebook, each seeing what the ones before it declared.</summary>
/// <remarks>
/// Built on <see cref="CSharpCompilation.CreateScriptCompilation"/>. References go to the first submission only: later ones
/// inherit them, and passing them again makes memory grow quadratically with the number of cells.
/// Cells are compiled and run on one thread, which <see cref="NotebookSession"/> gives it; only <see cref="Model"/> is for any thread.
/// </remarks>
public sealed class CSharpEngine
{
    /// <summary>Namespaces (and static classes) that every cell sees without a using directive.</summary>
    public static readonly ImmutableArray<string> DefaultImports =
    [
        "System", "System.Collections", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading",
        "System.Threading.Tasks", "Reining.Kernel.Display", "Reining.Kernel.Display.NotebookFunctions",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
    ];

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    readonly NotebookAssemblies _assemblies = new();
    readonly ReferenceFiles _references = new();
    readonly SourceFileResolver _sources;
    readonly NameCatalog _names = new();
    volatile CSharpCompilation? _previous;
    object?[] _states = new object?[64];
    int _slots = 1; // slot 0 is the host object's, which is unused

    /// <summary>Makes an engine without cells.</summary>
    /// <param name="folder">The folder that <c>#r</c> and <c>#load</c> paths are relative to; the notebook's own.</param>
    public CSharpEngine(string folder)
    {
        Folder = Path.GetFullPath(folder);
        _sources = new SourceFileResolver([], Folder);
    }

    /// <summary>The folder that <c>#r</c> and <c>#load</c> paths are relative to.</summary>
    public string Folder { get; }

    /// <summary>Where loops of this engine's cells ask whether to stop.</summary>
    internal int PollSlot { get; } = CellPoll.NextSlot();

    /// <summary>Compiles a cell and makes it the one that the next builds on, whether or not it is run.</summary>
    /// <param name="code">C# code without directives of the host.</param>
    /// <param name="cellName">The name for diagnostics and stack traces, such as <c>cell 3</c>.</param>
    /// <param name="cancel">Ends the compilation.</param>
    /// <exception cref="CompilationException">The code does not compile; the engine is as it was.</exception>
    internal Submission Compile(string code, string cellName, CancellationToken cancel)
    {
        var tree = SyntaxFactory.ParseSyntaxTree(SourceText.From(code, Encoding.UTF8), ParseOptions, cellName, cancel);
        var root = tree.GetCompilationUnitRoot(cancel);
        var instrumented = LoopPollRewriter.IsNeeded(root)
            ? tree.WithRootAndOptions(new LoopPollRewriter(PollSlot).Visit(root), ParseOptions)
            : tree;
        var compilation = After(_previous, instrumented);

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancel);
        if (!emitted.Success && Errors(emitted.Diagnostics).Any())
        {
            // The rewriter shifts columns, so that errors are reported from the code as it was written.
            var diagnostics = ReferenceEquals(tree, instrumented) ? emitted.Diagnostics : After(_previous, tree).GetDiagnostics(cancel);
            var errors = Errors(diagnostics).Any() ? Errors(diagnostics) : Errors(emitted.Diagnostics);
            throw new CompilationException(CompilationErrors.Of([.. errors], tree, cellName, Folder));
        }

        ((PathReferenceResolver)compilation.Options.MetadataReferenceResolver!).Register();
        _previous = compilation;
        if (!emitted.Success) // no diagnostics: a submission without code
            return new Submission(compilation, null, HasValue: false, Returns: false);
        image.Position = symbols.Position = 0;
        var assembly = _assemblies.LoadSubmission(image, symbols);
        var factory = Factory(compilation, assembly, cancel);
        // The compiler numbers the slots, run or not: a cell that is never run, or aborted at its first line, has its slot all the same.
        if (factory is not null && ++_slots >= _states.Length)
            Array.Resize(ref _states, _states.Length * 2);
        return new Submission(compilation, factory, HasValue(compilation, instrumented), Returns(tree));
    }

    /// <summary>Runs a compiled cell on the calling thread, up to its first await that does not complete at once.</summary>
    internal async Task<SubmissionResult> RunAsync(Submission submission)
    {
        if (submission.Factory is null)
            return default;
        var run = submission.Factory.CreateDelegate<Func<object?[], Task<object?>>>();
        var value = await run(_states).ConfigureAwait(true);
        // What was shown by the call itself is not shown again by its handle.
        var hasValue = submission.HasValue || submission.Returns && value is not null;
        return new SubmissionResult(hasValue && value is not DisplayedValue, value);
    }

    /// <summary>
    /// The meaning of code that follows the cells compiled so far. For any thread, also while a cell is compiled or runs.
    /// </summary>
    internal SemanticModel Model(SyntaxTree tree) => After(_previous, tree).GetSemanticModel(tree);

    /// <summary>The compilation of the last cell; null before the first. For any thread.</summary>
    internal CSharpCompilation? Latest => _previous;

    /// <summary>
    /// The names that code after the cells compiled so far can use, without what the code itself declares. For one thread at a time.
    /// </summary>
    internal IEnumerable<CompletionItem> Names(string prefix) =>
        _names.Find(_previous ?? After(null, SyntaxFactory.ParseSyntaxTree("", ParseOptions)), prefix);

    /// <summary>The meaning of code by itself: without cells before it, usings and libraries. What it declares is there.</summary>
    internal static SemanticModel ModelAlone(SyntaxTree tree) =>
        CSharpCompilation.CreateScriptCompilation("Alone", tree, [], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .GetSemanticModel(tree);

    /// <summary>The variables of all cells, by name; of several with one name the last.</summary>
    internal IReadOnlyList<NotebookVariable> Variables() => _states.Take(_slots).OfType<object>()
        .SelectMany(state => state.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(field => !field.Name.Contains('<'))
            .Select(field => new NotebookVariable(field.Name, TypeName(field.FieldType), field.GetValue(state))))
        .GroupBy(variable => variable.Name).Select(group => group.Last())
        .OrderBy(variable => variable.Name, StringComparer.Ordinal).ToArray();

    /// <summary>Makes native libraries in these folders loadable.</summary>
    internal void AddNativeFolders(IEnumerable<string> folders) => _assemblies.AddNativeFolders(folders);

    /// <summary>Takes what the user should know about the references that the last cells brought in.</summary>
    public IEnumerable<string> TakeNotices() => _references.TakeNotices();

    /// <summary>Code as the submission after another one; of nothing that is kept. For any thread.</summary>
    internal CSharpCompilation After(CSharpCompilation? previous, SyntaxTree tree)
    {
        var name = NextName(previous);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: name,
            usings: DefaultImports,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            sourceReferenceResolver: _sources,
            metadataReferenceResolver: new PathReferenceResolver(_assemblies, _references, Folder),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            nullableContextOptions: NullableContextOptions.Disable);
        IEnumerable<MetadataReference> initial = previous is null
            ? FrameworkReferences.All.Append(MetadataReference.CreateFromFile(typeof(CSharpEngine).Assembly.Location))
            : [];
        // No return type: typeof(object) does not bind against the reference pack.
        return CSharpCompilation.CreateScriptCompilation(name, tree, initial, options, previous);
    }

    static string NextName(CSharpCompilation? previous)
    {
        const string Prefix = "Submission#";
        var number = previous is null ? 0 : int.Parse(previous.AssemblyName!.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) + 1;
        return Prefix + number.ToString(CultureInfo.InvariantCulture);
    }

    static MethodInfo? Factory(CSharpCompilation compilation, Assembly assembly, CancellationToken cancel)
    {
        if (compilation.GetEntryPoint(cancel) is not { } entry)
            return null;
        return assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
    }

    static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetCompilationUnitRoot().Members.LastOrDefault() is not
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement })
            return false;
        return compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    /// <summary>Whether the cell's own code, not that of a function in it, has a <c>return</c> with a value.</summary>
    static bool Returns(SyntaxTree tree) => tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>()
        .SelectMany(statement => statement.DescendantNodes(
        node => node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)))
        .Any(node => node is ReturnStatementSyntax { Expression: not null });

    static string TypeName(Type type) => !type.IsGenericType ? type.Name
        : $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";

    static IEnumerable<Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start);
}
