using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Reining.Grammar;

/// <summary>
/// How good a molecule is for the Grammar VAE's search (rae.md §8): standardized logP less standardized synthetic accessibility less a
/// standardized penalty on rings of more than six atoms, with the constants of ZINC that the sheet quotes. Its negative is the score, so
/// that lower is better. RDKit computes the three, in a Python process beside this one that answers line by line.
/// Not safe for threads: it remembers answers.
/// </summary>
public sealed class MoleculeScorer : IStringScorer, IDisposable
{
    /// <summary>Names a Python that has RDKit; else <c>/usr/bin/python3</c>, where Debian's package python3-rdkit puts it.</summary>
    public const string PythonVariable = "REINING_RDKIT_PYTHON";

    /// <summary>Why there is no scorer, for people.</summary>
    public const string Missing = "needs RDKit: install Debian's packages python3-rdkit and rdkit-data";

    const double LogPMean = 2.4571, LogPDeviation = 1.4343, AccessMean = -3.0526, AccessDeviation = 0.8335, RingMean = -0.04857,
        RingDeviation = 0.2860;
    const int LargestRing = 6;

    static readonly Lazy<bool> Found = new(() =>
    {
        using var scorer = TryStart();
        return scorer is not null;
    });

    readonly Process _process;
    readonly Dictionary<string, (double LogP, double Access, double Ring)?> _known = [];

    MoleculeScorer(Process process, string version, string dataFolder) => (_process, Version, DataFolder) = (process, version, dataFolder);

    /// <summary>Whether RDKit answers on this machine; tried once.</summary>
    public static bool IsAvailable => Found.Value;

    /// <summary>RDKit's version.</summary>
    public string Version { get; }

    /// <summary>RDKit's folder of data.</summary>
    public string DataFolder { get; }

    /// <inheritdoc/>
    /// <remarks>That of a molecule five standard deviations below ZINC's in all three.</remarks>
    public double WorstScore => 15;

    /// <summary>Starts the process.</summary>
    /// <exception cref="InvalidOperationException">There is no RDKit.</exception>
    public static MoleculeScorer Start() => TryStart() ?? throw new InvalidOperationException($"MoleculeScorer: {Missing}.");

    /// <summary>logP, synthetic accessibility (1 easy to 10 hard) and atoms of the largest ring beyond six; null for no molecule.</summary>
    /// <param name="smiles">Any text of one line.</param>
    /// <exception cref="IOException">The process ended.</exception>
    public (double LogP, double Access, double Ring)? Properties(string smiles)
    {
        ArgumentNullException.ThrowIfNull(smiles);
        if (smiles.AsSpan().ContainsAny('\n', '\r'))
            return null;
        if (_known.TryGetValue(smiles, out var known))
            return known;
        _process.StandardInput.WriteLine(smiles);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new IOException(
            $"MoleculeScorer: expected an answer about '{smiles}', got the end of the process; " +
            _process.StandardError.ReadToEnd().Trim());
        return _known[smiles] = answer == "-" ? null : Values(answer);

        static (double, double, double) Values(string answer)
        {
            var numbers = answer.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            return (numbers[0], numbers[1], Math.Max(0, numbers[2] - LargestRing));
        }
    }

    /// <inheritdoc/>
    public bool IsValid(string text) => Properties(text) is not null;

    /// <inheritdoc/>
    public double Score(string? text) => text is not null && Properties(text) is var (logP, access, ring)
        ? -((logP - LogPMean) / LogPDeviation + (-access - AccessMean) / AccessDeviation + (-ring - RingMean) / RingDeviation)
        : WorstScore;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(1000))
                _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // It has ended already.
        }
        _process.Dispose();
    }

    static MoleculeScorer? TryStart()
    {
        using var stream = typeof(MoleculeScorer).Assembly.GetManifestResourceStream("Reining.molecule_scorer.py")!;
        using var reader = new StreamReader(stream);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable(PythonVariable) ?? "/usr/bin/python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(reader.ReadToEnd());
        try
        {
            var process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine()?.Split('\t') is [var version, var folder])
                return new(process, version, folder);
            process.Dispose();
            return null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
