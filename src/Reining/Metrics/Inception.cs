using System.Security.Cryptography;
using Reining.Numerics;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Metrics;

/// <summary>
/// The 2048 features of the Inception net of 2015-12-05, on which the published FID is computed. The weights are the user's own file,
/// checked by SHA-256; nothing is fetched and nothing takes their place.
/// </summary>
/// <remarks>
/// Images are rounded to 8 bits first, as if saved as PNG, and gray is repeated in three channels (fact sheet rae.md §6). Sources:
/// mseitzer/pytorch-fid (net, its resizing), NVlabs/stylegan2-ada-pytorch (TorchScript file, values 0 to 255,
/// which resizes as TensorFlow 1).
/// </remarks>
public sealed class Inception : IFeatureExtractor, IDisposable
{
    /// <summary>Environment variable with the path of the weights.</summary>
    public const string Variable = "REINING_INCEPTION";

    /// <summary>SHA-256 of <c>pt_inception-2015-12-05-6726825d.pth</c>.</summary>
    public const string PytorchFidSum = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2";

    /// <summary>SHA-256 of <c>inception-2015-12-05.pt</c>.</summary>
    public const string TorchScriptSum = "f58cb9b6ec323ed63459aa4fb441fe750cfe39fafad6da5cb504a16f19e958f4";

    const long PieceSize = 32;

    readonly InceptionNet? _net;
    readonly jit.ScriptModule<Tensor, bool, Tensor>? _script;
    readonly InceptionResize _resize;

    internal Inception(InceptionNet net, InceptionResize resize)
    {
        (_net, _resize) = (net, resize);
        Name = $"Inception 2015-12-05, 2048 features ({resize} resizing)";
        net.eval();
        foreach (var parameter in net.parameters()) parameter.requires_grad = false;
    }

