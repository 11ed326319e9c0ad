using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Reining.Chapters;
using Reining.Explorer;

namespace Reining.Cli;

/// <summary>The command <c>explore</c>: a local page with sliders for a trained generator of a chapter.</summary>
static class ExploreCommand
{
    public static Command Create(IReadOnlyList<Chapter> chapters)
    {
        var explored = chapters.Where(c => c.Explorer is not null).ToDictionary(c => c.Name, c => c.Explorer!);
        var models = string.Join("; ", explored.Select(e => $"{e.Key}: {string.Join(", ", e.Value.Models)}"));
        var name = new Argument<string>("chapter") { Description = $"The chapter: {string.Join(", ", explored.Keys)}." };
        var model = new Option<string?>("--model", "--variant", "-m")
        {
            Description = $"The model; default: the first one. {models}.",
        };
        var profile = new Option<string?>("--profile") { Description = "Profile of the run; default: the largest that is there." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the run; default: the first that is there." };
        var folder = new Option<string>("--out", "-o") { Description = "Output folder of the run.", DefaultValueFactory = _ => "out" };
        var port = new Option<int>("--port") { Description = "Port of the page on 127.0.0.1; 0 for a free one." };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address, open no browser." };
        var command = new Command("explore", "Explore a trained generator by hand: a local page with a slider for each factor.")
        {
            name, model, profile, seed, folder, port, noBrowser,
        };
        command.SetAction(async (result, cancel) =>
        {
            var asked = result.GetRequiredValue(name);
            if (!explored.TryGetValue(asked, out var explorer))
                throw new ArgumentException(
                    $"Chapter: expected {string.Join(" or ", explored.Keys)}, got '{asked}'.{Nearest.Hint(asked, explored.Keys)}");
            var chosen = result.GetValue(model)?.ToLowerInvariant() ?? explorer.Models[0];
            if (!explorer.Models.Contains(chosen))
                throw new ArgumentException(
                    $"Model: expected {string.Join(" or ", explorer.Models)}, got '{chosen}'.{Nearest.Hint(chosen, explorer.Models)}");
            if (result.GetValue(port) is var number and (< 0 or > 65535))
                throw new ArgumentException($"Port: expected 0 to 65535, got {number}.");
            if (!AspNetProcess.IsThis)
                return await AspNetProcess.Again(cancel);
            using var generator = explorer.Open(new ExploreRequest(chosen, result.GetRequiredValue(folder))
            {
                Profile = result.GetValue(profile),
                Seed = result.GetValue(seed),
            });
            await using var server = await ExplorerServer.Start(generator, result.GetValue(port));
            Console.WriteLine($"{generator.Title}\nfrom {generator.Origin}\n{server.Address} (for this machine alone; Ctrl+C ends it)");
            if (!result.GetValue(noBrowser))
                Open(server.Address);
            await AspNetProcess.UntilTheEnd(cancel);
            return 0;
        });
        return command;
    }

    static void Open(Uri address)
    {
        try
        {
            using var process = Process.Start(OperatingSystem.IsLinux()
                ? new ProcessStartInfo("xdg-open", [address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true }
                : new ProcessStartInfo(address.ToString()) { UseShellExecute = true });
        }
        catch (Win32Exception)
        {
            Console.WriteLine("No program here opens pages: open the address by hand.");
        }
    }
}
