using TorchSharp;

namespace Reining.Tests;

/// <summary>Counts for leak tests; the process-wide count also sees the tests that run beside on other threads.</summary>
static class LiveTensors
{
    public static long OnThisThread => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
