namespace Reining.Metrics;

/// <summary>
/// How images are brought to the 299×299 of the Inception net that is built here. All three published ways are bilinear without smoothing,
/// and differ in where they put the samples; distances of one way are compared only with distances of the same.
/// </summary>
public enum InceptionResize
{
    /// <summary>Pixel centers at half integers (PyTorch's <c>align_corners=False</c>): what pytorch-fid does.</summary>
    PytorchFid,

    /// <summary>Source = target · size/299 from the corner, the last row and column repeated: TensorFlow 1's <c>resize_bilinear</c>,
    /// of the original FID code and of StyleGAN's TorchScript file.</summary>
    TensorFlow1,
}
