using System.Reflection;
using System.Runtime.Loader;

namespace Reining.Kernel.Engine;

/// <summary>F# for the cells of one notebook: the SDK's own compiler service, in this process, made with the first F# part.</summary>
/// <remarks>By reflection, because a kernel without an SDK must start too, and the package's service starts slower than the
/// SDK's.</remarks>
sealed class FSharpSession
{
    const string Directive = "#!fsharp";
    static readonly Lazy<Type> SessionType = new(LoadSessionType);

    readonly object _session;
    readonly MethodInfo _evaluate;

    public FSharpSession(string folder)
    {
        var type = SessionType.Value;
        // Without the SDK's reference assemblies: the types of shared values are the runtime's own.
        var configuration = type.GetMethod("GetDefaultConfiguration", Type.EmptyTypes)!.Invoke(null, null);
        _session = type.GetMethod("Create")!.Invoke(null,
            [configuration, new[] { "fsi", "--noninteractive", "--nologo", "--gui-", "--quiet", "--usesdkrefs-" }, TextReader.Null,
                TextWriter.Null, TextWriter.Null, null, null])!;
        _evaluate = type.GetMethods().Single(method => method.Name == "EvalInteractionNonThrowing" && method.GetParameters().Length == 2);
        Evaluate($"#I @\"{folder}\"", "notebook", CancellationToken.None);
    }

    /// <summary>Runs code; earlier parts' definitions are there.</summary>
    /// <param name="code">F# code.</param>
    /// <param name="cellName">The cell's name, for diagnostics.</param>
    /// <param name="cancel">Ends it, if it asks.</param>
    /// <exception cref="CompilationException">The code does not compile.</exception>
    public SubmissionResult Evaluate(string code, string cellName, CancellationToken cancel)
    {
        var token = Activator.CreateInstance(_evaluate.GetParameters()[1].ParameterType, cancel); // Some cancel
        var answer = _evaluate.Invoke(_session, [code, token])!;
        var errors = ((Array)Get(answer, "Item2")!).Cast<object>().Where(one => Get(one, "Severity")!.ToString() == "Error")
            .Select(one => Error(one, code, cellName)).ToArray();
        if (errors.Length > 0)
        {
            cancel.ThrowIfCancellationRequested(); // an interrupted compilation reports itself as an error
            throw new CompilationException(errors);
        }
        var outcome = Get(Get(answer, "Item1")!, "Item"); // Choice1Of2 of an optional value, or Choice2Of2 of an exception
        if (outcome is Exception error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerException ?? error);
        return outcome is null || Get(outcome, "Value") is not { } value
            || ((Type)Get(value, "ReflectionType")!).FullName == "Microsoft.FSharp.Core.Unit"
            ? default
            : new SubmissionResult(true, Get(value, "ReflectionValue"));
    }

    /// <summary>Gives a value a name in F#: the same object, not a copy.</summary>
    public void Add(string name, object value) => Invoke("AddBoundValue", name, value);

    /// <summary>The value of a name; null where F# has none.</summary>
    public object? Find(string name) =>
        Invoke("TryFindBoundValue", name) is { } found ? Get(Get(Get(found, "Value")!, "Value")!, "ReflectionValue") : null;

    object? Invoke(string method, params object[] arguments)
    {
        try
        {
            return _session.GetType().GetMethod(method)!.Invoke(_session, arguments);
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            throw new DirectiveException("#!share",
                $"F# cannot take this value ({error.InnerException.Message.Split('\n')[0]}); share values whose types come from "
                    + "libraries, such as arrays, dictionaries and tuples.");
        }
    }

    static object? Get(object owner, string property) => owner.GetType().GetProperty(property)!.GetValue(owner);

    static CompilationError Error(object diagnostic, string code, string cellName)
    {
        var (line, column) = ((int)Get(diagnostic, "StartLine")!, (int)Get(diagnostic, "StartColumn")!);
        var lines = code.Split('\n');
        return new CompilationError(cellName, line, column + 1, (string)Get(diagnostic, "ErrorNumberText")!,
            (string)Get(diagnostic, "Message")!,
            line >= 1 && line <= lines.Length ? lines[line - 1].TrimEnd('\r') : "");
    }

    static Type LoadSessionType()
    {
        var folder = SdkFolders.Find("FSharp", "FSharp.Compiler.Service.dll")
            ?? throw new DirectiveException(Directive,
            "expected the F# compiler of a .NET SDK, found none; install the .NET 10 SDK, or put the F# code into a library and use #r "
                + "\"path/to/Library.dll\".");
        var context = AssemblyLoadContext.Default; // what F# code runs in as well
        context.Resolving += (_, name) => Path.Combine(folder, name.Name + ".dll") is var path
            && name.Name!.StartsWith("FSharp.", StringComparison.Ordinal) && File.Exists(path)
            ? context.LoadFromAssemblyPath(path)
            : null;
        return context.LoadFromAssemblyPath(Path.Combine(folder, "FSharp.Compiler.Service.dll"))
            .GetType("FSharp.Compiler.Interactive.Shell+FsiEvaluationSession", throwOnError: true)!;
    }
}
