namespace Affiliate;

/// <summary>The version that the object a call is about must still have (<c>If-Match</c>).</summary>
/// <param name="target">The identifier of the object.</param>
/// <param name="versions">The versions that will do.</param>
internal sealed class ExpectedVersion(string target, IReadOnlyList<int> versions)
{
    /// <summary>Whether a unit that met the expectation was committed: what follows in the call works on its result.</summary>
    private bool _isMet;

    private string _target = target;

    /// <summary>The object is a part of another one, which has the version.</summary>
    public void Concerns(string whole) => _target = whole;

    /// <summary>Looks at a record that a unit found; <see langword="true"/> when it is the object, as expected.</summary>
    /// <exception cref="StaleVersionException">It is the object, and was changed meanwhile.</exception>
    public bool Check<T>(T? record) where T : class, IRecord<T>
    {
        if (_isMet
            || record is null
            || T.Record.Version is not { } version
            || T.Record.PrimaryKey.Fields[0].Get(record)!.ToString() != _target)
        {
            return false;
        }

        return versions.Contains((int)version.Get(record)!) ? true : throw new StaleVersionException();
    }

    public void Meet() => _isMet = true;
}

/// <summary>The object was changed since the caller read it. Nothing was changed now.</summary>
internal sealed class StaleVersionException() : Exception("The object was changed since it was read.");