    Inception(jit.ScriptModule<Tensor, bool, Tensor> script)
    {
        _script = script;
        Name = "Inception 2015-12-05, 2048 features (TorchScript)";
        script.eval();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Dimensions => InceptionNet.Features;

    /// <summary>Why the features cannot be had here, or null when they can: for tables that must say so.</summary>
    /// <param name="options">Null takes the variable <see cref="Variable"/> and the published checksums.</param>
    public static string? WhyNot(InceptionOptions? options = null)
    {
        var path = PathOf(options);
        if (string.IsNullOrEmpty(path))
            return $"no Inception weights: set {Variable} to your copy of pt_inception-2015-12-05-6726825d.pth " +
                "or inception-2015-12-05.pt (data/README.md says where they are)";
        if (!File.Exists(path)) return $"no Inception weights: there is no file '{path}'; correct {Variable} or the option Path";
        using var stream = File.OpenRead(path);
        var sum = Convert.ToHexStringLower(SHA256.HashData(stream));
        var expected = options?.Sha256 is { } given ? [given.ToLowerInvariant()] : new[] { PytorchFidSum, TorchScriptSum };
        return expected.Contains(sum)
            ? null
            : $"wrong Inception weights: expected '{path}' with sha256 {string.Join(" or ", expected)}, got {sum}; " +
                "fetch the file again, or give its checksum (option Sha256) if it is what you want";
    }

    /// <summary>Loads the user's weights; the kind of file is told by its content.</summary>
    /// <param name="options">Null takes the variable <see cref="Variable"/> and the published checksums.</param>
    /// <exception cref="InvalidDataException">No file, another checksum, or a file of another net, with the reason.</exception>
    public static Inception Load(InceptionOptions? options = null)
    {
        if (WhyNot(options) is { } reason) throw new InvalidDataException($"Inception.Load: {reason}.");
        TorchRuntime.Load();
        var path = PathOf(options)!;
        if (IsTorchScript(path)) return new Inception(jit.load<Tensor, bool, Tensor>(path));
        var net = new InceptionNet();
        try
        {
            if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            {
                using var file = Safetensors.Read(path);
                net.Load(file.Tensors, $"'{path}'");
            }
            else
            {
                using var file = TorchFile.Read(path);
                net.Load(file.Tensors, $"'{path}'");
            }
        }
        catch
        {
            net.Dispose();
            throw;
        }
        return new Inception(net, options?.Resize ?? InceptionResize.PytorchFid);
    }

    /// <summary>Moves the net to a device; images must then be there too.</summary>
    public Inception To(Device device)
    {
        _net?.to(device);
        _script?.to(device);
        return this;
    }

    /// <summary>Features of any number of images, computed in pieces of 32: an image takes some 25 MB of activations.</summary>
    /// <param name="images">(N, 1 or 3, H, W), floating, in [0, 1].</param>
    /// <returns>(N, 2048), float32; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public Tensor Features(Tensor images)
    {
        if (images.ndim != 4 || images.shape[0] < 1 || images.shape[1] is not (1 or 3) || !images.is_floating_point())
            throw new ArgumentException(
                "Inception.Features: expected floating-point images (N, 1 or 3, H, W) " +
                $"in [0, 1], got {Shape.Text(images)} {images.dtype}.");
        return MiniBatches.Map(images, Piece, PieceSize); // (N, 2048)
    }

    Tensor Piece(Tensor images)
    {
        var x = Quantized(images); // (B, 3, H, W) in 0 … 255
        var features = _script is null ? _net!.forward(2 * Resized(x / 255, _resize) - 1) : _script.forward(x, true);
        Shape.Expect(features, "Inception.Features (the net's output)", images.shape[0], Dimensions);
        return features.to(float32); // (B, 2048)
    }

    /// <summary>Frees the net.</summary>
    public void Dispose()
    {
        _net?.Dispose();
        _script?.Dispose();
    }

    /// <summary>Rounds to whole numbers 0 … 255, half to even as <see cref="Images.ImageBatch"/> does; one channel becomes three.</summary>
    internal static Tensor Quantized(Tensor images) => (images.detach().to(float32) * 255).round().clamp(0, 255).expand(-1, 3, -1, -1);

    /// <summary>Bilinear to (N, C, 299, 299), without smoothing.</summary>
    internal static Tensor Resized(Tensor images, InceptionResize way)
    {
        const long S = InceptionNet.Side;
        if (way == InceptionResize.PytorchFid) return F.interpolate(images, [S, S], mode: InterpolationMode.Bilinear, align_corners: false);
        using var scope = NewDisposeScope();
        var rows = Corner(images.shape[2], images.device); // (299, H)
        var columns = Corner(images.shape[3], images.device); // (299, W)
        var wide = images.flatten(0, 2).mm(columns.t()).view(images.shape[0] * images.shape[1], images.shape[2], S); // (N·C, H, 299)
        return einsum("sh,bhw->bsw", rows, wide).view(images.shape[0], images.shape[1], S, S).MoveToOuterDisposeScope();
    }

    // Row t holds the weights of the two source pixels around t·size/299.
    static Tensor Corner(long size, Device device)
    {
        var weights = new float[InceptionNet.Side * size];
        var scale = (float)size / InceptionNet.Side;
        for (var t = 0; t < InceptionNet.Side; t++)
        {
            var at = t * scale;
            var low = Math.Min((int)at, (int)size - 1);
            weights[t * size + low] += 1 - (at - low);
            weights[t * size + Math.Min(low + 1, (int)size - 1)] += at - low;
        }
        return tensor(weights, [InceptionNet.Side, size], device: device);
    }

    static string? PathOf(InceptionOptions? options) => options?.Path ?? Environment.GetEnvironmentVariable(Variable);

    // A zip file that holds code beside data.
    static bool IsTorchScript(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.ReadByte() != 'P' || stream.ReadByte() != 'K') return false;
        using var zip = new System.IO.Compression.ZipArchive(stream);
        return zip.Entries.Any(e => e.FullName.Split('/') is [_, "code", ..]);
    }
}
