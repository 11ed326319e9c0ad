using Reining.Images;
using static TorchSharp.torch;

namespace Reining.Tests.Images;

public sealed class ImageBatchTests
{
    [Fact]
    public void GivenBytes_WhenMadeABatchAndBack_ThenNothingChanges()
    {
        using var scope = NewDisposeScope();
        var image = new PixelImage(16, 16, 3, [.. Enumerable.Range(0, 768).Select(i => (byte)(i % 256))]);
        var batch = ImageBatch.From([image, image]);
        Assert.Equal([2, 3, 16, 16], batch.Tensor.shape);
        Assert.All(batch.ToPixelImages(), i => Assert.Equal(image.Pixels.ToArray(), i.Pixels.ToArray()));
    }

    [Fact]
    public void GivenTheSymmetricRange_WhenMadeBytes_ThenMinusOneIsBlackAndOneIsWhite()
    {
        using var scope = NewDisposeScope();
        var batch = new ImageBatch(tensor(new float[] { -1, 0, 1 }).view(1, 1, 1, 3), PixelRange.MinusOneToOne);
        Assert.Equal([0, 128, 255], batch.ToPixelImages()[0].Pixels.ToArray());
    }

    [Fact]
    public void GivenAViewOfATensorInDoublePrecision_WhenMadeBytes_ThenStridesAreHonored()
    {
        using var scope = NewDisposeScope();
        var transposed = (arange(6, ScalarType.Float64) / 5).view(1, 1, 2, 3).transpose(2, 3);
        Assert.Equal([0, 153, 51, 204, 102, 255], new ImageBatch(transposed, PixelRange.ZeroToOne).ToPixelImages()[0].Pixels.ToArray());
    }

    [Fact]
    public void GivenWrongTensors_WhenWrapped_ThenTheErrorSaysWhat()
    {
        using var scope = NewDisposeScope();
        Expect(zeros(1, 28, 28), "expected 4 dimensions", "got 3 (1x28x28)");
        Expect(zeros(1, 28, 28, 1), "1 or 3 channels", "got 28", "permute");
        Expect(zeros(0, 1, 2, 2), "at least one image");
        Expect(zeros([1, 1, 2, 2], ScalarType.Byte), "float32", "Byte");
        Expect(full([1, 1, 2, 2], 2f), "[0, 1]", "[2, 2]");
        Expect(full([1, 1, 2, 2], -0.5f), "[0, 1]", "[-0.5, -0.5]", "the other range");
        Expect(full([1, 1, 2, 2], float.NaN), "not finite");
    }

    static void Expect(Tensor tensor, params string[] parts)
    {
        var message = Assert.Throws<ArgumentException>(() => new ImageBatch(tensor, PixelRange.ZeroToOne)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
