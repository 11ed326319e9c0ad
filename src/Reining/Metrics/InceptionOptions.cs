namespace Reining.Metrics;

/// <summary>Where the Inception weights are, and how images are shown to the net.</summary>
public sealed record InceptionOptions
{
    /// <summary>
    /// One of <c>inception-2015-12-05.pt</c> (TorchScript, StyleGAN2-ADA), <c>pt_inception-2015-12-05-6726825d.pth</c> (pytorch-fid), or
    /// the latter's tensors as <c>.safetensors</c>; null takes the variable <see cref="Inception.Variable"/>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The checksum that the file must have, lower-case hexadecimal; null asks for one of the two published files.</summary>
    public string? Sha256 { get; init; }

    /// <summary>For <c>.pth</c> and <c>.safetensors</c>; the TorchScript file resizes by itself.</summary>
    public InceptionResize Resize { get; init; } = InceptionResize.PytorchFid;
}
