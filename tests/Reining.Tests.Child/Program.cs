using Reining.Tests.Child;

return args switch
{
    ["train", var folder, var epochs] => TrainCommand.Run(folder, int.Parse(epochs)),
    ["plan", var folder, var moment, var nth] => PlanCommand.Run(folder, moment, int.Parse(nth)),
    ["memory", var folder] => MemoryCommand.Run(folder),
    ["plan-memory", var folder] => MemoryCommand.RunPlan(folder),
    ["first-call"] => FirstCallCommand.Run(),
    ["load"] => LoadCommand.Run(),
    ["share", var folder] => GridCommands.Share(folder),
    ["hold", var folder, var name] => GridCommands.Hold(folder, name),
    ["faults"] => FaultsCommand.Run(),
    ["misuse", var name] => Misuses.Run(name),
    _ => 2,
};
