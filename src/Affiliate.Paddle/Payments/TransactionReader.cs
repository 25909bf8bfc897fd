namespace Affiliate.Paddle;

/// <summary>Reads transactions. One that is completed is a sale; one that is paid is on its way to be.</summary>
internal sealed class TransactionReader(PaddleOptions options)
{
    private const string PaymentMethodChange = "subscription_payment_method_change";

    /// <summary>Reads <c>transaction.paid</c>, which may lack what only the completed one knows.</summary>
    public WebhookReading ReadPaid(PaddleEvent paddleEvent)
    {
        var totals = Totals(paddleEvent.Data);
        var isComplete = totals.IsObject && (options.Basis != PaddleBasis.Earnings || !totals["earnings"].IsNothing);
        return options.CountOn == PaddleSaleEvent.Paid && isComplete
            ? ReadCompleted(paddleEvent)
            : ReadUnfinished(paddleEvent);
    }

    /// <summary>Reads a transaction that is no sale yet: its custom data, discount and subscription.</summary>
    public static WebhookReading ReadUnfinished(PaddleEvent paddleEvent) => paddleEvent.Accept(new PaymentLink
    {
        Reference = paddleEvent.Reference,
        SubscriptionReference = paddleEvent.ReferenceOf(paddleEvent.Data["subscription_id"]),
        Evidence = paddleEvent.Evidence(),
    });

    /// <summary>Reads <c>transaction.canceled</c>: nothing was paid, so a sale of it would be a mistake.</summary>
    public static WebhookReading ReadCanceled(PaddleEvent paddleEvent) => paddleEvent.Accept(new PaymentAlert
    {
        Reference = paddleEvent.Reference,
        Reason = "transaction_canceled",
    });

    /// <summary>
    /// Reads <c>transaction.revised</c>: customer, address or tax were corrected after the payment. A lower base takes the
    /// difference back, a higher one changes nothing.
    /// </summary>
    public WebhookReading ReadRevised(PaddleEvent paddleEvent)
    {
        var reading = ReadCompleted(paddleEvent);
        return reading.Facts is [Payment payment]
            ? paddleEvent.Accept(new Reversal
            {
                Source = payment.Source + ":revised",
                Target = payment.Source,
                Provider = PaddleWebhook.Name,
                Kind = ReversalKind.Correction,
                Base = payment.Amount,
                AsOf = paddleEvent.OccurredAt,
                SubscriptionReference = payment.SubscriptionReference,
                Evidence = payment.Evidence,
            })
            : reading;
    }

    /// <summary>Reads <c>transaction.completed</c>.</summary>
    public WebhookReading ReadCompleted(PaddleEvent paddleEvent)
    {
        var transaction = paddleEvent.Data;
        var totals = Totals(transaction);
        var currency = (totals["currency_code"].Text ?? transaction["currency_code"].Text) ?? "";
        if (!Currencies.IsKnown(currency))
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, paddleEvent.Message);
        }

        var amounts = new PaddleAmounts(totals);
        var (commissionBase, gross) = amounts.Read(options.Basis);
        var fee = amounts.ReadFee(options.Basis);
        if (!amounts.AreCredible)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, paddleEvent.Message);
        }

        // A new card is tried with a transaction of nothing, which nobody bought.
        if (gross == 0 && transaction["origin"].Text == PaymentMethodChange)
        {
            return WebhookReading.Ignored("payment-method-change", paddleEvent.Message);
        }

        var items = transaction["details"]["line_items"];
        var (lines, product) = (LinesOf(items, commissionBase), ProductOf(items));
        return paddleEvent.Accept(new Payment
        {
            Source = paddleEvent.Reference,
            Provider = PaddleWebhook.Name,
            Amount = new Money(commissionBase, currency),
            Gross = new Money(gross, currency),
            Fee = fee is { } kept ? new Money(kept, currency) : null,
            Kind = KindOf(transaction),
            ProductId = product,
            Lines = lines,
            HasUnknownLines = commissionBase > 0 && lines.Count == 0 && product is null,
            OccurredAt = paddleEvent.OccurredAt,
            SubscriptionReference = paddleEvent.ReferenceOf(transaction["subscription_id"]),
            SubscriptionInterval = SubscriptionIntervals.Of(
                transaction["billing_period"]["starts_at"].Time, transaction["billing_period"]["ends_at"].Time),
            Evidence = paddleEvent.Evidence(),
        });
    }

    /// <summary>The totals in the currency that counts; of a transaction of nothing, nothing is paid out.</summary>
    private WebhookJson Totals(WebhookJson transaction)
    {
        var (totals, payout) = (transaction["details"]["totals"], transaction["details"]["payout_totals"]);
        return options.SettleInPayoutCurrency && !(payout.IsNothing && totals["grand_total"].Text == "0") ? payout : totals;
    }

    private static SaleKind KindOf(WebhookJson transaction) => transaction["origin"].Text switch
    {
        "subscription_update" or "subscription_charge" => SaleKind.Upgrade,
        "subscription_recurring" or PaymentMethodChange => SaleKind.Renewal,
        _ => IsSubscribing(transaction) ? SaleKind.SubscriptionFirst : SaleKind.OneTime,
    };

    /// <summary>
    /// Whether a subscription exists, or comes of it: a transaction is paid before its subscription is made.
    /// </summary>
    private static bool IsSubscribing(WebhookJson transaction) =>
        !transaction["subscription_id"].IsNothing
        || transaction["items"].Items.Any(item => item["price"]["billing_cycle"].IsObject);

    /// <summary>
    /// The lines, with what each has of the base: what it cost less its discount says in which proportion. Proration gives negative
    /// ones.
    /// </summary>
    private static IReadOnlyList<SaleLine> LinesOf(WebhookJson items, long commissionBase)
    {
        List<SaleLine> lines = [];
        foreach (var item in items.Items)
        {
            var amounts = new PaddleAmounts(item["totals"]);
            var net = amounts.ReadLine();
            if (!amounts.AreCredible)
            {
                return [];
            }

            var quantity = item["quantity"].Number is { } number and > int.MinValue and <= int.MaxValue ? Math.Abs(number) : 1;
            lines.Add(new SaleLine(IdOf(item["product"]["id"]), quantity, net)
            {
                PriceId = IdOf(item["price_id"]),
                IsProration = item["proration"].IsObject,
            });
        }

        return SaleLines.Spread(commissionBase, lines);
    }

    /// <summary>The product, when all lines are of the same one.</summary>
    private static string? ProductOf(WebhookJson items)
    {
        var products = items.Items.Select(item => IdOf(item["product"]["id"])).Distinct().Take(2).ToList();
        return products.Count == 1 ? products[0] : null;
    }

    private static string? IdOf(WebhookJson value) =>
        value.Text is { Length: > 0 and <= 255 } id && id.All(c => c is > ' ' and <= '~') ? id : null;
}
