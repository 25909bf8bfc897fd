using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>A call's claim on its idempotency key. The unit that makes what the call is about writes it.</summary>
internal sealed class CallClaim(ProgramId program, string key, string fingerprint, Type idType, TimeProvider time)
{
    /// <summary>What the key is looked up by.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{program}:{key}")));

    /// <summary>What the call asks for.</summary>
    public string Fingerprint => fingerprint;

    /// <summary>Whether the effect and the key are committed.</summary>
    public bool IsMade { get; private set; }

    /// <summary>Notes that they are: a call that goes on after a crash makes no second claim.</summary>
    public void Commit() => IsMade = true;

    /// <summary>What the call is about, where that is a part of the record that is written.</summary>
    public string? Part { get; set; }

    /// <summary>The identifier of what the call is about, if that is what a record is.</summary>
    public string? SubjectOf<T>(T record) where T : class, IRecord<T> =>
        T.Record.PrimaryKey.Fields[0] is var id && id.Property.PropertyType == idType ? Part ?? id.Get(record)!.ToString() : null;

    /// <summary>Adds the key to the unit that made something.</summary>
    /// <exception cref="RepeatedCallException">Another call was faster.</exception>
    public async Task AddToAsync(IAffiliateUnit unit, string subject, CancellationToken ct)
    {
        if (await unit.FindAsync(CallKey.ById(Id), ct).ConfigureAwait(false) is not null)
        {
            throw new RepeatedCallException();
        }

        unit.Add(new CallKey
        {
            Id = Id,
            ProgramId = program,
            Fingerprint = fingerprint,
            Subject = subject,
            CreatedAt = time.GetUtcMilliseconds(),
        });
    }
}

/// <summary>The idempotency key of a call has had its effect already.</summary>
internal sealed class RepeatedCallException() : Exception("The idempotency key has had its effect already.");
