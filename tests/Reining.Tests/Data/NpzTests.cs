using Reining.Data;

namespace Reining.Tests.Data;

/// <summary>Files of NumPy arrays: one that NumPy wrote (tests/golden/npz.py), and ones that are damaged on purpose.</summary>
public sealed class NpzTests : IDisposable
{
    const string Remedy = "make it anew";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    Npz Read(string path, params string[] names) => Npz.Read(path, "Reader", Remedy, names);

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("packed.npz")]
    public void GivenAFileOfNumPy_WhenRead_ThenShapesAndValuesAreItsOwn(string name)
    {
        var npz = Npz.Read(
            Golden.Path(Path.Combine("npz", name)), "Reader", Remedy,
            ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1", "one", "empty"], "absent");
        foreach (var type in new[] { "f2", "f4", "f8" })
            Assert.Equal([-1.5f, -0.5f, 0.5f, 1.5f, 2.5f, 3.5f], npz.Floats(type, 2, 3));
        foreach (var type in new[] { "i1", "i2", "i4", "i8" })
            Assert.Equal([-2, -1, 0, 1, 2, 3], npz.Whole(type, -2, 3, 3, 2));
        foreach (var type in new[] { "u1", "u2", "u4" })
            Assert.Equal([0, 1, 2, 200], npz.Whole(type, 0, 200, 4));
        Assert.Equal([1, 0, 1], npz.Whole("b1", 0, 1, -1));
        Assert.Equal([7], npz.Whole("one", 0, 10));
        Assert.Equal([0f, 1, 2, 200], npz.Floats("u1", -1)); // whole numbers are numbers too
        Assert.Empty(npz.Floats("empty", 0, 4));
        Assert.False(npz.Has("absent"));
    }

    [Fact]
    public void GivenArraysWrittenByHand_WhenRead_ThenTheyComeBack()
    {
        var path = _folder.File("hand.npz");
        NpzWriter.Write(
            path,
            [("a", new[] { 1.5f, -2, 3, 4, 5, 6 }, [3, 2]), ("k", new uint[] { uint.MaxValue, 0 }, [2]), ("s", new[] { 9L }, [])]);
        var npz = Read(path, "a", "k", "s");
        Assert.Equal([1.5f, -2, 3, 4, 5, 6], npz.Floats("a", -1, 2));
        Assert.Equal([uint.MaxValue, 0], npz["k"].Whole()!);
        Assert.Equal([9], npz.Whole("s", 9, 9));
    }

    public static TheoryData<string, string, string> Damaged => new()
    {
        { "no file", "a file at", "no such file" },
        { "no zip", "a whole zip of arrays", "another file or a damaged one" },
        { "cut off", "a whole zip of arrays", "another file or a damaged one" },
        { "a byte is another", "checksum", "got others" },
        { "no such array", "the arrays a", "no a" },
        { "no array", "an array of NumPy as 'a'", "something else" },
        { "big-endian", "little-endian numbers", "'>f4'" },
        { "objects", "little-endian numbers", "'|O'" },
        { "records", "type, order and shape", "descr" },
        { "Fortran", "C order", "Fortran order" },
        { "too few values", "shape (3,) and type f4", "8 bytes" },
        { "endless shape", "shape (2000000000, 2000000000)", "8 bytes" },
        { "negative shape", "type, order and shape", "(-3,)" },
        { "long header", "a header of at most", "of 12" },
        { "not finite", "finite values in 'a'", "NaN at 1" },
        { "other shape", "'a' of shape 5xN", "got 2" },
        { "fractions", "whole numbers in 'a'", "type f4" },
        { "out of range", "numbers from 0 to 3 in 'i'", "9 at 1" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void GivenADamagedFile_WhenRead_ThenTheRefusalSaysWhatWasExpectedAndWhatCame(string what, string expected, string got)
    {
        var path = _folder.File("a.npz");
        Refusal.Of<DataException>(() => Use(Make(what, path), what), "Reader: expected ", expected, ", got ", got, $"; {Remedy}.");
    }

    static string Make(string what, string path)
    {
        byte[] two = NpzWriter.BytesOf(new[] { 1f, what == "not finite" ? float.NaN : 2 });
        byte[] content = what switch
        {
            "no array" => [.. "this is text, no array"u8],
            "big-endian" => NpzWriter.Npy(">f4", "2,", two),
            "objects" => NpzWriter.Npy("|O", "2,", two),
            "records" => NpzWriter.Npy("x', ('y", "2,", two),
            "Fortran" => NpzWriter.Npy("<f4", "2,", two, fortran: true),
            "too few values" => NpzWriter.Npy("<f4", "3,", two),
            "endless shape" => NpzWriter.Npy("<f4", "2000000000, 2000000000", two),
            "negative shape" => NpzWriter.Npy("<f4", "-3,", two),
            "long header" => [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127],
            _ => NpzWriter.Npy("<f4", "2,", two),
        };
        if (what == "no file")
            return path;
        NpzWriter.WriteRaw(
            path, [(what == "no such array" ? "b" : "a", content), ("i", NpzWriter.Npy("<i8", "2,", NpzWriter.BytesOf(new[] { 1L, 9 })))]);
        var bytes = File.ReadAllBytes(path);
        if (what == "no zip")
            bytes = [.. "not a zip"u8];
        else if (what == "cut off")
            bytes = bytes[..(bytes.Length / 2)];
        else if (what == "a byte is another")
            bytes = Stored(bytes, content, path);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // Unpacked, so that the changed byte is one of a value.
    static byte[] Stored(byte[] bytes, byte[] content, string path)
    {
        File.Delete(path);
        using (var zip = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("a.npy", System.IO.Compression.CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
        bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(content.AsSpan(0, 6)) + content.Length - 1] ^= 1;
        return bytes;
    }

    object Use(string path, string what) => what switch
    {
        "other shape" => Read(path, "a").Floats("a", 5, -1),
        "fractions" => Read(path, "a").Whole("a", 0, 3, -1),
        "out of range" => Read(path, "i").Whole("i", 0, 3, -1),
        _ => Read(path, "a").Floats("a", -1),
    };

    [Fact]
    public void GivenAFileCutAnywhere_WhenRead_ThenItIsRefusedAndNothingElseIsThrown()
    {
        var whole = File.ReadAllBytes(Golden.Path(Path.Combine("npz", "stored.npz")));
        var path = _folder.File("cut.npz");
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            Refusal.Of<DataException>(() => Read(path, "f4", "i8"), "Reader: expected", Remedy);
        }
    }
}
