using Reining.Kernel.Display;

namespace Reining.Kernel.Running;

/// <summary>Prepared answers to a notebook's questions.</summary>
sealed class InputAnswers(IReadOnlyList<KeyValuePair<string, string>> answers)
{
    readonly Dictionary<string, Queue<string>> _byPrompt = answers
        .GroupBy(answer => Key(answer.Key), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => new Queue<string>(group.Select(answer => answer.Value)),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The next answer to a prompt.</summary>
    /// <exception cref="InputMissingException">There is none left.</exception>
    public string Next(string prompt)
    {
        var key = Key(prompt);
        lock (_byPrompt)
        {
            if (_byPrompt.TryGetValue(key, out var queue) && queue.TryDequeue(out var answer))
                return answer;
        }
        throw new InputMissingException(
            $"Input: the cell asks '{prompt.Trim()}' and a headless run has no user; expected a prepared answer, found "
                + $"{(_byPrompt.ContainsKey(key) ? "too few" : "none")}. Pass --input \"{key}=…\" once per question.");
    }

    static string Key(string prompt) => prompt.Trim().TrimEnd(':', '?', '>', ' ');
}
