using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests;

/// <summary>Compiles small libraries for cells to reference.</summary>
static class LibraryBuilder
{
    public static string Build(string path, string source, params string[] references)
    {
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(source)],
            [.. FrameworkReferences.All, .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
