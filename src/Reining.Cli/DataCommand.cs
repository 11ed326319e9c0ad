using System.CommandLine;
using Reining.Data;

namespace Reining.Cli;

static class DataCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name") { Description = "Data sets of data/catalog.json.", Arity = ArgumentArity.OneOrMore };
        var ensure = new Command("ensure", "Fetch data sets if they are not in the cache, and check them.") { names };
        ensure.SetAction(result =>
        {
            var cache = new DataCache();
            foreach (var name in result.GetRequiredValue(names))
                cache.Ensure(name);
        });
        var check = new Command("check", "Exit with 0 if the data sets are in the cache, else with 1.") { names };
        check.SetAction(result => result.GetRequiredValue(names).All(new DataCache().Has) ? 0 : 1);
        var list = new Command("list", "List the data sets, their licenses and where they lie.");
        list.SetAction(_ =>
        {
            var cache = new DataCache();
            foreach (var entry in Catalog.Embedded.Entries)
                Console.WriteLine($"{entry.Name,-14} {Where(cache, entry)}; license: {entry.License}");
        });
        return new Command("data", "Fetch and list data sets.") { ensure, check, list };
    }

    static string Where(DataCache cache, CatalogEntry entry) =>
        entry.Name == "celeba"
            ? CelebA.WhyNot() is { } reason ? $"not fetched ({reason})" : Environment.GetEnvironmentVariable(CelebA.Variable)!
            : cache.Has(entry.Name) ? cache.FolderOf(entry.Name)
            : "not fetched";
}
