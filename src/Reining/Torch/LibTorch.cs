using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// A door to every operation of libtorch, also those that TorchSharp does not wrap, by libtorch's stable C interface.
/// </summary>
/// <remarks>
/// The interface's tensor handles are TorchSharp's own (<c>at::Tensor*</c>), and calls go through the dispatcher, so autograd
/// sees them. Arguments are taken over by the call: handles are duplicated first. Source: libtorch 2.10,
/// <c>torch/csrc/stable/c/shim.h</c> and <c>stableivalue_conversions.h</c>.
/// </remarks>
public static unsafe class LibTorch
{
    static delegate* unmanaged<nint, nint*, int> _newTensorHandle;
    static delegate* unmanaged<byte*, byte*, ulong*, ulong, int> _callDispatcher;
    static delegate* unmanaged<nuint, nint*, int> _newList;
    static delegate* unmanaged<nint, ulong, int> _pushBack;
    static ulong _abi;
    static nint _library;

    static Version Version => new((int)(_abi >> 56), (int)(_abi >> 48 & 0xff));

    /// <summary>Binds the C functions; returns libtorch's version, or null if it has no such interface.</summary>
    internal static Version? Bind(nint libTorchCpu)
    {
        if (!NativeLibrary.TryGetExport(libTorchCpu, "aoti_torch_abi_version", out var abi))
            return null;
        _library = libTorchCpu;
        _abi = ((delegate* unmanaged<ulong>)abi)();
        var version = Version;
        if (version < TorchRuntime.RequiredLibTorch)
            return version;
        _newTensorHandle = (delegate* unmanaged<nint, nint*, int>)NativeLibrary.GetExport(libTorchCpu, "aoti_torch_new_tensor_handle");
        _callDispatcher =
            (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)NativeLibrary.GetExport(libTorchCpu, "torch_call_dispatcher");
        _newList = (delegate* unmanaged<nuint, nint*, int>)NativeLibrary.GetExport(libTorchCpu, "torch_new_list_reserve_size");
        _pushBack = (delegate* unmanaged<nint, ulong, int>)NativeLibrary.GetExport(libTorchCpu, "torch_list_push_back");
        return version;
    }

    /// <summary>Calls an operation that returns nothing.</summary>
    /// <param name="name">Name with namespace, such as <c>aten::_fused_adam_</c>.</param>
    /// <param name="overload">Overload, "" for the default one.</param>
    /// <param name="arguments">All arguments of the schema in order, defaults included.</param>
    public static void Call(string name, string overload, params ReadOnlySpan<LibTorchValue> arguments) =>
        Run(name, overload, 0, arguments, []);

    /// <summary>Calls an operation that returns one tensor.</summary>
    /// <inheritdoc cref="Call(string, string, ReadOnlySpan{LibTorchValue})"/>
    public static Tensor CallTensor(string name, string overload, params ReadOnlySpan<LibTorchValue> arguments) =>
        CallTensors(1, name, overload, arguments)[0];

    /// <summary>Calls an operation that returns several tensors; one that it was asked not to compute is undefined,
    /// fit only to be disposed.</summary>
    /// <param name="outputs">How many.</param>
    /// <param name="name">As in <see cref="Call"/>.</param>
    /// <param name="overload">As in <see cref="Call"/>.</param>
    /// <param name="arguments">As in <see cref="Call"/>.</param>
    public static Tensor[] CallTensors(int outputs, string name, string overload, params ReadOnlySpan<LibTorchValue> arguments)
    {
        var results = new Tensor[outputs];
        Run(name, overload, outputs, arguments, results!);
        return results;
    }

