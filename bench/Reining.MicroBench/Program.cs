using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Reining.Torch;

// Single operations of the library beside what its user would write with TorchSharp or .NET alone. Arguments are BenchmarkDotNet's;
// --once runs each operation once, to see that it works. The ratio is that of the other's time to ours: above 1 the library is faster.
TorchRuntime.Load();
TorchSharp.torch.set_num_threads(Math.Min(2, Environment.ProcessorCount));
var once = args.Contains("--once");
// this process has loaded libtorch
var job = (once ? Job.Dry : Job.ShortRun.WithIterationCount(12)).WithToolchain(InProcessNoEmitToolchain.Instance);
var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(ConsoleLogger.Default).AddColumnProvider(DefaultColumnProviders.Instance)
    .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
    .WithArtifactsPath(Path.Combine("artifacts", "micro"));
string[] given = [.. args.Where(a => a != "--once")];
string[] which = given.Any(a => a is "-f" or "--filter") ? [] : ["--filter", "*"];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. given, .. which], config).ToList();
return summaries.Count > 0 && summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.Length > 0 && s.Reports.All(r => r.Success))
    ? 0
    : 1;
