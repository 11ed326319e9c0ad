using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;

namespace Reining.Kernel.Jupyter;

/// <summary>Carries questions of cells to the user.</summary>
sealed class UserInput(KernelChannels channels)
{
    readonly Lock _gate = new();
    readonly List<(string Id, BlockingCollection<string> Answers)> _waiting = [];

    /// <summary>Asks and waits for the answer.</summary>
    /// <param name="request">The cell's request.</param>
    /// <param name="prompt">What to ask.</param>
    /// <param name="password">Whether the answer must not be shown.</param>
    /// <param name="ended">Canceled when the cell has ended.</param>
    /// <param name="cancel">Canceled when the cell is interrupted.</param>
    /// <exception cref="InputMissingException">There is nobody to ask, or the cell ended first.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public string Ask(ExecuteRequest request, string prompt, bool password, CancellationToken ended, CancellationToken cancel)
    {
        if (!request.AllowStdin)
            throw new InputMissingException(
                $"Input: the cell asks '{prompt}', and this front end has no user to ask (allow_stdin is off); give the value in a "
                    + "parameters cell instead.");
        using var answers = new BlockingCollection<string>();
        lock (_gate) // until the question's name is known: the answer may come at once
        {
            var id = channels.Ask(request, new JsonObject { ["prompt"] = prompt, ["password"] = password })
                ?? throw new InputMissingException(
                $"Input: the cell asks '{prompt}', and its front end is not connected to the stdin channel; use one that "
                    + "answers questions.");
            _waiting.Add((id, answers));
        }
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, cancel);
            return answers.Take(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InputMissingException($"Input: the cell that asked '{prompt}' has ended.");
        }
        finally
        {
            lock (_gate)
                _waiting.RemoveAll(one => ReferenceEquals(one.Answers, answers));
        }
    }

    /// <summary>Takes an answer; one that nobody waits for is dropped.</summary>
    /// <param name="question">The question's name. Some front ends (Jupyter's own client, older editors) give none: theirs goes to the
    /// last question.</param>
    /// <param name="value">The answer.</param>
    public void Answer(string? question, string value)
    {
        lock (_gate)
            _waiting.FindLast(one => question is null || one.Id == question).Answers?.Add(value);
    }
}
