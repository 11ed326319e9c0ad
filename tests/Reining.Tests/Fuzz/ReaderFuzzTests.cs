using Reining.Fuzz;
using Reining.Fuzz.Targets;
using Reining.Tests.Data;

namespace Reining.Tests.Fuzz;

/// <summary>A short part of scripts/fuzz, with fixed seeds: every reader, a few hundred damaged inputs.</summary>
public sealed class ReaderFuzzTests : IDisposable
{
    const int Inputs = 400;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Readers
    {
        get
        {
            using var folder = new TemporaryFolder();
            return [.. FuzzTargets.All(folder.Path, Golden.Path("")).Select(t => t.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void GivenDamagedInputs_WhenRead_ThenEachIsReadOrRefusedInTimeAndWithinItsMemory(string reader)
    {
        var target = FuzzTargets.All(_folder.Path, Golden.Path("")).Single(t => t.Name == reader);
        var report = FuzzLoop.Run(target, Inputs, seed: 1, _folder.Path);
        Assert.Empty(report.Findings.Select(f => $"{f.Target}: {f.What} ({Convert.ToBase64String(f.Input)})"));
        Assert.InRange(report.Accepted, 1, reader is "dib" or "csx" ? Inputs : Inputs - 1); // any text is a script
    }

    public static TheoryData<string> Found =>
        [.. Directory.GetFiles(Golden.Path("found"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Golden.Path("found"), file)).Order(StringComparer.Ordinal)];

    // tests/golden/found/READER/: what scripts/fuzz has found, and what was mended since.
    [Theory]
    [MemberData(nameof(Found))]
    public void GivenAnInputThatWasAFinding_WhenRead_ThenItIsReadOrRefusedAsPromised(string file)
    {
        var target = FuzzTargets.All(_folder.Path, Golden.Path("")).Single(t => t.Name == Path.GetDirectoryName(file));
        var path = Golden.Path(Path.Combine("found", file));
        var refusal = Record.Exception(() => target.Read(File.ReadAllBytes(path), path));
        Assert.True(refusal is null || target.IsRefusal(refusal), $"{file}: {refusal}");
    }

    [Fact]
    public void GivenAReaderThatBreaksItsPromises_WhenFiredAt_ThenEachKindIsFoundOnce()
    {
        static void Read(byte[] bytes, string file)
        {
            if (bytes.Length < 3) throw new InvalidDataException("too short");
            if (bytes[0] > 200) _ = bytes[bytes.Length + bytes[0]];
            if (bytes[0] is > 100 and < 150) _ = new byte[10_000];
        }
        var target = new FuzzTarget("broken", [[1, 2, 3, 4]], Read, e => e is InvalidDataException)
        {
            BytesPerByte = 1,
            BytesBeside = 9000,
        };
        var report = FuzzLoop.Run(target, 3000, seed: 1, _folder.Path);
        Assert.Equal(2, report.Findings.Count);
        Assert.Contains(report.Findings, f => f.What.StartsWith("IndexOutOfRangeException", StringComparison.Ordinal) && f.Input[0] > 200);
        Assert.Contains(report.Findings, f => f.What.StartsWith("allocated 10", StringComparison.Ordinal));
    }
}
