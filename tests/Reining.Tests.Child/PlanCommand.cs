using Reining.Training;

namespace Reining.Tests.Child;

/// <summary>Runs <see cref="PlanExample"/>; at the n-th time that it gets to a moment, it says so and waits there for its end.</summary>
public static class PlanCommand
{
    public const int Steps = 120;

    public static int Run(string folder, string moment, int nth)
    {
        using var example = new PlanExample(reached =>
        {
            if (reached != moment || --nth > 0)
                return;
            Console.WriteLine(reached);
            Thread.Sleep(Timeout.Infinite);
        });
        new TrainingLoop<PlanBatch>(example.Plan(Steps)).Run(new RunFolder(folder, new { Steps }));
        return 0;
    }
}
