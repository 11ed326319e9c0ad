using Xunit.Abstractions;

namespace Reining.Tests.Run;

/// <summary>Counts what happens and prints failures.</summary>
sealed class TestSink : Xunit.LongLivedMarshalByRefObject, IMessageSink
{
    public List<ITestCase> Cases { get; } = [];

    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public ManualResetEvent Discovered { get; } = new(false);

    public ManualResetEvent Finished { get; } = new(false);

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (Cases)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage found:
                    Cases.Add(found.TestCase);
                    break;
                case IDiscoveryCompleteMessage:
                    Discovered.Set();
                    break;
                case ITestPassed:
                    Passed++;
                    break;
                case ITestSkipped skipped:
                    Skipped[skipped.Reason] = Skipped.GetValueOrDefault(skipped.Reason) + 1;
                    break;
                case ITestFailed failed:
                    Fail(failed.Test.DisplayName, failed);
                    break;
                case IErrorMessage error:
                    Fail("the test assembly", error);
                    break;
                case ITestAssemblyFinished:
                    Finished.Set();
                    break;
            }
        }
        return true;
    }

    void Fail(string what, IFailureInformation why)
    {
        Failed++;
        var errors = why.ExceptionTypes.Zip(why.Messages, (type, text) => $"{type}: {text}");
        Console.WriteLine($"FAILED {what}\n  {string.Join("\n  ", errors)}\n{string.Join('\n', why.StackTraces)}");
    }
}
