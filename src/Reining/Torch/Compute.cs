using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>The device that work runs on, with libtorch's switches set. The switches are those of the process:
/// the newest <see cref="Start"/> holds.</summary>
public sealed unsafe class Compute
{
    readonly ComputeOptions _options;

    Compute(ComputeOptions options, Device device, string name) => (_options, Device, Name) = (options, device, name);

    /// <summary>The processor in float32.</summary>
    public static Compute Cpu { get; } = Processor();

    /// <summary>Where tensors go.</summary>
    public Device Device { get; }

    /// <summary>Device in words.</summary>
    public string Name { get; }

    /// <summary>Format of products.</summary>
    public Precision Precision => _options.Precision;

    /// <summary>Chooses the device and sets the switches.</summary>
    /// <exception cref="ArgumentException">A GPU was asked for and libtorch sees none.</exception>
    /// <exception cref="ArgumentException">Options that exclude each other.</exception>
    public static Compute Start(ComputeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Deterministic: true, TuneConvolutions: true })
            throw new ArgumentException(
                "Compute: expected deterministic algorithms or tuned ones, got both; the fastest one may change from run to run.");
        TorchRuntime.Load();
        var gpu = options.Device != ComputeDevice.Cpu && cuda.is_available();
        if (options.Device == ComputeDevice.Cuda && !gpu)
            throw new ArgumentException(
                $"Compute: expected a CUDA GPU, got none: {WhyNoGpu()}; use --device cpu, or see environment.md, \"CUDA\".");
        if (!gpu)
            return new Compute(options, CPU, options.Device == ComputeDevice.Cpu ? "cpu" : $"cpu ({WhyNoGpu()})");

        InitializeDeviceType(DeviceType.CUDA);
        backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = options.TensorFloat32;
        if (options.Deterministic)
            setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0); // read by cuBLAS when it starts
        if (OperatingSystem.IsLinux()) // the functions' names there
            LibTorch.SetAlgorithms(options.Deterministic, options.TuneConvolutions);
        else if (options.Deterministic || options.TuneConvolutions)
            throw new ArgumentException(
                "Compute: expected Linux for --deterministic and --tune, " +
                "whose switches are reached by the names that libtorch's functions have there; leave them out.");
        return new Compute(options, CUDA, $"cuda:0 {GpuName()}");
    }

    static Compute Processor()
    {
        TorchRuntime.Load(); // its errors say what to do, those of TorchSharp's own search do not
        return new Compute(new ComputeOptions(ComputeDevice.Cpu), CPU, "cpu");
    }

    /// <summary>The same device with products in another format.</summary>
    public Compute In(Precision precision) => new(_options with { Precision = precision }, Device, Name);

    /// <summary>Autocast for a forward pass, or null in float32; dispose it before the backward pass.</summary>
    public Autocast? Cast() => Precision == Precision.BFloat16 ? new Autocast(Device.type) : null;

    /// <summary>Memory in use on the GPU by all processes, in MiB; null on the processor or where the CUDA runtime does not tell.</summary>
    public long? UsedMiB()
    {
        if (Device.type != DeviceType.CUDA)
            return null;
        foreach (var name in new[] { "libcudart.so.13", "libcudart.so.12" })
        {
            nuint free, total;
            if (NativeLibrary.TryLoad(name, out var runtime) &&
                NativeLibrary.TryGetExport(runtime, "cudaMemGetInfo", out var information) &&
                ((delegate* unmanaged<nuint*, nuint*, int>)information)(&free, &total) == 0)
                return (long)(total - free) >> 20;
        }
        return null;
    }

    /// <summary>One line for logs: device, precision, switches.</summary>
    public override string ToString()
    {
        var text = Precision == Precision.BFloat16 ? $"{Name}, bf16 products over float32 weights" : $"{Name}, float32";
        return Device.type == DeviceType.CUDA
            ? $"{text}, TF32 {(_options.TensorFloat32 ? "on" : "off")}" +
                (_options.Deterministic ? ", deterministic" : "") + (_options.TuneConvolutions ? ", tuned convolutions" : "")
            : text;
    }

    static string WhyNoGpu() => TorchRuntime.Info.HasCuda ? "libtorch is a CUDA build but sees no device" : "this libtorch is a CPU build";

    static string GpuName()
    {
        const string Driver = "/proc/driver/nvidia/gpus";
        var file = Directory.Exists(Driver)
            ? Directory.EnumerateFiles(Driver, "information", SearchOption.AllDirectories).Order().FirstOrDefault()
            : null;
        return file is null
            ? "GPU of unknown name"
            : File.ReadLines(file).FirstOrDefault(l => l.StartsWith("Model:", StringComparison.Ordinal))?[6..].Trim()
                ?? "GPU of unknown name";
    }

    [DllImport("libc", EntryPoint = "setenv")]
    static extern int setenv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
