using Reining.Display;
using Reining.Training;

namespace Reining.Chapters;

/// <summary>How far a grid of experiments is; notebooks show it as a bar.</summary>
/// <param name="Title">The experiment that this is about.</param>
/// <param name="Done">Experiments of the grid that are finished, by this process or another.</param>
/// <param name="Count">Experiments of the grid.</param>
/// <param name="What">What happened.</param>
[TypeFormatterSource(typeof(ExperimentProgressFormatters), PreferredMimeTypes = [Mime.Html, Mime.Plain])]
public sealed record ExperimentProgress(string Title, int Done, int Count, ExperimentEvent What)
{
    /// <summary>Where the training stands, after a step.</summary>
    public FitProgress? Fit { get; init; }

    /// <summary>What is said beside a step.</summary>
    public string Message { get; init; } = "";

    /// <summary>Estimated time to the end of the grid; null before the first experiment is finished.</summary>
    public TimeSpan? Left { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", new[]
    {
        $"{Done} of {Count} done",
        Left is { } left ? $"{Words(left)} left" : "",
        Fit is null ? $"{Title}{(Message.Length > 0 ? $": {Message}" : "")}" : $"{Title}: {Fit}",
    }.Where(part => part.Length > 0));

    /// <summary>A time as people say it, such as <c>3 min</c>.</summary>
    public static string Words(TimeSpan time) =>
        time.TotalMinutes < 1.5 ? FormattableString.Invariant($"{Math.Max(1, time.TotalSeconds):0} s")
        : time.TotalHours < 1.5 ? FormattableString.Invariant($"{time.TotalMinutes:0} min")
        : FormattableString.Invariant($"{time.TotalHours:0.0} h");

    sealed class ExperimentProgressFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<ExperimentProgress>(
                Mime.Html,
                p => $"<progress value=\"{p.Done}\" max=\"{p.Count}\"></progress> {System.Net.WebUtility.HtmlEncode(p.ToString())}"),
            new MimeFormatter<ExperimentProgress>(Mime.Plain, p => p.ToString()),
        ];
    }
}
