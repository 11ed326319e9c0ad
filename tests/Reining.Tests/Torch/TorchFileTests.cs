using System.IO.Compression;
using Reining.Tests.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public sealed class TorchFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("torch_zip.pth", "")]
    [InlineData("torch_stream.pth", "")]
    [InlineData("torch_nested.pth", "model.")]
    public void GivenAFileOfPyTorch_WhenRead_ThenEveryTensorIsThat(string file, string prefix)
    {
        using var read = TorchFile.Read(Golden.Path(file));
        var expected = Golden.Read("torchfile.json")["tensors"]!.AsObject();
        Assert.Equal(expected.Select(e => prefix + e.Key), read.Tensors.Keys);
        foreach (var (name, entry) in expected)
        {
            using var scope = NewDisposeScope();
            var tensor = read.Tensors[prefix + name];
            Assert.Equal([.. entry!["shape"]!.AsArray().Select(n => (long)n!)], tensor.shape);
            Assert.Equal(((string)entry["dtype"]!)
                .Replace("torch.", "", StringComparison.Ordinal)
                .Replace("uint8", "byte", StringComparison.Ordinal), tensor.dtype.ToString().ToLowerInvariant());
            Assert.Equal(
                [.. entry["values"]!.AsArray().Select(v => (double)v!)],
                tensor.numel() == 0 ? [] : tensor.to(float64).contiguous().data<double>().ToArray());
        }
        if (prefix.Length > 0)
            Assert.Equal(["epoch 3", "rates.0 0.5", "rates.1 0.25"], read.Metadata.Select(m => $"{m.Key} {m.Value}"));
    }

    [Fact]
    public void GivenAFile_WhenReadAndDisposed_ThenNoTensorStaysAlive()
    {
        TorchFile.Read(Golden.Path("torch_zip.pth")).Dispose();
        var before = LiveTensors.OnThisThread;
        TorchFile.Read(Golden.Path("torch_stream.pth")).Dispose();
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenAPickleThatCallsAFunction_WhenRead_ThenItIsRefusedByNameAndNotRun() =>
        Expect(Golden.Path("torch_evil.pth"), "got a call of", "print", "not made");

    // Pickles written by hand from the opcodes' description.
    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "got a call of 'os.system'")]
    [InlineData("\u0080\u0002cbuiltins\neval\n.", "expected a tensor, a number or text, got PickleName")]
    [InlineData("\u0080\u0002ccollections\nOrderedDict\n)\u0081.", "got 0x81 at byte")] // NEWOBJ
    [InlineData("\u0080\u0002i os\nsystem\n.", "got 0x69 at byte")] // INST
    [InlineData("\u0080\u0002(X\u0002\0\0\0lso.", "got 0x6f at byte")] // OBJ
    [InlineData("\u0080\u0005}.", "protocol 2 to 4, got 5")]
    [InlineData("\u0080\u0002}X\u0001\0\0\0a", "got the end of the file")]
    [InlineData("\u0080\u0002}X\u00ff\u00ff\u00ff\u007fa", "a text of at most")]
    [InlineData("\u0080\u0002h\u0005.", "remembered before")]
    [InlineData("\u0080\u0002u.", "a mark on the stack")]
    [InlineData("\u0080\u0002}.", "expected tensors by name, got none")]
    [InlineData(
        "\u0080\u0002(X\u0007\0\0\0storagectorch\nQuantStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQ.",
        "got torch.QuantStorage")]
    [InlineData("\u0080\u0002}X\u0001\0\0\0ad}.", "got 0x64 at byte")]
    public void GivenAnythingElse_WhenRead_ThenItIsRefused(string pickle, string expected) => Expect(Zip(("a/data.pkl", pickle)), expected);

    [Fact]
    public void GivenStorages_WhenTheyDoNotFit_ThenTheFileIsRefused()
    {
        // A tensor of 4 values by strides (1) in a storage of `count` values, key 0.
        string Tensor(int count, int offset) =>
            "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n" +
            "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK" + (char)count + "tQK" + (char)offset +
            "K\u0004\u0085K\u0001\u0085\u0089ccollections\nOrderedDict\n)RtRs.";
        var bytes = string.Concat(Enumerable.Repeat("\0\0\u0080?", 5)); // ones
        using (var read = TorchFile.Read(Zip(("a/data.pkl", Tensor(5, 1)), ("a/data/0", bytes))))
            Assert.Equal([1f, 1f, 1f, 1f], read.Tensors["a"].data<float>().ToArray());
        Expect(Zip(("a/data.pkl", Tensor(5, 2)), ("a/data/0", bytes)), "inside its storage of 5 values", "offset 2");
        Expect(Zip(("a/data.pkl", Tensor(6, 1)), ("a/data/0", bytes)), "expected 24 bytes of storage 0, got 20");
        Expect(Zip(("a/data.pkl", Tensor(5, 1))), "data/0");
        Expect(Zip(("a/data.pkl", Tensor(5, 1)), ("a/data/0", bytes), ("a/byteorder", "big")), "'big'");
    }

    // Wherever a value of one kind belongs, a pickle can hold any other: None, text, a list, a truth value, a fraction.
    [Theory]
    [InlineData("N")]
    [InlineData("X\u0001\0\0\0a")]
    [InlineData("]")]
    [InlineData("\u0088")]
    [InlineData("G?\u00f0\0\0\0\0\0\0")]
    [InlineData("(")]
    [InlineData("\u008a\u0009\0\0\0\0\0\0\0\0\u0001")]
    public void GivenAValueOfAnotherKind_WhenRead_ThenTheFileIsRefusedWhereverItStands(string other)
    {
        // A tensor of one value, with every part of its description in turn exchanged.
        string[] parts =
        [
            "X\u0007\0\0\0storage", "ctorch\nFloatStorage\n", "X\u0001\0\0\00", "X\u0003\0\0\0cpu", "K\u0001", // the storage
            "K\0", "K\u0001", "K\u0001", "\u0089", "ccollections\nOrderedDict\n)R", // offset, shape, strides, gradient, hooks
        ];
        string Pickle(Func<int, string> part) =>
            "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((" + string.Concat(Enumerable.Range(0, 5).Select(part)) +
            "tQ" + part(5) + $"({part(6)}t({part(7)}t" + part(8) + part(9) + "tRs.";
        var one = ("a/data/0", "\0\0\u0080?");
        using (var read = TorchFile.Read(Zip(("a/data.pkl", Pickle(i => parts[i])), one)))
            Assert.Equal(1f, read.Tensors["a"].item<float>());
        foreach (var at in Enumerable.Range(0, parts.Length))
        {
            var fits = at is 0 or 2 or 3 && other.StartsWith('X') || at == 8 && other == "\u0088";
            var path = Zip(("a/data.pkl", Pickle(i => i == at ? other : parts[i])), one);
            if (fits && at is 3 or 8)
                TorchFile.Read(path).Dispose(); // the name of a device, and a truth value
            else
                Expect(path, "expected");
        }
        Expect(Zip(("a/data.pkl", $"\u0080\u0004X\u0001\0\0\0a{other}\u0093)R.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0004{other}X\u0001\0\0\0a\u0093)R.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0002{other}.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0002{other})R.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0002{other}}}b.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0002}}{other}b.")), "expected");
        Expect(Zip(("a/data.pkl", $"\u0080\u0002ctorch\nSize\n{other}\u0085R.")), "expected");
        // The stream before the zip format: magic number, version, system, tensors, names of storages.
        var stream = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Golden.Path("torch_stream.pth")));
        var names = stream.LastIndexOf("\u0080\u0002]", StringComparison.Ordinal);
        File.WriteAllBytes(
            _folder.File("stream.pth"), System.Text.Encoding.Latin1.GetBytes($"{stream[..names]}\u0080\u0002]{other}a.{stream[names..]}"));
        Expect(_folder.File("stream.pth"), "expected");
    }

    [Theory]
    [InlineData("K\u0001", "")]
    [InlineData("", "K\u0001")]
    [InlineData("K\u0001K\u0001", "K\u0001")]
    public void GivenStridesOfAnotherNumber_WhenRead_ThenTheFileIsRefused(string shape, string strides) =>
        Expect(
            Zip(
                ("a/data.pkl",
                    "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n" +
                    $"X\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQK\0({shape}t({strides}t\u0089ccollections\nOrderedDict\n)RtRs."),
                ("a/data/0", "\0\0\u0080?")),
            "as many strides as dimensions");

    // A list that contains itself; ten lists, each ten times the one before; a million dictionaries in one another.
    [Theory]
    [InlineData("\u0080\u0002}X\u0001\0\0\0a]q\0h\0as.", "levels")]
    [InlineData("\u0080\u0002}q\0X\u0001\0\0\0ah\0s.", "levels")]
    public void GivenAValueThatContainsItself_WhenRead_ThenItIsRefused(string pickle, string expected) =>
        Expect(Zip(("a/data.pkl", pickle)), expected);

    [Fact]
    public void GivenListsThatRepeatEachOther_WhenRead_ThenTheFileIsRefusedSoon()
    {
        // Twelve levels, each holding the one below ten times: 10¹² values from 400 bytes.
        var pickle = "\u0080\u0002}X\u0001\0\0\0a]q\0K\u0001a";
        for (var level = 1; level <= 12; level++)
            pickle += $"0]q{(char)level}(" + string.Concat(Enumerable.Repeat($"h{(char)(level - 1)}", 10)) + "e";
        Expect(Zip(("a/data.pkl", pickle + "s.")), "of at most", "got more");
        Expect(Zip(("a/data.pkl", "\u0080\u0002" + new string(']', 1_000_000) + new string('a', 999_999) + ".")), "levels");
    }

    [Fact]
    public void GivenASmallFileThatAsksForMuch_WhenRead_ThenItIsRefusedBeforeMemoryIsTaken()
    {
        // Strides of 0 over one value: a repeated one is read, 2e6 × 2e6 of it are not.
        string Repeated(string rows, string columns) =>
            "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n" +
            "X\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQK\0" + rows + columns + "\u0086K\0K\0\u0086\u0089ccollections\nOrderedDict\n)RtRs.";
        const string TwoMillion = "J\u0080\u0084\u001e\0";
        using (var read = TorchFile.Read(Zip(("a/data.pkl", Repeated("K\u0064", "K\u0064")), ("a/data/0", "\0\0\u0080?"))))
            Assert.Equal(10_000f, read.Tensors["a"].sum().item<float>());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var large = Zip(("a/data.pkl", Repeated(TwoMillion, TwoMillion)), ("a/data/0", "\0\0\u0080?"));
        Expect(large, "of at most", "for each byte of the file");
        Expect(Zip(("a/data.pkl", Repeated("K\0", "\u008a\u0008" + "\0\0\0\0\0\0\0\u0040")), ("a/data/0", "\0\0\u0080?")));
        // A zip file packs zeros by a thousand: what it says to hold is bounded too.
        Expect(Zip(("a/data.pkl", Repeated("K\u0001", "K\u0001")), ("a/data/0", new string('\0', 40 << 20))), "of at most");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400 << 20); // the 40 MiB of text, as two kinds of arrays
    }

    [Fact]
    public void GivenATensorUnderTwoNames_WhenRead_ThenItIsOne()
    {
        var once = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n" +
            "X\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQ" +
            "K\0K\u0002\u0085K\u0001\u0085\u0089ccollections\nOrderedDict\n)RtR";
        var pickle = "\u0080\u0002}(X\u0001\0\0\0a" + once + "q\u0001X\u0001\0\0\0bh\u0001u.";
        using var read = TorchFile.Read(Zip(("a/data.pkl", pickle), ("a/data/0", "\0\0\u0080?\0\0\0@")));
        Assert.Same(read.Tensors["a"], read.Tensors["b"]);
        Assert.Equal([1f, 2f], read.Tensors["b"].data<float>().ToArray());
    }

    [Fact]
    public void GivenOtherFiles_WhenRead_ThenTheErrorSaysWhatTheyAre()
    {
        Expect(Golden.Path("tiny_detector.pt"), "TorchScript", "torch.jit.load");
        Expect(Golden.Path("tiny.safetensors"), "save only a state dict");
        Expect(Zip(("x.txt", "")), "data.pkl");
        var stream = File.ReadAllBytes(Golden.Path("torch_stream.pth"));
        File.WriteAllBytes(_folder.File("short.pth"), stream[..^8]);
        Expect(_folder.File("short.pth"), "end of the file");
        Assert.Throws<FileNotFoundException>(() => TorchFile.Read(_folder.File("none.pth")));
    }

    string Zip(params (string Name, string Latin1)[] members)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.pth");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in members)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(System.Text.Encoding.Latin1.GetBytes(content));
        }
        return path;
    }

    static void Expect(string path, params string[] parts)
    {
        var message = Assert.Throws<InvalidDataException>(() => TorchFile.Read(path)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Contains(path, message, StringComparison.Ordinal);
    }
}
