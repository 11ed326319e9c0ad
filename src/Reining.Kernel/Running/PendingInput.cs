using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;

namespace Reining.Kernel.Running;

/// <summary>The questions of cells that wait for an answer from the other side of a channel. For any thread.</summary>
sealed class PendingInput(WorkerChannel channel)
{
    readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _waiting = new();
    int _last;

    /// <summary>Asks and waits for the answer.</summary>
    /// <param name="cell">The cell that asks.</param>
    /// <param name="prompt">What it asks.</param>
    /// <param name="password">Whether the answer must not be shown.</param>
    /// <param name="cancel">Canceled when the cell is interrupted.</param>
    /// <exception cref="InputMissingException">There is no answer; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public string Ask(int cell, string prompt, bool password, CancellationToken cancel)
    {
        var question = Interlocked.Increment(ref _last);
        var answered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[question] = answered;
        try
        {
            channel.Send(new JsonObject
            {
                ["type"] = WorkerMessages.Input,
                ["cell"] = cell,
                ["question"] = question,
                ["prompt"] = prompt,
                ["password"] = password,
            });
            answered.Task.Wait(cancel);
            return answered.Task.Result;
        }
        catch (AggregateException error) when (error.InnerException is InputMissingException missing)
        {
            throw new InputMissingException(missing.Message);
        }
        finally
        {
            _waiting.TryRemove(question, out _);
        }
    }

    /// <summary>Takes the message <c>answer</c>; one to a question that an interrupt ended is dropped.</summary>
    public void Answer(JsonObject message)
    {
        if (!_waiting.TryGetValue((int)message["question"]!, out var waiting))
            return;
        if ((string?)message["value"] is { } value)
            waiting.TrySetResult(value);
        else
            waiting.TrySetException(
                new InputMissingException((string?)message["reason"] ?? "Input: the question was closed without an answer."));
    }
}
