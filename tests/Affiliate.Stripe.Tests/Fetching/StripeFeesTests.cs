namespace Affiliate.Stripe.Tests;

/// <summary>Semantics, row Base amount: what Stripe keeps is looked up where a host asks for it, for plans that pay of the net of fees.</summary>
public sealed class StripeFeesTests : IDisposable
{
    private static readonly byte[] Invoice =
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_1", Subscription = "sub_1", Metadata = PaymentMetadata.For("user-7") });

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly StripeServer _server;

    public StripeFeesTests() => _server = new StripeServer(_time);

    public void Dispose() => _server.Dispose();

    /// <summary>Of two payments of one invoice, one of them by a balance in another currency, a failed charge beside.</summary>
    [Fact]
    public async Task The_fees_of_all_charges_of_an_invoice_are_taken_off_the_base()
    {
        _server.Instead = (path, query) => (path, query["payment_intent"]) switch
        {
            ("/v1/invoice_payments", _) => """{"data":[{"id":"p1","payment":{"payment_intent":"pi_1"}},{"id":"p2","payment":{"charge":"ch_2"}}],"has_more":false}""",
            ("/v1/charges", "pi_1") => """
                {"data":[{"id":"ch_0","status":"failed","currency":"usd"},
                {"id":"ch_1","status":"succeeded","currency":"usd","amount":5900,"balance_transaction":{"fee":200,"amount":5900,"currency":"usd"}}],"has_more":false}
                """,
            ("/v1/charges/ch_2", _) => """{"id":"ch_2","status":"succeeded","currency":"usd","amount":4000,"balance_transaction":{"fee":108,"amount":3600,"currency":"eur"}}""",
            _ => null,
        };
        using var host = await StartAsync();

        Assert.Equal("Received", await host.DeliverAsync(Invoice));
        Assert.Equal(["Received fee"], await host.InboxAsync());
        await host.WorkAsync();

        Assert.Equal(320, (await SaleAsync(host)).FeeMinorUnits);
        Assert.Equal(new StoryEnd(1, (9_900 - 320) / 5), await host.EndAsync());
        Assert.Contains(
            _server.Http.Calls, call => call.Path == "/v1/charges?payment_intent=pi_1&limit=100&expand[]=data.balance_transaction");
    }

    [Theory]
    [InlineData("session")]
    [InlineData("intent")]
    public async Task The_fee_of_a_payment_without_an_invoice_is_looked_up_too(string kind)
    {
        _server.Instead = (path, query) => path == "/v1/charges" && query["payment_intent"] == "pi_1"
            ? """{"data":[{"id":"ch_1","status":"succeeded","currency":"usd","amount":9900,"balance_transaction":{"fee":317,"amount":9900,"currency":"usd"}}],"has_more":false}"""
            : null;
        using var host = await StartAsync(options => options.TrackPaymentIntents = true);

        await host.DeliverAsync(kind == "session"
            ? StripePayloads.CheckoutSessionCompleted(new StripeSession { PaymentIntent = "pi_1", Metadata = PaymentMetadata.For("user-7") })
            : StripePayloads.Event("payment_intent.succeeded", "evt_1", Sample.Now, true, null, new
            {
                id = "pi_1",
                @object = "payment_intent",
                amount = 9_900,
                amount_received = 9_900,
                currency = "usd",
                status = "succeeded",
                metadata = PaymentMetadata.For("user-7"),
            }));
        await host.WorkAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await host.WorkAsync();

        Assert.Equal(317, (await SaleAsync(host)).FeeMinorUnits);
    }

    [Fact]
    public async Task A_payment_does_not_wait_for_ever_for_its_fee()
    {
        _server.Instead = (path, _) => path switch
        {
            "/v1/invoice_payments" => """{"data":[{"id":"p1","payment":{"charge":"ch_1"}}],"has_more":false}""",
            "/v1/charges/ch_1" => """{"id":"ch_1","status":"succeeded","currency":"usd","amount":9900,"balance_transaction":null}""",
            _ => null,
        };
        using var host = await StartAsync();

        await host.DeliverAsync(Invoice);
        for (var i = 0; i < 6; i++)
        {
            await host.WorkAsync();
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(0, (await SaleAsync(host)).FeeMinorUnits);
        Assert.Equal(["Applied"], await host.InboxAsync());
        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    [Fact]
    public async Task Nothing_is_asked_where_no_fees_are_wanted_or_nothing_was_paid()
    {
        using var host = await StartAsync(options => options.ReadFees = false);
        await host.DeliverAsync(Invoice);
        using var asking = await StartAsync();
        await asking.DeliverAsync(Deliveries.Change(Invoice, "amount_paid=0"));
        await asking.WorkAsync();

        Assert.Equal((0, 1), ((await SaleAsync(host)).FeeMinorUnits, (await host.EndAsync()).Sales));
        Assert.Equal(1, (await asking.EndAsync()).Sales);
        Assert.Empty(_server.Http.Calls);
    }

    private async Task<FetchHost> StartAsync(Action<StripeOptions>? configure = null)
    {
        var host = StripeHost.Start(_time, _server, configure: options =>
        {
            options.ReadFees = true;
            configure?.Invoke(options);
        });
        await host.ReferAsync();
        var program = await FirstAsync<AffiliateProgram>(host);
        var desk = host.Get<PlanDesk>();
        var plan = await desk.CreateAsync(program.Id, "Net of fees", PlanTerms.None);
        await desk.ChangeAsync(
            program.Id, plan.Plan.Id, terms => terms with { Base = BaseKind.NetOfFees }, appliesFrom: Sample.Now.AddDays(-1));
        return host;
    }

    private static Task<Sale> SaleAsync(FetchHost host) => FirstAsync<Sale>(host);

    private static async Task<T> FirstAsync<T>(FetchHost host) where T : class, IRecord<T>
    {
        await foreach (var record in host.Store.ReadAsync(Query<T>.All, default))
        {
            return record;
        }

        throw new InvalidOperationException($"There is no {typeof(T).Name}.");
    }
}
