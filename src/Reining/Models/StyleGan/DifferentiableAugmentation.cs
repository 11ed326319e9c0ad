using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// DiffAugment (Zhao et al. 2020) for small fixed sets: what the discriminator sees, real or made, is changed at random and
/// differentiably. Colors of pictures change alone; a shift moves the condition's images with the picture, which stay
/// pixel on pixel.
/// Its third part, cut-out, leaks into samples and is left out.
/// </summary>
/// <param name="Color">Brightness ± ½, saturation × 0 … 2, contrast × ½ … 1½.</param>
/// <param name="Shift">By up to so large a part of a side, 0 for none.</param>
public sealed record DifferentiableAugmentation(bool Color = true, double Shift = 0.125)
{
    /// <summary>Up to so large a part of a side.</summary>
    public double Shift { get; init => field = Options.InRange(value, 0, 1, nameof(Shift)); } = Options.InRange(Shift, 0, 1, nameof(Shift));

    /// <summary>Changed pictures and condition images.</summary>
    /// <param name="pictures">(N, 3, S, S) in [−1, 1].</param>
    /// <param name="condition">(N, k, S, S), or null.</param>
    /// <param name="random">Random numbers, on the CPU.</param>
    public (Tensor Pictures, Tensor? Condition) Apply(Tensor pictures, Tensor? condition, Generator random)
    {
        var (count, side) = (pictures.shape[0], pictures.shape[3]);
        var x = pictures;
        if (Color)
        {
            x = x + (Draw() - 0.5);
            var gray = x.mean([1], keepdim: true);
            x = (x - gray) * (Draw() * 2) + gray;
            var mean = x.mean([1, 2, 3], keepdim: true);
            x = (x - mean) * (Draw() + 0.5) + mean;
        }
        var most = (long)Math.Round(Shift * side);
        if (most == 0)
            return (x, condition);
        var (across, down) = (Moves(most), Moves(most));
        return (Moved(x, across, down, most), condition is null ? null : Moved(condition, across, down, most));

        Tensor Draw() => rand([count, 1, 1, 1], generator: random).to(pictures.device);

        Tensor Moves(long most) => randint(-most, most + 1, [count, 1], generator: random).to(pictures.device);
    }

    /// <summary>Each image moved by its own whole numbers of pixels (N, 1); what comes in from outside is 0.</summary>
    static Tensor Moved(Tensor images, Tensor across, Tensor down, long most)
    {
        var (count, channels, height, width) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        var padded = nn.functional.pad(images, [most, most, most, most]); // (N, C, H + 2m, W + 2m)
        var rows = arange(height, device: images.device).unsqueeze(0) + down + most; // (N, H)
        var columns = arange(width, device: images.device).unsqueeze(0) + across + most; // (N, W)
        var lines = padded.gather(2, rows.view(count, 1, height, 1).expand(-1, channels, -1, width + 2 * most));
        return lines.gather(3, columns.view(count, 1, 1, width).expand(-1, channels, height, -1)); // (N, C, H, W)
    }
}
