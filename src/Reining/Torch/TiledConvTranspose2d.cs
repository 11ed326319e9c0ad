using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Transposed convolution of stride 1 to few channels, "same" size, on the CPU: the result of
/// <c>conv_transpose2d</c>, computed tile by tile. Its gradients are libtorch's own.
/// </summary>
/// <remarks>
/// libtorch fills blocks of 16 output channels with zeros. Here the pixels of a square tile take the channels' place: a convolution
/// with the tile's side as stride, whose kernel holds the layer's kernel once for each pixel of the tile, shifted. The gradients
/// have many output channels, so libtorch's own operation is used for them, also when they are differentiated again.
/// </remarks>
sealed class TiledConvTranspose2d : autograd.SingleTensorFunction<TiledConvTranspose2d>
{
    const int Block = 16;
    const string Returned = "returned";
    static readonly ConcurrentDictionary<(long Kernel, int Side), Tensor> Placements = [];

    /// <inheritdoc/>
    public override string Name => nameof(TiledConvTranspose2d);

    /// <summary>Whether tiles can be used and are faster than libtorch's own operation.</summary>
    /// <param name="input">Input (N, in, H, W).</param>
    /// <param name="outputs">Output channels.</param>
    public static bool Suits(Tensor input, long outputs) =>
        4 * outputs <= Block && input.device_type == DeviceType.CPU && !Autocast.IsOn && input.shape[2] % Side(outputs) == 0 &&
            input.shape[3] % Side(outputs) == 0;

    /// <summary>The result (N, out, H, W) of an input (N, in, H, W) and a weight (in, out, k, k).</summary>
    public static Tensor Of(Tensor input, Tensor weight)
    {
        var side = Side(weight.shape[1]);
        var placement = Placements.GetOrAdd((weight.shape[2], side), key => Placement((int)key.Kernel, key.Side));
        var returned = new List<Tensor>();
        return apply(input, weight, placement.to(input.dtype), side, returned, ReleaseGradients.Of(input, returned));
    }

    static int Side(long outputs) => outputs == 1 ? 4 : 2;

    /// <summary>The k² × (side²·w²) matrix of zeros and ones that puts a k×k kernel, flipped, at every place of a w×w window,
    /// w = k + side − 1.</summary>
    static Tensor Placement(int kernel, int side)
    {
        var (last, window) = (kernel - 1, kernel + side - 1);
        var places = new float[kernel * kernel, side * side * window * window];
        for (var pixel = 0; pixel < side * side; pixel++)
        {
            for (var weight = 0; weight < kernel * kernel; weight++)
            {
                var (y, x) = (pixel / side + last - weight / kernel, pixel % side + last - weight % kernel);
                places[weight, (pixel * window + y) * window + x] = 1;
            }
        }
        return tensor(places).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    /// <param name="ctx">Keeps what the backward pass needs.</param>
    /// <param name="vars">Input, weight, <see cref="Placement"/> in their type, the tile's side,
    /// the list for <see cref="ReleaseGradients"/> and its scalar.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var (input, weight, placement, side) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (int)vars[3]);
        ctx.save_for_backward([input, weight]);
        ctx.save_data(Returned, vars[4]);
        ctx.set_materialize_grads(false); // TorchSharp would make them like an output that the forward pass's scope has freed
        var (inputs, outputs, kernel) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        var window = kernel + side - 1;
        var kernels =
            weight.reshape(-1, kernel * kernel).mm(placement).view(inputs, -1, window, window).transpose(0, 1); // (out·side², in, w, w)
        var padding = kernel - 1 - Before(kernel);
        var tiles = nn.functional.conv2d(
            input, Layout.ChannelsLast(kernels), null, [side, side], [padding, padding]); // (N, out·side², H/side, W/side)
        return nn.functional.pixel_shuffle(tiles, side).MoveToOuterDisposeScope(); // (N, out, H, W)
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (grad_output.IsInvalid)
            return [null!, null!, null!, null!, null!, null!];
        using var scope = NewDisposeScope(); // the input is large: not kept until the step's own scope ends
        var saved = ctx.get_saved_variables();
        bool[] wanted = [saved[0].requires_grad, saved[1].requires_grad, false]; // of input, weight, bias
        var (before, after) = (Before(saved[1].shape[2]), saved[1].shape[2] - 1 - Before(saved[1].shape[2]));
        var uncropped = nn.functional.pad(grad_output, [before, after, before, after]); // (N, out, H+k−1, W+k−1)
        var gradients = LibTorch.CallTensors(3, "aten::convolution_backward", "", uncropped, saved[0], saved[1], LibTorchValue.None,
            new long[] { 1, 1 }, new long[] { 0, 0 }, new long[] { 1, 1 }, true, new long[] { 0, 0 }, 1, wanted);
        return [
            Returning(0, gradients[0]), Returning(1, gradients[1]), null!, null!, null!, Returning(0, zeros(1, dtype: grad_output.dtype))
        ];

        Tensor Returning(int input, Tensor gradient)
        {
            if (!wanted[input])
                return null!;
            ((List<Tensor>)ctx.get_data(Returned)).Add(gradient);
            return gradient.DetachFromDisposeScope();
        }
    }

    static long Before(long kernel) => (kernel - 1) / 2;
}
