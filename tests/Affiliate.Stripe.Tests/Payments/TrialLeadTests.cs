namespace Affiliate.Stripe.Tests;

/// <summary>A trial is a lead where the host wants that (§4.2, semantics: trial start is the lead stage).</summary>
public class TrialLeadTests
{
    private static readonly Dictionary<string, string> User = PaymentMetadata.For("user-7");
    private static readonly Dictionary<string, string> Nobody = [];

    private static readonly byte[] Session = StripePayloads.CheckoutSessionCompleted(new StripeSession
    {
        Mode = "subscription",
        PaymentStatus = "no_payment_required",
        Net = 0,
        PaymentIntent = null,
        Subscription = "sub_1",
        Metadata = User,
    });

    [Fact]
    public async Task A_trial_is_one_lead_however_often_it_is_told()
    {
        using var host = await StartAsync();

        await TellAsync(host, Trial("customer.subscription.created", 1, User), Trial("customer.subscription.updated", 2, User));
        await TellAsync(host, Trial("customer.subscription.updated", 3, User));

        var lead = Assert.Single(await LeadsAsync(host));
        Assert.NotNull(lead.PartnerId);
    }

    /// <summary>Whoever says who the customer is may come hours later.</summary>
    [Fact]
    public async Task A_trial_waits_for_the_session_that_says_whose_it_is()
    {
        using var host = await StartAsync();

        await TellAsync(host, Trial("customer.subscription.created", 1, Nobody));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.WorkAsync();
        Assert.Empty(await LeadsAsync(host));
        await TellAsync(host, Session);
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.WorkAsync();

        Assert.NotNull(Assert.Single(await LeadsAsync(host)).PartnerId);
    }

    [Fact]
    public async Task A_trial_of_somebody_whom_nobody_names_is_given_up_after_three_days()
    {
        using var host = await StartAsync();

        await TellAsync(host, Trial("customer.subscription.created", 1, Nobody));
        for (var hours = 0; hours < 145; hours++)
        {
            host.Time.Advance(TimeSpan.FromHours(1));
            await host.WorkAsync();
        }

        Assert.Empty(await LeadsAsync(host));
        Assert.Empty(await ListAsync(host, Query<WorkItem>.All.Equal(item => item.Kind, WorkKind.TrialLead)));
    }

    [Fact]
    public async Task Without_the_option_and_without_a_trial_there_is_no_lead()
    {
        using var off = await StartAsync(isOn: false);
        await TellAsync(off, Trial("customer.subscription.created", 1, User));
        using var on = await StartAsync();
        await TellAsync(on, ReversalPayloads.Subscription("customer.subscription.created", 1, User));

        Assert.Empty(await LeadsAsync(off));
        Assert.Empty(await LeadsAsync(on));
    }

    private static byte[] Trial(string type, int second, Dictionary<string, string> metadata) =>
        Deliveries.With(ReversalPayloads.Subscription(type, second, metadata), "status", "\"trialing\"");

    private static async Task<FetchHost> StartAsync(bool isOn = true)
    {
        var host = StripeHost.Start(new FakeTimeProvider(Sample.Now.AddHours(-2)), null, configure: options => options.LeadOnTrial = isOn);
        await host.ReferAsync();
        return host;
    }

    private static async Task TellAsync(FetchHost host, params byte[][] events)
    {
        foreach (var body in events)
        {
            Assert.Equal("Received", await host.DeliverAsync(StripeHost.Fill(body)));
        }

        await host.WorkAsync();
    }

    private static Task<List<Lead>> LeadsAsync(FetchHost host) =>
        ListAsync(host, Query<Lead>.All.Equal(lead => lead.EventName, TrialStarted.LeadName));

    private static async Task<List<T>> ListAsync<T>(FetchHost host, Query<T> query) where T : class, IRecord<T>
    {
        var records = new List<T>();
        await foreach (var record in host.Store.ReadAsync(query, default))
        {
            records.Add(record);
        }

        return records;
    }
}
