using System.Diagnostics;
using Spectre.Console;

namespace Reining.Training;

/// <summary>Shows a training run on the console: a bar where there is a terminal, a line every few seconds elsewhere.</summary>
public static class ConsoleProgress
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Runs work that reports its progress.</summary>
    /// <param name="title">What is being trained.</param>
    /// <param name="work">The work; it gets the function to report to.</param>
    public static T Run<T>(string title, Func<Action<FitProgress>, T> work)
    {
        if (!HasBars)
            return work(Lines(title));
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                return work(p =>
                {
                    task.MaxValue = p.Steps;
                    task.Value = p.Step;
                    task.Description = Markup.Escape($"{title}: {p}");
                });
            });
    }

    /// <summary>Writes a line, above the bar if one is shown.</summary>
    public static void WriteLine(string line)
    {
        if (HasBars)
            AnsiConsole.WriteLine(line);
        else
            Console.WriteLine(line);
    }

    static bool HasBars => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    static Action<FitProgress> Lines(string title)
    {
        var clock = Stopwatch.StartNew();
        var next = TimeSpan.Zero;
        return p =>
        {
            if (clock.Elapsed < next && p.Step < p.Steps)
                return;
            next = clock.Elapsed + Interval;
            Console.WriteLine($"{title}: {p}");
        };
    }
}
