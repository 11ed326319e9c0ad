using System.Diagnostics;
using System.Runtime.InteropServices;
using Reining.Kernel.Display;

namespace Reining.Kernel.Tests.Display;

[Collection(nameof(FormatterTests))]
public sealed class DisplayCorpusTests
{
    public static TheoryData<string> Names => [.. DisplayCorpus.Values.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenAValueOfTheCorpus_WhenItIsDisplayed_ThenWhatItHoldsIsShownSoonAndInBoundedSpace(string name)
    {
        var (_, make, expected) = DisplayCorpus.Values.Single(one => one.Name == name);
        var value = make();
        var bundle = Formatter.ToBundle(value);
        Assert.Contains(expected, bundle.PlainText, StringComparison.Ordinal);
        Assert.InRange(bundle.Data.ToJsonString().Length, 1, 2_000_000);
        Assert.InRange(Enumerable.Range(0, 3).Min(_ => Milliseconds(value)), 0, 200);
    }

    [Fact]
    public void GivenTheCorpus_WhenItIsCounted_ThenItHasAtLeastSixtyValues() =>
        Assert.InRange(DisplayCorpus.Values.Count, 60, int.MaxValue);

    // Of this thread on a processor, where the system tells: other tests run beside this one.
    static double Milliseconds(object? value)
    {
        var start = Now();
        Formatter.ToBundle(value);
        return Now() - start;
    }

    static double Now()
    {
        const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID
        var time = new long[2]; // seconds, nanoseconds
        return OperatingSystem.IsLinux() && GetTime(ThreadProcessorTime, time) == 0
            ? time[0] * 1e3 + time[1] / 1e6
            : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int GetTime(int clock, [Out] long[] time);
}