    static void Run(string name, string overload, int outputs, ReadOnlySpan<LibTorchValue> arguments, Span<Tensor?> results)
    {
        TorchRuntime.Load();
        Span<ulong> stack = stackalloc ulong[Math.Max(arguments.Length, outputs)];
        for (var i = 0; i < arguments.Length; i++)
            stack[i] = arguments[i].ToStable();
        fixed (ulong* s = stack)
        fixed (byte* n = System.Text.Encoding.UTF8.GetBytes(name + "\0"), o = System.Text.Encoding.UTF8.GetBytes(overload + "\0"))
        {
            if (_callDispatcher(n, o, s, _abi) != 0)
                throw new ExternalException($"{name}: libtorch refused the call; its message stands on standard error.");
        }
        for (var i = 0; i < outputs; i++)
            results[i] = Tensor.UnsafeCreateTensor((nint)stack[i]);
    }

    /// <summary>Choice of algorithms on a GPU: only repeatable ones, or cuDNN's tried out on the first batch of each shape.</summary>
    internal static void SetAlgorithms(bool deterministic, bool tune)
    {
        var context = ((delegate* unmanaged<nint>)Function("_ZN2at13globalContextEv"))();
        ((delegate* unmanaged<nint, byte, void>)Function("_ZN2at7Context21setDeterministicCuDNNEb"))(
            context, (byte)(deterministic ? 1 : 0));
        ((delegate* unmanaged<nint, byte, void>)Function("_ZN2at7Context17setBenchmarkCuDNNEb"))(context, (byte)(tune ? 1 : 0));
        ((delegate* unmanaged<nint, byte, byte, void>)Function("_ZN2at7Context26setDeterministicAlgorithmsEbb"))(
            context, (byte)(deterministic ? 1 : 0), 0);
    }

    internal static void SwitchOffOneDnn() => SwitchOff(Function("_ZN2at7Context20setUserEnabledMkldnnEb"));

    /// <summary>Where it can be: it costs messages only.</summary>
    internal static void SwitchOffNnpack()
    {
        if (NativeLibrary.TryGetExport(_library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var setter))
            SwitchOff(setter);
    }

    static void SwitchOff(nint setter) =>
        ((delegate* unmanaged<nint, byte, void>)setter)(((delegate* unmanaged<nint>)Function("_ZN2at13globalContextEv"))(), 0);

    /// <summary>at::autocast, for the calling thread.</summary>
    internal static void BeginAutocast(DeviceType device, ScalarType type)
    {
        TorchRuntime.Load();
        ((delegate* unmanaged<int, int, void>)Function(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE"))((int)device, (int)type);
        SwitchAutocast(device, on: true);
        _ = ((delegate* unmanaged<int>)Function("_ZN2at8autocast17increment_nestingEv"))();
    }

    internal static void EndAutocast(DeviceType device, bool stillOn)
    {
        if (((delegate* unmanaged<int>)Function("_ZN2at8autocast17decrement_nestingEv"))() == 0)
            ((delegate* unmanaged<void>)Function("_ZN2at8autocast11clear_cacheEv"))();
        if (!stillOn)
            SwitchAutocast(device, on: false);
    }

    internal static void SwitchAutocast(DeviceType device, bool on) =>
        ((delegate* unmanaged<int, byte, void>)Function("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb"))(
            (int)device, (byte)(on ? 1 : 0));

    /// <summary>A C++ function of libtorch without a C interface, by its name in the Itanium ABI; plain arguments only.</summary>
    static nint Function(string name) => NativeLibrary.TryGetExport(_library, name, out var function) ? function
        : throw new EntryPointNotFoundException($"libtorch {Version}: expected the function {name}, which 2.10 has; use that version.");

    internal static ulong TensorHandle(Tensor tensor)
    {
        nint handle;
        Check(_newTensorHandle(tensor.Handle, &handle), "duplicate a tensor handle");
        return (ulong)handle;
    }

    /// <summary>A list of values that are already in the interface's form.</summary>
    internal static ulong ListHandle(IReadOnlyList<ulong> values)
    {
        nint list;
        Check(_newList((nuint)values.Count, &list), "make a list");
        foreach (var value in values)
            Check(_pushBack(list, value), "extend a list");
        return (ulong)list;
    }

    static void Check(int error, string what)
    {
        if (error != 0)
            throw new ExternalException($"libtorch's C interface: cannot {what}.");
    }
}
