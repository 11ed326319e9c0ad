using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Tests.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

/// <summary>Against a file made by hand from the public format description, and against every kind of damage.</summary>
public sealed class SafetensorsTests : IDisposable
{
    static readonly JsonNode Reference = Golden.Read("safetensors.json");
    static readonly byte[] Tiny = File.ReadAllBytes(Golden.Path("tiny.safetensors"));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string FileWith(ReadOnlySpan<byte> bytes)
    {
        var path = _folder.File("file.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    string FileWith(string header, int data = 0)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return FileWith(bytes);
    }

    static string Refusal(string path)
    {
        var e = Assert.Throws<InvalidDataException>(() => Safetensors.Read(path));
        Assert.StartsWith($"Read safetensors '{path}': ", e.Message, StringComparison.Ordinal);
        Assert.Matches("expected .+got |expected a shape", e.Message);
        return e.Message;
    }

    [Fact]
    public void GivenTheGoldenFile_WhenRead_ThenTensorsAndMetadataEqualTheReference()
    {
        using var file = Safetensors.Read(Golden.Path("tiny.safetensors"));

        Assert.Equal(Reference["tensors"]!.AsObject().Select(t => t.Key).Order(), file.Tensors.Keys.Order());
        foreach (var (name, entry) in Reference["tensors"]!.AsObject())
        {
            using var scope = NewDisposeScope();
            var tensor = file.Tensors[name];
            Assert.Equal(entry!["shape"]!.AsArray().Select(n => (long)n!), tensor.shape);
            if ((string)entry["dtype"]! == "I64")
                Assert.Equal(entry["values"]!.AsArray().Select(n => (long)n!), tensor.flatten().data<long>().ToArray());
            else
                Assert.Equal(
                    entry["values"]!.AsArray().Select(n => (double)n!), tensor.flatten().to(ScalarType.Float64).data<double>().ToArray());
        }
        Assert.Equal(ScalarType.BFloat16, file.Tensors["half.ü"].dtype);
        Assert.Equal("tests/golden/safetensors.py", file.Metadata["made_by"]);
    }

    [Fact]
    public void GivenTheGoldenFile_WhenWrittenAgain_ThenItIsTheSameBytesButForTheHash()
    {
        using var file = Safetensors.Read(Golden.Path("tiny.safetensors"));
        Safetensors.Write(_folder.File("again"), file.Tensors, file.Metadata);
        var (header, data) = Parts(File.ReadAllBytes(_folder.File("again")));
        var hash = JsonNode.Parse(header)!["__metadata__"]![ContentHash.Key]!.GetValue<string>();
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(Parts(Tiny), (header.Replace($",\"{ContentHash.Key}\":\"{hash}\"", "", StringComparison.Ordinal), data));
    }

    static (string Header, string Data) Parts(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return (Encoding.UTF8.GetString(file, 8, length).TrimEnd(), Convert.ToHexString(file, 8 + length, file.Length - 8 - length));
    }

    [Fact]
    public void GivenAFileOfOurs_WhenAnyByteIsFlipped_ThenItIsRefusedOrSaysTheSame()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["a"] = arange(12, dtype: float32).view(3, 4),
            ["empty"] = zeros(0, 2),
            ["b"] = tensor(7L),
        };
        Safetensors.Write(_folder.File("a"), tensors, [KeyValuePair.Create("step", "12")]);
        var bytes = File.ReadAllBytes(_folder.File("a"));
        var alive = LiveTensors.OnThisThread;
        var data = bytes.Length - 12 * 4 - 8;
        for (var i = 0; i < bytes.Length; i++)
        {
            using var one = NewDisposeScope();
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 1;
            if (i >= data)
            {
                Assert.Contains("hash (reining_sha256)", Refusal(FileWith(damaged)), StringComparison.Ordinal);
                continue;
            }
            try
            {
                // White space for white space, or the name of the hash itself: what is read is what was written.
                using var read = Safetensors.Read(FileWith(damaged));
                Assert.Equal("12", read.Metadata["step"]);
                Assert.All(tensors, t => Assert.True(t.Value.equal(read.Tensors[t.Key]).all().item<bool>()));
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
        Assert.Equal(alive, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenAFileOfOurs_WhenAnotherProgramWritesItsHeaderAnew_ThenTheHashStillHolds()
    {
        using var scope = NewDisposeScope();
        var tensors = new[] { KeyValuePair.Create("z", ones(3)), KeyValuePair.Create("a", zeros(2)) };
        Safetensors.Write(_folder.File("a"), tensors, [KeyValuePair.Create("x", "y")]);
        var (header, data) = Parts(File.ReadAllBytes(_folder.File("a")));
        var members = JsonNode.Parse(header)!.AsObject();
        var reversed = new JsonObject(members.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        var json = Encoding.UTF8.GetBytes(reversed.ToJsonString(new() { WriteIndented = true }));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using var read = Safetensors.Read(FileWith([.. length, .. json, .. Convert.FromHexString(data)]));
        Assert.Equal([1f, 1f, 1f], read.Tensors["z"].data<float>().ToArray());
        Assert.Equal(["x y"], read.Metadata.Select(m => $"{m.Key} {m.Value}"));
    }

    public static TheoryData<ScalarType> Types =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16,
        ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void GivenTensorsOfAnyShapeAndLayout_WhenWrittenAndRead_ThenTheyAreEqual(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 0, 1, 2, 3, 100, 127 }).to(type);
        var written = new Dictionary<string, Tensor>
        {
            ["vector"] = values,
            ["transposed"] = values.view(2, 3).t(), // not contiguous
            ["every.second"] = values[TensorIndex.Slice(1, null, 2)],
            ["scalar"] = values[4],
            ["empty"] = zeros([0, 3], dtype: type),
            ["last"] = values.view(1, 6, 1),
        };

        Safetensors.Write(_folder.File("a"), written);
        using var read = Safetensors.Read(_folder.File("a"));

        Assert.Equal(written.Keys, read.Tensors.Keys);
        Assert.Empty(read.Metadata);
        foreach (var (name, tensor) in written)
        {
            Assert.Equal(type, read.Tensors[name].dtype);
            Assert.Equal(tensor.shape, read.Tensors[name].shape);
            Assert.True(tensor.equal(read.Tensors[name]).all().item<bool>(), name);
        }
    }

    [Fact]
    public void GivenNotANumberAndInfinity_WhenWrittenAndRead_ThenTheBitsAreKept()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { float.NaN, float.NegativeInfinity, -0f, float.Epsilon });
        Safetensors.Write(_folder.File("a"), [KeyValuePair.Create("a", values)], [KeyValuePair.Create("note", "a \"quoted\" ☃")]);
        using var read = Safetensors.Read(_folder.File("a"));
        Assert.Equal(values.bytes.ToArray(), read.Tensors["a"].bytes.ToArray());
        Assert.Equal("a \"quoted\" ☃", read.Metadata["note"]);
    }

