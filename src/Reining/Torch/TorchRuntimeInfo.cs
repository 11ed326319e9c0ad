using TorchSharp;

namespace Reining.Torch;

/// <summary>What the loader did.</summary>
/// <param name="Source">"package" or "LIBTORCH".</param>
/// <param name="Folder">Folder of libtorch.</param>
/// <param name="LibTorch">Version of libtorch (major, minor).</param>
/// <param name="CorrectedFile">The corrected copy of TorchSharp's native file, or null where the original loads.</param>
/// <param name="Caches">What was done where oneDNN misreads the processor's caches (<see cref="OneDnnCaches"/>), or null.</param>
public sealed record TorchRuntimeInfo(string Source, string Folder, Version LibTorch, string? CorrectedFile, string? Caches)
{
    /// <summary>Whether this libtorch is built for CUDA; a GPU may still be missing.</summary>
    public bool HasCuda =>
        OperatingSystem.IsWindows()
            ? File.Exists(Path.Combine(Folder, "torch_cuda.dll"))
            : File.Exists(Path.Combine(Folder, "libtorch_cuda.so"));

    /// <summary>Threads that operations use.</summary>
    public int Threads => torch.get_num_threads();

    /// <summary>One line for logs.</summary>
    public override string ToString() =>
        $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, libtorch {LibTorch} ({Source}), {Threads} threads" +
        (CorrectedFile is null ? "" : ", native file corrected for this system's libstdc++") +
        (Caches is null ? "" : $", {Caches}");
}
