using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Engine;

/// <summary>The names that a new cell can use: what cells declared, what their usings bring, and the namespaces at the top.</summary>
/// <remarks>
/// The compiler can list them too, but asks every cell so far for every name (0.6 s after 500 cells). Here each cell is read once,
/// and only names are kept. For one thread.
/// </remarks>
sealed class NameCatalog
{
    readonly Dictionary<string, string> _declared = new(StringComparer.Ordinal); // name, kind; a later cell's takes an earlier one's place
    readonly Dictionary<string, string> _imported = new(StringComparer.Ordinal);
    readonly HashSet<string> _imports = new(StringComparer.Ordinal);
    CSharpCompilation? _last;

    /// <summary>The names that begin so, in any case.</summary>
    /// <param name="latest">The compilation of the last cell.</param>
    /// <param name="prefix">Their beginning.</param>
    public IEnumerable<CompletionItem> Find(CSharpCompilation latest, string prefix)
    {
        Update(latest);
        return _declared.Concat(_imported.Where(pair => !_declared.ContainsKey(pair.Key)))
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(pair => new CompletionItem(pair.Key, pair.Value));
    }

    /// <summary>What a symbol is, in Jupyter's words.</summary>
    public static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol => "field",
        ILocalSymbol => "instance",
        INamespaceSymbol => "module",
        INamedTypeSymbol => "class",
        IParameterSymbol => "param",
        _ => "statement",
    };

    void Update(CSharpCompilation latest)
    {
        if (ReferenceEquals(latest, _last))
            return;
        var added = new Stack<CSharpCompilation>();
        for (var one = latest; one is not null && !ReferenceEquals(one, _last); one = one.ScriptCompilationInfo?.PreviousScriptCompilation)
            added.Push(one);
        var isFirst = _last is null;
        _last = latest;
        var referencesChanged = isFirst;
        var newImports = isFirst ? CSharpEngine.DefaultImports.ToList() : [];
        foreach (var compilation in added)
        {
            referencesChanged |= compilation.DirectiveReferences.Length > 0;
            foreach (var member in compilation.ScriptClass?.GetMembers().Where(IsUsable) ?? [])
                _declared[member.Name] = Kind(member);
            foreach (var directive in compilation.SyntaxTrees.SelectMany(tree => tree.GetCompilationUnitRoot().Usings))
            {
                if (directive.Alias is { } alias)
                    _declared[alias.Name.Identifier.ValueText] = "class";
                else if (directive.Name is { } name)
                    newImports.Add(name.ToString());
            }
        }
        newImports.RemoveAll(import => !_imports.Add(import));
        // A new reference may add to any namespace.
        foreach (var name in referencesChanged ? [.. _imports] : newImports)
            Import(latest, name);
        if (referencesChanged)
            Add(latest.GlobalNamespace.GetMembers());
    }

    void Import(CSharpCompilation compilation, string name)
    {
        INamespaceOrTypeSymbol? place = compilation.GlobalNamespace;
        foreach (var part in name.Replace("global::", "").Split('.'))
            place = place?.GetMembers(part).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();
        switch (place)
        {
            case INamespaceSymbol space:
                Add(space.GetTypeMembers());
                break;
            case INamedTypeSymbol type: // a default import may be a static class
                Add(type.GetMembers().Where(member => member.IsStatic || member is INamedTypeSymbol));
                break;
        }
    }

    void Add(IEnumerable<ISymbol> symbols)
    {
        foreach (var symbol in symbols.Where(symbol => IsUsable(symbol)
            && symbol is INamespaceSymbol or { DeclaredAccessibility: Accessibility.Public }))
            _imported.TryAdd(symbol.Name, Kind(symbol));
    }

    static bool IsUsable(ISymbol symbol) => symbol is { CanBeReferencedByName: true, IsImplicitlyDeclared: false }
        && !symbol.Name.StartsWith("Submission#", StringComparison.Ordinal);
}
