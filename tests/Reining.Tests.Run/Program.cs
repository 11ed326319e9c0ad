using System.Reflection;
using Reining.Tests.Run;
using Xunit.Sdk;

// Runs the tests of Reining.Tests whose names contain one of the arguments (all without arguments), one after the other, and prints each
// failure and the reasons for what was skipped. Exit code: 0 if none failed and one at least was run.
var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "Reining.Tests.dll"));
var sink = new TestSink();
using var framework = new XunitTestFramework(sink);
var options = new TestOptions();
options.SetValue<bool?>("xunit.execution.DisableParallelization", true);

using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
discoverer.Find(includeSourceInformation: false, sink, options);
sink.Discovered.WaitOne();
var chosen = sink.Cases.Where(test => args.Length == 0 || args.Any(a => test.DisplayName.Contains(a, StringComparison.Ordinal))).ToList();

using var executor = framework.GetExecutor(assembly.GetName());
executor.RunTests(chosen, sink, options);
sink.Finished.WaitOne();
foreach (var (reason, count) in sink.Skipped)
    Console.WriteLine($"skipped {count}: {reason}");
Console.WriteLine($"{sink.Passed} passed, {sink.Failed} failed, {sink.Skipped.Values.Sum()} skipped");
return sink.Failed == 0 && sink.Passed > 0 ? 0 : 1;
