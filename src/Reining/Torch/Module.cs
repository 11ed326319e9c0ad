using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Base of every network here: submodules and parameters are registered as they are made, and a field that holds one
/// which was not registered (and would silently not be trained or saved) is refused at the first call.
/// </summary>
public abstract class Module : nn.Module<Tensor, Tensor>
{
    bool _checked;

    /// <summary>Makes an empty module.</summary>
    protected Module(string name) : base(name)
    {
    }

    /// <summary>Registers a submodule under PyTorch's name for it and returns it.</summary>
    protected T Add<T>(string name, T module) where T : nn.Module
    {
        register_module(name, module);
        return module;
    }

    /// <summary>Registers a trained parameter and returns it.</summary>
    protected Parameter AddParameter(string name, Tensor values)
    {
        var parameter = new Parameter(values.DetachFromDisposeScope());
        parameter.DetachFromDisposeScope();
        register_parameter(name, parameter);
        return parameter;
    }

    /// <summary>Registers a tensor that is saved but not trained and returns it.</summary>
    protected Tensor AddBuffer(string name, Tensor values)
    {
        register_buffer(name, values.DetachFromDisposeScope());
        return values;
    }

    /// <summary>The computation; shapes have been checked by <see cref="CheckInput"/>.</summary>
    protected abstract Tensor Compute(Tensor input);

    /// <summary>Refuses inputs that the native code would not survive. Default: nothing to check.</summary>
    protected virtual void CheckInput(Tensor input)
    {
    }

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        if (!_checked)
        {
            CheckRegistration();
            _checked = true;
        }
        CheckInput(input);
        return Compute(input);
    }

    /// <summary>Number of trained values.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Refuses fields that hold an unregistered module, parameter or tensor with gradient.</summary>
    /// <exception cref="InvalidOperationException">Names the field and what to call.</exception>
    protected void CheckRegistration()
    {
        var known =
            new HashSet<object>(modules().Cast<object>().Concat(parameters()).Concat(buffers()), ReferenceEqualityComparer.Instance);
        foreach (var field in OwnFields())
        {
            foreach (var part in Parts(field.GetValue(this)).Where(p => !known.Contains(p)))
            {
                throw new InvalidOperationException(
                    $"{GetType().Name}: field '{field.Name}' holds a {part.GetType().Name} that is not registered, " +
                    "so it would be neither trained nor saved; " +
                    $"make it with {(part is Tensor ? "AddParameter or AddBuffer" : "Add")}(name, …).");
            }
        }
    }

    /// <summary>
    /// Moving a module replaces its tensors: the fields, arrays, lists and dictionaries that held the old ones follow. What cannot follow
    /// (a tuple, a read-only list) is refused at the next call.
    /// </summary>
    protected sealed override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        var old = OwnTensors();
        base._toEpilog(dtype, device, non_blocking);
        var moved = old.Zip(OwnTensors()).ToDictionary(p => (object)p.First, p => p.Second, ReferenceEqualityComparer.Instance);
        foreach (var field in OwnFields())
        {
            var held = field.GetValue(this);
            if (held is Tensor && moved.TryGetValue(held, out var now))
                field.SetValue(this, now);
            else
                Follow(held, moved);
        }
        _checked = false;
    }

    List<Tensor> OwnTensors() =>
        [.. named_parameters(false).Select(p => (Tensor)p.parameter).Concat(named_buffers(false).Select(b => b.buffer))];

    static void Follow(object? holder, Dictionary<object, Tensor> moved)
    {
        if (holder is IDictionary { IsReadOnly: false } map)
        {
            foreach (var key in map.Keys.Cast<object>().ToList())
            {
                if (Now(map[key]) is { } now)
                    map[key] = now;
            }
        }
        else if (holder is IList { IsReadOnly: false } list and not Array { Rank: > 1 })
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (Now(list[i]) is { } now)
                    list[i] = now;
            }
        }

        Tensor? Now(object? part)
        {
            if (part is Tensor)
                return moved.GetValueOrDefault(part);
            Follow(part, moved);
            return null;
        }
    }

    IEnumerable<FieldInfo> OwnFields()
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Declared))
                yield return field;
        }
    }

    static IEnumerable<object> Parts(object? value) => value switch
    {
        nn.Module or Tensor => [value],
        IDictionary map => map.Values.Cast<object?>().SelectMany(Parts),
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Parts(tuple[i])),
        IEnumerable list and not string => list.Cast<object?>().SelectMany(Parts),
        _ => [],
    };
}
