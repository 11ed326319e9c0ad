using System.Runtime.InteropServices;

namespace Reining.Torch;

/// <summary>
/// How OpenMP's threads wait for work. By default they spin, which on a busy machine takes the processor from the one that has work; here
/// they wait awake for some ten microseconds, which saves most wake-ups, and then sleep.
/// </summary>
/// <remarks>OpenMP reads these variables when it is loaded, from the C environment, which .NET's own functions do not change.</remarks>
static class ThreadWaiting
{
    /// <summary>Sets what the user has not set. To be called before libtorch is loaded.</summary>
    public static void SetDefaults()
    {
        setenv("OMP_WAIT_POLICY", "passive", 0);
        setenv("GOMP_SPINCOUNT", "1000", 0);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    static extern int setenv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
