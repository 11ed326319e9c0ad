using System.Runtime.CompilerServices;
using Reining.Images;

namespace Reining.Tests;

/// <summary>
/// Compares with a file kept beside the test (<c>Verified/…</c>). On a difference the received content is written next to it as
/// <c>….received.…</c>; look at both, and if the new one is right, rename it, or run the test once more with
/// <c>REINING_ACCEPT=1</c>, which writes the verified file.
/// </summary>
static class Snapshot
{
    const string Remedy = "if it is right, run the test again with REINING_ACCEPT=1.";

    static bool Accepts => Environment.GetEnvironmentVariable("REINING_ACCEPT") == "1";

    public static void Text(string name, string received, [CallerFilePath] string test = "")
    {
        var (verified, other) = Files(name, test);
        received = received.ReplaceLineEndings("\n");
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n").TrimEnd('\n') : null;
        if (expected == received.TrimEnd('\n')) return;
        File.WriteAllText(Accepts ? verified : other, received.TrimEnd('\n') + "\n");
        if (!Accepts) Assert.Fail(expected is null ? $"No snapshot yet: look at {other}; {Remedy}" : Difference(expected, received, other));
    }

    /// <summary>Pictures are equal when no channel of any pixel differs by more than <paramref name="tolerance"/> (text is
    /// drawn by native code).</summary>
    public static void Picture(string name, byte[] png, int tolerance = 0, [CallerFilePath] string test = "")
    {
        var (verified, other) = Files(name, test);
        if (Accepts || !File.Exists(verified))
        {
            File.WriteAllBytes(Accepts ? verified : other, png);
            if (!Accepts) Assert.Fail($"No snapshot yet: look at {other}; {Remedy}");
        }
        PixelImage received = ImageCodec.Decode(png), expected = ImageCodec.Load(verified);
        var same = (received.Width, received.Height, received.Channels) == (expected.Width, expected.Height, expected.Channels);
        var worst = 0;
        if (same)
            for (var i = 0; i < received.Pixels.Length; i++) worst = Math.Max(worst, Math.Abs(received.Pixels[i] - expected.Pixels[i]));
        if (same && worst <= tolerance) return;
        File.WriteAllBytes(other, png);
        Assert.Fail(
            $"{name}: expected {expected.Width}x{expected.Height}x{expected.Channels}, " +
            $"got {received.Width}x{received.Height}x{received.Channels}, " +
            $"largest difference {worst} (allowed {tolerance}); compare with {other}; {Remedy}");
    }

    static (string Verified, string Received) Files(string name, string test)
    {
        var folder = Path.Combine(Path.GetDirectoryName(test)!, "Verified");
        Directory.CreateDirectory(folder);
        var dot = name.LastIndexOf('.');
        return (Path.Combine(folder, name), Path.Combine(folder, $"{name[..dot]}.received{name[dot..]}"));
    }

    static string Difference(string expected, string received, string other)
    {
        string[] a = expected.Split('\n'), b = received.Split('\n');
        var line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => i >= a.Length || i >= b.Length || a[i] != b[i]);
        return $"Line {line + 1}: expected '{a.ElementAtOrDefault(line)}', got '{b.ElementAtOrDefault(line)}'; " +
            $"compare with {other}; {Remedy}";
    }
}
