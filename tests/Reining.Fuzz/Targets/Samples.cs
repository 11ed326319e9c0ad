using System.Text;
using Reining.Data;
using Reining.Images;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Fuzz.Targets;

/// <summary>Small valid inputs, made by the project's own writers or read from the folder of golden files.</summary>
/// <param name="folder">Where they are made.</param>
/// <param name="golden">The repository's tests/golden.</param>
sealed class Samples(string folder, string golden)
{
    public byte[] Idx(string name, bool images)
    {
        var file = Path.Combine(folder, name);
        if (images)
            Data.Idx.WriteImages(file, new IdxImages([.. Enumerable.Range(0, 60).Select(i => (byte)(4 * i))], 3, 4, 5));
        else
            Data.Idx.WriteLabels(file, [1, 2, 3, 9, 0]);
        return File.ReadAllBytes(file);
    }

    public byte[] Cifar(int records) =>
    [
        .. Enumerable.Range(0, records * CifarBinary.RecordSize)
            .Select(i => i % CifarBinary.RecordSize == 0 ? (byte)(i % 10) : (byte)(i / 7)),
    ];

    public byte[] Mat() => File.ReadAllBytes(Path.Combine(golden, "svhn.mat"));

    public IEnumerable<byte[]> Npzs() =>
        ((string[])["stored.npz", "packed.npz"]).Select(name => File.ReadAllBytes(Path.Combine(golden, "npz", name)));

    public IEnumerable<byte[]> Pngs() =>
        from channels in (int[])[1, 3, 4]
        from size in (int[])[1, 9]
        let pixels = Enumerable.Range(0, size * (size + 3) * channels).Select(i => (byte)(i * 37))
        select ImageCodec.EncodePng(new PixelImage(size, size + 3, channels, [.. pixels]));

    public IEnumerable<byte[]> Jpegs() => Directory.GetFiles(golden, "*.jpg").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    public IEnumerable<byte[]> SafetensorsFiles()
    {
        TorchRuntime.Load();
        var file = Path.Combine(folder, "seed.safetensors");
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["a"] = arange(6, dtype: float32).view(2, 3),
            ["b.c"] = zeros(0, 4),
            ["d"] = tensor(7L),
            ["e"] = ones(3, dtype: ScalarType.BFloat16),
        };
        Safetensors.Write(file, tensors, [KeyValuePair.Create("step", "3")]);
        yield return File.ReadAllBytes(file);
        yield return File.ReadAllBytes(Path.Combine(golden, "tiny.safetensors"));
    }

    public IEnumerable<byte[]> TorchFiles() =>
        ((string[])["torch_zip.pth", "torch_nested.pth", "torch_stream.pth"]).Select(name => File.ReadAllBytes(Path.Combine(golden, name)));

    public IEnumerable<byte[]> Notebooks() =>
    [
        """
        {"cells":[{"cell_type":"code","id":"a1","metadata":{"tags":["parameters"]},"execution_count":3,"source":["int n = 5;\n","n"],
        "outputs":[{"output_type":"execute_result","data":{"text/plain":["5"],"text/html":["<b>5</b>"],"image/png":"iVBORw0KGgo="},
        "metadata":{},"execution_count":3},
        {"output_type":"stream","name":"stdout","text":["a\n","b"]},{"output_type":"error","ename":"E","evalue":"v","traceback":["t"]}]},
        {"cell_type":"markdown","metadata":{},"source":"# Title\n\ntext","attachments":{"p.png":{"image/png":"iVBORw0KGgo="}}},
        {"cell_type":"raw","metadata":{},"source":[]}],
        "metadata":{"kernelspec":{"name":"reining","language":"C#","display_name":"C#"},"language_info":{"name":"C#"}},
        "nbformat":4,"nbformat_minor":5}
        """u8.ToArray(),
        """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":2}"""u8.ToArray(),
    ];

    public IEnumerable<byte[]> Texts(string ending) => ending == ".dib"
        ?
        [
            Encoding.UTF8.GetBytes(
                "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n\n" +
                "#!csharp\n\nvar x = 1;\n\n#!markdown\n\n# Title\n\n#!fsharp\n\nlet y = 2\n"),
            Encoding.UTF8.GetBytes("Console.WriteLine(\"#!csharp\");\r\n#!html\r\n<b>ü</b>\r\n"),
        ]
        : [Encoding.UTF8.GetBytes("// %%\nvar x = 1;\n\n// %% [markdown]\n// # Title\n// text\n\n// %%\nx\n")];

    public byte[] Connection() =>
        """
        {"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"127.0.0.1","key":"k","transport":"tcp",
        "signature_scheme":"hmac-sha256","kernel_name":"x"}
        """u8.ToArray();
}
