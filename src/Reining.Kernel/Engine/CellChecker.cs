using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Engine;

/// <summary>
/// Compiles cells that have not been run, one after the other as they stand in the notebook, each seeing what the run ones and those
/// above it declare. Nothing is run and nothing is kept.
/// </summary>
/// <remarks>
/// What a package, an imported file or another language declares is known only by running it, what a cell with errors declares not at all:
/// below such a cell only the syntax is checked.
/// </remarks>
sealed class CellChecker(CSharpEngine engine)
{
    CSharpCompilation? _above = engine.Latest;
    bool _isKnown = true;

    /// <summary>The errors of the next cell.</summary>
    public IReadOnlyList<CellDiagnostic> Next(string code)
    {
        CellScript script;
        try
        {
            script = CellScript.Parse(code);
        }
        catch (DirectiveException)
        {
            _isKnown = false;
            return []; // it says itself what is wrong when it is run
        }
        if (script.Steps.Any(step => step.Name is not CellScript.CSharp))
        {
            _isKnown &= !script.Steps.Any(step =>
                step.Name is CellScript.Packages or CellScript.FSharp or "import" or "set" or "value" or "share");
            if (!_isKnown)
                return [];
        }
        // Each part keeps its line numbers; the parts of one cell follow one another.
        List<CellDiagnostic> found = [];
        foreach (var step in script.Steps.Where(step => step.Name == CellScript.CSharp))
        {
            var tree = CodeAssistant.Parse(step.Text);
            if (_isKnown)
                _above = engine.After(_above, tree);
            var diagnostics = _isKnown ? _above!.GetDiagnostics() : tree.GetDiagnostics();
            var errors = diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).ToArray();
            found.AddRange(errors.Where(one => one.Location.SourceTree == tree).Select(From));
            _isKnown &= errors.Length == 0; // the compiler lets nothing follow a submission with errors
        }
        return found;
    }

    static CellDiagnostic From(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return new CellDiagnostic(
            span.StartLinePosition.Line, span.StartLinePosition.Character, span.EndLinePosition.Line, span.EndLinePosition.Character,
            diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
