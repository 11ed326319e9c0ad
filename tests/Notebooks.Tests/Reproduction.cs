namespace Notebooks.Tests;

/// <summary>What <c>./reproduce</c> leaves, and the kernel as a user installs it; both made when first asked for,
/// and shared by all tests.</summary>
static class Reproduction
{
    static readonly string Made = Directory.CreateTempSubdirectory("reining-notebook-").FullName;

    static readonly Lazy<(int ExitCode, string Output)> Run = new(() =>
        Checkout.Reining("reproduce", "--out", Made) is { ExitCode: not 0 } failed
            ? failed
            : Checkout.Toy("reproduce", "toy", "--out", Made));
    static readonly Lazy<(int ExitCode, string Output)> Kernel =
        new(() => Checkout.Reining("kernel", "install", "--plain", "--as", ".net-csharp", "--prefix", Made));

    static Reproduction() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();

    public static string Folder => Succeeded(Run);

    public static string KernelPrefix => Succeeded(Kernel);

    static void Remove()
    {
        try
        {
            Directory.Delete(Made, recursive: true);
        }
        catch (IOException)
        {
            // A command that was cut off still writes there; what is left is in the system's folder for such things.
        }
    }

    static string Succeeded(Lazy<(int ExitCode, string Output)> command)
    {
        Assert.True(command.Value.ExitCode == 0, command.Value.Output);
        return Made;
    }
}
