using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>Delivers changed messages, many to one host, so that what one says meets what others said.</summary>
public static class ApplyFuzz
{
    private const int MessagesPerHost = 25;

    private static readonly string[] Values =
    [
        .. JsonBody.NastyValues, $"\"{new string('x', 10_000)}\"", "\"\\ud83d\\ude00\"", "\"Ünïcödé 测试\"", "\"user-7\"", "\"in_1\"", "\"pi_1\"",
        "\"txn_1\"", "\"sub_1\"", "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999Z\"", "4102444799", "\"default\"", "\"alpha\"",
        "{\"id\":\"cus_1\",\"deleted\":true}", "{\"affiliate_customer\":\"user-7\",\"affiliate_skip\":\"false\"}",
        "{\"affiliate_click\":{},\"affiliate_partner\":[],\"affiliate_program\":\"nobody\"}",
    ];

    /// <summary>Asserts that each message is applied, ignored or set aside for a reason, and that the ledger adds up afterwards.</summary>
    /// <param name="start">Starts a host of its own.</param>
    /// <param name="bodies">What is changed.</param>
    /// <param name="identify">Gives a message another event id.</param>
    /// <param name="hosts">How many hosts get 25 messages each.</param>
    public static void Check(Func<FetchHost> start, IReadOnlyList<byte[]> bodies, Func<byte[], int, byte[]> identify, int hosts)
    {
        var message =
            from body in Gen.Elements(bodies.ToArray())
            from count in Gen.Choose(0, 2)
            from changes in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements(Values)), count)
            select (body, changes);
        var runs = Gen.ArrayOf(message, MessagesPerHost).Select(
            told => told.Select((one, i) => JsonBody.Mutate(identify(one.body, i), one.changes)).ToArray());
        Prop.ForAll(Arb.From(runs), told => RunAsync(start, told).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(hosts));
    }

    private static async Task<bool> RunAsync(Func<FetchHost> start, byte[][] told)
    {
        using var host = start();
        await host.ReferAsync().ConfigureAwait(false);
        foreach (var body in told)
        {
            await host.DeliverAsync(body).ConfigureAwait(false);
            var left = await host.Store.ListAsync(
                Query<InboxEntry>.All.Equal(entry => entry.State, InboxState.Received).Equal(entry => entry.Reason, "apply-failed"), default)
                .ConfigureAwait(false);
            if (left.Count > 0)
            {
                throw new InvalidOperationException("Not applied: " + Encoding.UTF8.GetString(body));
            }
        }

        var violations = await host.Get<LedgerAudit>().VerifyAsync().ConfigureAwait(false);
        return violations.Count == 0 ? true : throw new InvalidOperationException(string.Join("; ", violations));
    }
}
