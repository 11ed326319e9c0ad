using System.CommandLine;
using Reining.Bench.SynthHead;

namespace Reining.Cli;

/// <summary>`bench synth-head`: the rasterizer beside the C++ program that the world was first written as.</summary>
static class SynthHeadBenchCommand
{
    public static Command Create()
    {
        var side = new Option<int>("--side") { Description = "Pixels of a side.", DefaultValueFactory = _ => 32 };
        var heads = new Option<int>("--heads") { Description = "Heads of a turn.", DefaultValueFactory = _ => 1000 };
        var rounds = new Option<int>("--rounds") { Description = "How often both sides take their turn.", DefaultValueFactory = _ => 8 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command("synth-head", "Condition and photo of a head, on one core, beside the same in C++ (needs g++).")
        {
            side, heads, rounds, json
        };
        command.SetAction(result =>
        {
            var numbers = new[] { side, heads, rounds }.Select(result.GetRequiredValue).ToArray();
            if (numbers.Any(n => n < 1))
                throw new ArgumentException($"bench synth-head: expected numbers above 0, got {string.Join(", ", numbers)}.");
            var (text, line) = SynthHeadBench.Run(numbers[0], numbers[1], numbers[2]);
            Console.WriteLine(text);
            if (result.GetValue(json))
                Console.WriteLine(line.ToJsonString());
        });
        return command;
    }
}
