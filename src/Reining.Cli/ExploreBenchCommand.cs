using System.CommandLine;
using Reining.Bench.Explore;

namespace Reining.Cli;

/// <summary>`bench explore`: from slider to picture, of both sizes that processors can do.</summary>
static class ExploreBenchCommand
{
    public static Command Create()
    {
        var requests = new Option<int>("--requests") { Description = "Moves of a slider.", DefaultValueFactory = _ => 200 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command("explore", "The explorer's time from slider to picture, nets of 32 and 64 pixels.") { requests, json };
        command.SetAction(async (result, cancel) =>
        {
            var count = result.GetRequiredValue(requests);
            if (count < 1)
                throw new ArgumentException($"bench explore: expected at least one request, got {count}.");
            if (!AspNetProcess.IsThis)
                return await AspNetProcess.Again(cancel);
            var (text, line) = await ExploreBench.Run(count, cancel);
            Console.WriteLine(text);
            if (result.GetValue(json))
                Console.WriteLine(line.ToJsonString());
            return 0;
        });
        return command;
    }
}
