using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench;

/// <summary>The classifier of digits as a user of TorchSharp writes it; its twin in Python stands in nets.py.</summary>
static class PlainClassifier
{
    /// <summary>(N, 1, 32, 32) to features (N, 64).</summary>
    public static Tensor Features(Dictionary<string, Tensor> w, Tensor x)
    {
        var h = F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"], [2, 2], [1, 1]));
        h = F.relu(F.conv2d(h, w["conv2.weight"], w["conv2.bias"], [2, 2], [1, 1]));
        return F.relu(F.linear(h.flatten(1), w["dense.weight"], w["dense.bias"]));
    }
}
