using System.CommandLine;
using Reining.Torch;
using Reining.Training;

namespace Reining.Cli;

static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what this machine is and what was loaded.");
        command.SetAction(_ =>
        {
            var description = RunEnvironment.Describe();
            description["libtorch_folder"] = TorchRuntime.Info.Folder;
            description["cache"] = CacheRoot.Path;
            Console.WriteLine(description.ToJsonString(RunFolder.Json));
        });
        return command;
    }
}
