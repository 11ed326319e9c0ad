using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>A net of a training plan.</summary>
/// <param name="Name">What phases and averages call it; its weights go to <c>NAME.safetensors</c>.</param>
/// <param name="Module">The net, on its device.</param>
/// <param name="Adam">Its optimizer.</param>
public sealed record TrainedNet(string Name, nn.Module Module, AdamOptions Adam)
{
    /// <summary>How its learning rate moves.</summary>
    public Schedule Schedule { get; init; } = new Schedule.Constant();
}
