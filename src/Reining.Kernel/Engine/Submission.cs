using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace Reining.Kernel.Engine;

/// <summary>A compiled cell.</summary>
/// <param name="Compilation">Its compilation, on which the next one builds.</param>
/// <param name="Factory">What runs it; null for a cell without statements (only <c>#r</c>, <c>using</c>, comments).</param>
/// <param name="HasValue">Whether it ends in an expression without a semicolon, whose value is the cell's result.</param>
/// <param name="Returns">Whether it may end at a <c>return</c> with a value, which then is the cell's result.</param>
sealed record Submission(CSharpCompilation Compilation, MethodInfo? Factory, bool HasValue, bool Returns);
