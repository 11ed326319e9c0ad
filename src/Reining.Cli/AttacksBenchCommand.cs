using System.CommandLine;
using Reining.Bench;
using Reining.Bench.Attacks;
using Reining.Bench.Peers;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>`bench attacks`: attacks beside foolbox and AutoAttack's reference code; bench/README.md says what the numbers mean.</summary>
static class AttacksBenchCommand
{
    public static Command Create()
    {
        var images = Number("--images", "Digits that are attacked.", 200);
        var rounds = Number("--rounds", "Timed rounds after a first run; 0 compares results alone, of all attacks at three budgets.", 3);
        var threads = Number("--threads", "Threads of ours; peers run with one and with so many.", Math.Min(2, Environment.ProcessorCount));
        var only = new Option<string>("--only") { Description = "Attacks, such as pgd,fab-t.", DefaultValueFactory = _ => "" };
        var python = new Option<string[]>("--python")
        {
            Description = "A Python with PyTorch, foolbox and autoattack; may be given several times.",
            DefaultValueFactory = _ => []
        };
        var folder = new Option<string>("--nets")
        {
            Description = "Where the two trained nets are kept.",
            DefaultValueFactory = _ => Path.Combine("out", "bench", "attacks")
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command("attacks", "Attacks beside foolbox and the reference code of AutoAttack.")
        {
            images, rounds, threads, only, python, folder, json
        };
        command.SetAction(result =>
        {
            TorchRuntime.Load();
            var options = new AttacksOptions(
                result.GetRequiredValue(images), result.GetRequiredValue(rounds), result.GetRequiredValue(threads),
                result.GetRequiredValue(only).Split(',', StringSplitOptions.RemoveEmptyEntries), result.GetRequiredValue(folder));
            List<Peer> peers = [Peer.DotNet(Self.Command, AttacksBench.Work, Side.Reining)];
            foreach (var command in result.GetRequiredValue(python))
                peers.Add(Python.Find(command, AttacksBench.Work.PythonScripts) ?? throw new ArgumentException(
                    $"--python: '{command}' does not start or has no PyTorch; give a command under which 'import torch' works."));
            var load = Report.CurrentLoad();
            var report = new AttacksReport(options, [.. AttacksBench.Run(options, peers, Console.Error.WriteLine)], load);
            Console.WriteLine(report.Text());
            if (result.GetValue(json))
                Console.WriteLine(report.Json());
            return report.Comparisons.All(c => c.Agree) ? 0 : 1;
        });
        return command;
    }

    static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
