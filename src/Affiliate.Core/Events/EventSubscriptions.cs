using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Who wants which events.</summary>
internal sealed class EventSubscriptions
{
    private const int LongestKey = 120;

    private readonly EventSubscription[] _all;
    private readonly FrozenDictionary<string, EventSubscription[]> _byKey;
    private readonly ConcurrentDictionary<Type, string[]> _keysByType = new();

    public EventSubscriptions(IEnumerable<EventSubscription> subscriptions)
    {
        _all = [.. subscriptions];
        _byKey = _all.GroupBy(KeyOf, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The keys of the subscribers that want events of a type; no two have the same.</summary>
    public IReadOnlyList<string> KeysFor(Type eventType) => _keysByType.GetOrAdd(
        eventType, static (type, all) => [.. all.Where(one => one.Wants(type)).Select(KeyOf)], _all);

    /// <summary>The names of all subscribers, once each.</summary>
    public IEnumerable<string> Names => _all.Select(one => one.Name).Distinct(StringComparer.Ordinal);

    /// <summary>The name behind a key; of another version's subscriber the key itself.</summary>
    public string NameOf(string key) => _byKey.TryGetValue(key, out var named) ? named[0].Name : key;

    /// <summary>The subscriber with this key that wants events of this type.</summary>
    public EventSubscription? Find(string key, Type eventType) =>
        _byKey.TryGetValue(key, out var named) ? Array.Find(named, one => one.Wants(eventType)) : null;

    /// <summary>The name in a form that fits the subject of a work item.</summary>
    private static string KeyOf(EventSubscription subscription) =>
        subscription.Name.Length <= LongestKey && Ascii.IsValid(subscription.Name)
            ? subscription.Name
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subscription.Name)));
}
