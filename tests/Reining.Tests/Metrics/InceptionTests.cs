using System.Security.Cryptography;
using Reining.Metrics;
using Reining.Tests.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public sealed class InceptionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // 22 million weights, made from the closed form of tests/golden and passed through once: about a second on a quiet core.
    [Fact]
    public void GivenClosedFormWeights_WhenImagesAreSeen_ThenFeaturesAreTorchvisionsWithPytorchFidsWiring()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Read("inception.json");
        using var extractor = new Inception(Filled(golden), InceptionResize.PytorchFid);
        var images = (Golden.Values([1, 3, 32, 32], 77, 0.5, 0.5) * 256).floor() / 255;
        Golden.AssertSummary(golden["resized"]!, Inception.Resized(images, InceptionResize.PytorchFid), 1e-5, "resized");
        var features = extractor.Features(images);
        Assert.Equal([1, 2048], features.shape);
        Golden.AssertSummary(golden["features"]!, features, 1e-4, "features");
    }

    [Fact]
    public void GivenGray_WhenPrepared_ThenItIsRoundedToBytesAndRepeated()
    {
        using var scope = NewDisposeScope();
        var x = Inception.Quantized(tensor(new float[] { 0, 0.4f / 255, 0.6f / 255, 1.00001f }).view(1, 1, 2, 2));
        Assert.Equal([1, 3, 2, 2], x.shape);
        Assert.Equal([0, 0, 1, 255, 0, 0, 1, 255, 0, 0, 1, 255], x.contiguous().data<float>().ToArray());
    }

    static InceptionNet Filled(System.Text.Json.Nodes.JsonNode golden)
    {
        var net = new InceptionNet();
        Assert.Equal((long)golden["parameters"]!, net.ParameterCount);
        // torchvision's published count with its auxiliary classifier is 27 161 264; with 1008 classes and no such part, 23 850 960.
        Assert.Equal(23_850_960 - 1008 * 2049, net.ParameterCount);
        var named = Weights.Named(net).OrderBy(w => w.Key, StringComparer.Ordinal).ToArray();
        var text = string.Join('\n', named.Select(w => w.Value.ndim == 0 ? $"{w.Key} " : $"{w.Key} {Shape.Text(w.Value)}"));
        Assert.Equal((string)golden["names_sha256"]!, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))));
        var values = new Dictionary<string, Tensor>();
        for (var i = 0; i < named.Length; i++)
        {
            var (name, tensor) = named[i];
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            var (offset, scale) =
                name.EndsWith("conv.weight", StringComparison.Ordinal) ? (0, Math.Sqrt(6.0 / (tensor.numel() / tensor.shape[0])))
                : name.EndsWith("bn.weight", StringComparison.Ordinal) ? (1, 0.2)
                : name.EndsWith("running_var", StringComparison.Ordinal) ? (1, 0.3)
                : (0, 0.1);
            values[name] = Golden.Values(tensor.shape, (ulong)(5000 + i), offset, scale);
        }
        values["fc.weight"] = zeros(1008, 2048);
        values["fc.bias"] = zeros(1008);
        net.Load(values, "the test");
        return net;
    }

    [Fact]
    public void GivenTheTorchScriptFile_WhenLoaded_ThenItSeesBytesAndReturnsFeatures()
    {
        using var scope = NewDisposeScope();
        var path = Golden.Path("tiny_detector.pt");
        using var extractor = Inception.Load(new InceptionOptions { Path = path, Sha256 = Sum(path) });
        Assert.Contains("TorchScript", extractor.Name, StringComparison.Ordinal);
        // Feature i is the mean of channel i % 3, in 0 … 255, times (i / 3 + 1) / 683.
        var features =
            extractor.Features(tensor(new float[] { 0.2f, 0.4f, 0.6f }).view(1, 3, 1, 1).expand(1, 3, 8, 8)).data<float>().ToArray();
        Assert.Equal(2048, features.Length);
        for (var i = 0; i < 2048; i++) Assert.Equal((51.0 + 51 * (i % 3)) * (i / 3 + 1) / 683, features[i], 1e-3);
    }

    [Theory]
    [InlineData(".pth")]
    [InlineData(".safetensors")]
    public void GivenAnotherNetsFile_WhenLoaded_ThenItIsRefusedWithTheNames(string ending)
    {
        var path = _folder.File("other" + ending);
        using (var file = TorchFile.Read(Golden.Path("torch_zip.pth")))
        {
            if (ending == ".pth") File.Copy(Golden.Path("torch_zip.pth"), path);
            else Safetensors.Write(path, file.Tensors);
        }
        var message =
            Assert.Throws<InvalidDataException>(() => Inception.Load(new InceptionOptions { Path = path, Sha256 = Sum(path) })).Message;
        Assert.Contains("another architecture", message, StringComparison.Ordinal);
        Assert.Contains("Conv2d_1a_3x3.conv.weight", message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoWeightsOrOthers_WhenAsked_ThenTheReasonIsGiven()
    {
        Expect(new InceptionOptions { Path = "" }, "set REINING_INCEPTION", "pt_inception-2015-12-05-6726825d.pth");
        Expect(new InceptionOptions { Path = _folder.File("none.pt") }, "there is no file", "none.pt");
        var path = Golden.Path("tiny_detector.pt");
        Expect(new InceptionOptions { Path = path }, Inception.PytorchFidSum, Inception.TorchScriptSum, $"got {Sum(path)}");
        Expect(new InceptionOptions { Path = path, Sha256 = new string('0', 64) }, $"sha256 {new string('0', 64)}, got {Sum(path)}");

        static void Expect(InceptionOptions options, params string[] parts)
        {
            var reason = Inception.WhyNot(options);
            Assert.NotNull(reason);
            Assert.All(parts, part => Assert.Contains(part, reason, StringComparison.Ordinal));
            Refusal.Of<InvalidDataException>(() => Inception.Load(options), reason);
        }
    }

    [Fact]
    public void GivenARamp_WhenResizedAsTensorFlow1_ThenValuesStartAtTheCornerAndTheEdgeRepeats()
    {
        using var scope = NewDisposeScope();
        // f(y, x) = 10y + x on 23x13: target (s, t) reads (s·23/299, t·13/299) = (s/13, t/23) exactly, up to the last row and column.
        var ramp = (arange(23, float32).view(23, 1) * 10 + arange(13, float32)).expand(2, 3, 23, 13);
        var resized = Inception.Resized(ramp, InceptionResize.TensorFlow1);
        Assert.Equal([2, 3, 299, 299], resized.shape);
        var values = resized[1, 2].contiguous().data<float>().ToArray();
        for (var s = 0; s < 299; s++)
            for (var t = 0; t < 299; t++)
                Assert.Equal(10 * Math.Min(s / 13.0, 22) + Math.Min(t / 23.0, 12), values[s * 299 + t], 1e-3);
        // The other way reads half a pixel further: it differs where TensorFlow's is exact.
        Assert.NotEqual(values[299 * 13 + 23], Inception.Resized(ramp, InceptionResize.PytorchFid)[1, 2, 13, 23].item<float>(), 0.1f);
    }

    [Fact]
    public void GivenWrongImages_WhenSeen_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        using var extractor = new Inception(new InceptionNet(), InceptionResize.PytorchFid);
        foreach (var wrong in new[] { zeros(1, 2, 8, 8), zeros(3, 8, 8), zeros(1, 3, 8, 8, dtype: uint8) })
            Refusal.Of<ArgumentException>(() => extractor.Features(wrong), "got " + Shape.Text(wrong));
        Refusal.Of<ArgumentException>(() => new InceptionNet().forward(zeros(1, 3, 74, 80)), "at least 75x75");
    }

    // The real weights, where a user has named them.
    [SkippableFact]
    public void GivenTheUsersWeights_WhenLoaded_ThenFeaturesAreFinite()
    {
        var reason = Inception.WhyNot();
        Skip.If(reason is not null, reason);
        using var scope = NewDisposeScope();
        using var extractor = Inception.Load();
        var features = extractor.Features(rand(2, 3, 64, 64));
        Assert.True(features.isfinite().all().item<bool>() && features.std().item<float>() > 0.01f);
    }

    static string Sum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
