using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Reining.Kernel.Documents;
using Reining.Kernel.Tool;

namespace Reining.Cli;

/// <summary>Runs the command line: one clear sentence and a non-zero exit for every error that a user can mend.</summary>
static class Commands
{
    /// <summary>Exit code of what was asked for wrongly.</summary>
    public const int BadRequest = 2;

    const int Interrupted = 130;
    static readonly InvocationConfiguration Configuration =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    public static int Run(Command root, string[] args)
    {
        try
        {
            var parsed = root.Parse(args);
            if (args.Length == 0)
            {
                root.Parse(["--help"]).Invoke(Configuration);
                return BadRequest;
            }
            if (parsed.Action is ParseErrorAction)
                return Refusal.Write(parsed, root.Name);
            return parsed.Action is AsynchronousCommandLineAction ? RunLong(parsed) : parsed.Invoke(Configuration);
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine(e.Message);
            return Interrupted;
        }
        catch (Exception e) when (Expected(e) is { } expected)
        {
            Console.Error.WriteLine($"error: {expected.Message}");
            return BadRequest;
        }
    }

    /// <summary>The first signal asks a long command to stop where it can go on another time;
    /// the second one ends the program at once.</summary>
    static int RunLong(ParseResult parsed)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT);
        using var terminate = StopOn(PosixSignal.SIGTERM);
        return parsed.InvokeAsync(Configuration, stop.Token).GetAwaiter().GetResult();

        PosixSignalRegistration StopOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
    }

    /// <summary>The error itself, or the one inside a type initializer or an aggregate,
    /// if it is one that messages are written for.</summary>
    static Exception? Expected(Exception e) => e switch
    {
        TypeInitializationException or AggregateException when e.InnerException is { } inner => Expected(inner),
        ArgumentException or IOException or InvalidDataException or DllNotFoundException or ArithmeticException
            or UnauthorizedAccessException or Data.DataException or DocumentException => e,
        // libtorch's own words come with a native stack trace behind the first line.
        ExternalException => new ExternalException(e.Message.Split('\n')[0], e),
        _ => null,
    };
}
