using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Fuzz.Targets;

/// <summary>Readers of weights.</summary>
static class WeightTargets
{
    public static IEnumerable<FuzzTarget> All(Samples samples)
    {
        yield return new FuzzTarget("safetensors", [.. samples.SafetensorsFiles()], (_, file) => Safe(file), e => e is InvalidDataException)
        {
            Form = FuzzForms.Safetensors,
            Words = DataTargets.Words(
                "__metadata__", "\"dtype\":", "\"shape\":[", "\"data_offsets\":[", "F32", "BF16", "BOOL", "[", "]", "{", "}", ",", "null",
                "1e400", "\\ud800", "-0"),
            BytesPerByte = 400, // a header's JSON as nodes; the tensors are no managed memory
        };
        yield return new FuzzTarget("pth", [.. samples.TorchFiles()], (_, file) => Pth(file), e => e is InvalidDataException)
        {
            Form = FuzzForms.Zip,
            Ending = ".pth",
            Words = DataTargets.Words(
                "collections\nOrderedDict\n", "torch._utils\n_rebuild_tensor_v2\n", "torch\nFloatStorage\n", "]q\0",
                "h\0", "}", "(", "t", ")", "R", "Q", "b", "a", "e", "s", "u", "K\0", "J\0\0\0\x7f", "\x8a\x08", "\x85", "\x86", "\x87"),
            BytesPerByte = TorchFile.ContentPerByte + 400,
            BytesBeside = TorchFile.ContentBeside + (4 << 20),
        };
    }

    static void Safe(string file)
    {
        using var read = Safetensors.Read(file);
        Touch(read.Tensors.Values);
    }

    static void Pth(string file)
    {
        using var read = TorchFile.Read(file);
        Touch(read.Tensors.Values);
    }

    /// <summary>Reads every value: memory beyond a tensor's end would show.</summary>
    static void Touch(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        foreach (var tensor in tensors)
            _ = tensor.to(ScalarType.Float32).sum().item<float>();
    }
}
