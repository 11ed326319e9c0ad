using System.Diagnostics;
using System.Security.Cryptography;

namespace Reining.Fuzz;

/// <summary>Fires damaged inputs at readers and watches what they do: which exception, how long, how much memory.</summary>
public static class FuzzLoop
{
    /// <summary>Time that an input may take, in seconds.</summary>
    public const double LongestSeconds = 2;

    const int LargestCorpus = 2000;

    /// <summary>Fires at one reader.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="inputs">Number of damaged inputs.</param>
    /// <param name="seed">Seed of the damage: without instrumentation the same seed gives the same inputs.</param>
    /// <param name="folder">A folder for the file that is read; after a crash of the process the input lies there.</param>
    /// <param name="coverage">Places reached so far, if the readers are instrumented: inputs that reach new ones are damaged
    /// further.</param>
    public static FuzzReport Run(FuzzTarget target, long inputs, int seed, string folder, Coverage? coverage = null)
    {
        var corpus = target.Seeds.ToList();
        var mutator = new Mutator(seed) { Words = target.Words, Others = corpus };
        var file = Path.Combine(folder, target.Name + target.Ending);
        var findings = new Dictionary<string, FuzzFinding>();
        var (accepted, slowest, largest) = (0L, 0.0, 0.0);
        foreach (var valid in target.Seeds)
        {
            if (Once(target, valid, file, coverage) is { What: { } what })
                throw new InvalidOperationException(
                    $"Fuzz {target.Name}: expected the {target.Seeds.Count} inputs to begin with to be read, got: {what}");
        }
        var clock = Stopwatch.StartNew();
        using var watch = new Timer(_ => Hung(file), null, Timeout.Infinite, Timeout.Infinite);
        for (var i = 0L; i < inputs; i++)
        {
            // Half of them come from what was valid, half from what reached something new.
            var parents = mutator.Chance(50) ? target.Seeds : corpus;
            var input = target.Form(mutator, parents[mutator.Random.Next(parents.Count)]);
            watch.Change(TimeSpan.FromSeconds(10 * LongestSeconds), Timeout.InfiniteTimeSpan);
            var shot = Once(target, input, file, coverage);
            if (shot.What is null)
                accepted++;
            else if (shot.IsFinding)
                findings.TryAdd(Kind(shot.What), new FuzzFinding(target.Name, shot.What, input));
            if (shot.IsNew && corpus.Count < LargestCorpus)
                corpus.Add(input);
            (slowest, largest) = (Math.Max(slowest, shot.Seconds), Math.Max(largest, shot.Memory));
        }
        return new FuzzReport(
            target.Name, inputs, accepted, clock.Elapsed.TotalSeconds, slowest, largest, coverage?.Count ?? 0, [.. findings.Values]);
    }

    readonly record struct Shot(string? What, bool IsFinding, bool IsNew, double Seconds, double Memory);

    static Shot Once(FuzzTarget target, byte[] input, string file, Coverage? coverage)
    {
        File.WriteAllBytes(file, input);
        coverage?.Begin();
        var (what, isFinding) = (default(string), false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        try
        {
            target.Read(input, file);
        }
        catch (Exception e) // whatever a reader throws is judged here
        {
            isFinding = !target.IsRefusal(e);
            what = isFinding ? $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}" : e.Message;
        }
        var (seconds, allocated) = (clock.Elapsed.TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - before);
        if (seconds > LongestSeconds)
            (what, isFinding) = (FormattableString.Invariant($"took {seconds:0.0} s"), true);
        var bound = target.BytesBeside + target.BytesPerByte * input.Length;
        if (!isFinding && allocated > bound)
            (what, isFinding) = ($"allocated {allocated} bytes for an input of {input.Length}", true);
        return new Shot(what, isFinding, coverage?.End() ?? false, seconds, (double)allocated / bound);
    }

    /// <summary>One finding for each kind of answer: numbers and names do not make another one.</summary>
    static string Kind(string what)
    {
        var words = string.Concat(what.Where(c => !char.IsDigit(c)));
        var (type, place) = (words.IndexOf(':'), words.IndexOf(" at ", StringComparison.Ordinal));
        return type > 0 && place > type ? words[..type] + words[place..] : words;
    }

    static void Hung(string file)
    {
        Console.Error.WriteLine($"fuzz: an input takes more than {10 * LongestSeconds} s and is given up: {file}");
        Environment.Exit(3);
    }

    /// <summary>A name for an input.</summary>
    public static string Name(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 6));
}
