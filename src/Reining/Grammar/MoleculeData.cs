namespace Reining.Grammar;

/// <summary>Molecules for training: NCI's first 5000 as they come with RDKit's data, those that the grammar has.</summary>
public static class MoleculeData
{
    /// <summary>All molecules of the file that both alphabets can write, in the file's order, each once.</summary>
    /// <param name="dataFolder">RDKit's folder of data.</param>
    /// <param name="rules">Rules of a derivation at most.</param>
    /// <param name="characters">Characters at most.</param>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public static IReadOnlyList<string> Load(string dataFolder, int rules, int characters)
    {
        var file = Path.Combine(dataFolder, "NCI", "first_5K.smi");
        if (!File.Exists(file))
            throw new FileNotFoundException(
                $"MoleculeData: expected '{file}', got no such file; install Debian's package rdkit-data.", file);
        return
        [
            .. File.ReadLines(file).Select(line => line.Split((char[])[' ', '\t'], 2)[0]).Where(s => s.Length > 0 && s.Length <= characters)
                .Distinct().Where(s => MoleculeGrammar.Parse(s) is { } found && found.Length <= rules),
        ];
    }
}