    [Fact]
    public void GivenNoTensors_WhenWrittenAndRead_ThenTheFileIsEmpty()
    {
        Safetensors.Write(_folder.File("a"), []);
        using var read = Safetensors.Read(_folder.File("a"));
        Assert.Empty(read.Tensors);
    }

    [Fact]
    public void GivenANameTwiceOrATypeWithoutName_WhenWritten_ThenItThrowsAndWritesNothing()
    {
        using var a = zeros(2);
        using var complex = zeros(2, ScalarType.ComplexFloat32);
        Assert.Contains(
            "'a' again",
            Assert.Throws<ArgumentException>(
                () => Safetensors.Write(_folder.File("x"), [KeyValuePair.Create("a", a), KeyValuePair.Create("a", a)])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "ComplexFloat32",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(_folder.File("x"), [KeyValuePair.Create("a", complex)])).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void GivenATruncatedOrLengthenedFile_WhenRead_ThenItIsRefused()
    {
        for (var length = 0; length < Tiny.Length; length++)
            Refusal(FileWith(Tiny.AsSpan(0, length)));
        Refusal(FileWith([.. Tiny, 0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_001)]
    [InlineData(10)] // cuts the header
    public void GivenAWrongHeaderLength_WhenRead_ThenItIsRefused(long length)
    {
        var bytes = (byte[])Tiny.Clone();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Refusal(FileWith(bytes));
    }

    [Theory]
    // overlap
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    // the same bytes
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)] // a gap
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775807,-9223372036854775805]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8)] // too few bytes for the shape
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}""", 8)] // not allocated first
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0)] // the product overflows
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", 8)]
    // a name twice
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0)] // the strides overflow
    [InlineData("""{"__metadata__":{"a":null}}""", 0)]
    [InlineData("""{"a":null}""", 0)]
    [InlineData("""{"a":[1]}""", 0)]
    [InlineData("""{"__metadata__":{"step":1}}""", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    [InlineData("{", 0)]
    [InlineData("pickle", 0)]
    [InlineData("\0\0\0\0", 0)]
    public void GivenAMalformedHeader_WhenRead_ThenItIsRefused(string header, int data) => Refusal(FileWith(header, data));

    [Fact]
    public void GivenRandomDamage_WhenRead_ThenItIsReadOrRefusedAndNoTensorStaysAlive()
    {
        var before = LiveTensors.OnThisThread;
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var bytes = (byte[])Tiny.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Safetensors.Read(FileWith(bytes)).Dispose();
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
        Assert.Equal(before, LiveTensors.OnThisThread);
    }
}
