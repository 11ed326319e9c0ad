using System.CommandLine;
using Reining.Chapters;

namespace Reining.Cli;

/// <summary>The options that <c>run</c> and <c>reproduce</c> share.</summary>
sealed class RunOptions
{
    /// <summary>What each profile is for and costs, for the help.</summary>
    public static readonly IReadOnlyList<(string Name, string Cost)> Profiles =
    [
        ("smoke", "does it run at all, seconds"), ("quick", "first contact, one seed, minutes"),
        ("standard", "verdicts over three seeds, an hour or more"), ("paper", "the thesis's sizes, for a GPU"),
    ];

    public Option<string> Profile { get; } = new("--profile")
    {
        Description = $"How large: {string.Join("; ", Profiles.Select(p => $"{p.Name}: {p.Cost}"))}.",
        DefaultValueFactory = _ => "quick",
    };

    public Option<string> Out { get; } = new("--out", "-o") { Description = "Output folder.", DefaultValueFactory = _ => "out" };

    public Option<ulong[]> Seeds { get; } = new("--seeds")
    {
        Description = "Run these seeds instead of the profile's, for jobs side by side.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The options of a command.</summary>
    public RunOptions(Command command)
    {
        command.Add(Profile);
        command.Add(Out);
        command.Add(Seeds);
    }

    /// <summary>The request of parsed options.</summary>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public RunRequest Request(ParseResult result, CancellationToken cancel)
    {
        var profile = result.GetRequiredValue(Profile);
        if (Profiles.All(p => p.Name != profile))
        {
            var names = Profiles.Select(p => p.Name).ToList();
            throw new ArgumentException($"Profile: expected {string.Join(" or ", names)}, got '{profile}'.{Nearest.Hint(profile, names)}");
        }
        return new(profile, result.GetRequiredValue(Out)) { Seeds = result.GetRequiredValue(Seeds), Cancellation = cancel };
    }
}
