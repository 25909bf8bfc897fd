namespace Affiliate;

/// <summary>Writes payouts into files that PayPal, Wise or a bank take, split as they ask: by currency and by size.</summary>
public sealed class PayoutFiles
{
    private const int ChunkSize = 500;
    private readonly IAffiliateStore _store;
    private readonly PayoutAccounts _accounts;
    private readonly ProgramDirectory _programs;
    private readonly TimeProvider _time;

    internal PayoutFiles(IAffiliateStore store, PayoutAccounts accounts, ProgramDirectory programs, TimeProvider time)
    {
        _store = store;
        _accounts = accounts;
        _programs = programs;
        _time = time;
    }

    /// <summary>Writes payouts that are still to be paid.</summary>
    /// <remarks>
    /// Reads only: the payouts are confirmed once the money has left. PayPal and Wise files have the partners whose
    /// account is one of theirs, and those without an account by their e-mail address; SEPA files have bank accounts with an IBAN
    /// and are in euro, NACHA files those with a routing number and are in US dollars. The others are named with the reason.
    /// </remarks>
    /// <param name="program">The program.</param>
    /// <param name="format">Who takes the file.</param>
    /// <param name="payout">Only this payout, wherever it stands; default: all that are requested or pending.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The files, none when nothing is to be paid that way, and what no file has.</returns>
    public async Task<PayoutExport> WriteAsync(
        ProgramId program, PayoutFileFormat format, PayoutId? payout = null, CancellationToken cancellationToken = default)
    {
        var query = Query<Payout>.All.Equal(p => p.ProgramId, program);
        query = payout is { } one
            ? query.Equal(p => p.Id, one)
            : query.In(p => p.Status, [PayoutStatus.Requested, PayoutStatus.Pending]).Ascending(p => p.Id);
        var origin = PayoutOrigin.Of(await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false));
        var (rows, leftOut) = (new List<PayoutRow>(), new List<PayoutLeftOut>());
        await foreach (var batch in _store.BatchesAsync(query, ChunkSize, cancellationToken).ConfigureAwait(false))
        {
            await SortAsync(batch, format, origin, rows, leftOut, cancellationToken).ConfigureAwait(false);
        }

        return new PayoutExport([.. PayoutFileWriter.Write(format, origin, rows, _time.GetUtcNow())], leftOut);
    }

    /// <summary>Puts each payout into the rows of the file or beside it.</summary>
    private async Task SortAsync(
        Payout[] payouts, PayoutFileFormat format, PayoutOrigin origin, List<PayoutRow> rows, List<PayoutLeftOut> leftOut, CancellationToken ct)
    {
        var ids = payouts.Select(p => p.PartnerId).Distinct().ToArray();
        var partners = (await _store.ListAsync(Query<Partner>.All.In(p => p.Id, ids), ct).ConfigureAwait(false))
            .ToDictionary(partner => partner.Id);
        var accounts = await _accounts.FindAsync(ids, ct).ConfigureAwait(false);
        foreach (var payout in payouts)
        {
            var partner = partners[payout.PartnerId];
            var hasAccount = accounts.TryGetValue(partner.Id, out var details);
            var recipient = PayoutRecipient.Of(format, origin, payout, partner, hasAccount, details);
            if (recipient.Address is { } address)
            {
                rows.Add(new PayoutRow(payout, partner, details, address));
            }
            else
            {
                leftOut.Add(new PayoutLeftOut(payout.Id, partner.Id, payout.ToPay, details?.Method, recipient.Reason!));
            }
        }
    }
}

/// <summary>What was written, and what could not be.</summary>
/// <param name="Files">The files.</param>
/// <param name="LeftOut">The payouts that no file has; they stay as they are, to be paid in another way.</param>
public sealed record PayoutExport(IReadOnlyList<PayoutFile> Files, IReadOnlyList<PayoutLeftOut> LeftOut);

/// <summary>A payout that no file has.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="Partner">Whom it pays.</param>
/// <param name="Amount">What is to be paid.</param>
/// <param name="Method">How the partner wants to be paid; <see langword="null"/> when that is not known.</param>
/// <param name="Reason">
/// <c>other_method</c>: the file is not for the partner's method; <c>no_email_address</c>: it needs an e-mail address and there is
/// none that is safe; <c>account_unreadable</c>: the secret that the account was encrypted with is gone; <c>not_open</c>: it is on
/// its way, paid, or called off, and only a plain table has it; <c>no_origin</c>: the program does not say which account pays;
/// <c>no_bank_account</c>: there is no IBAN, or for NACHA no routing number; <c>other_currency</c>: the file is in another one;
/// <c>too_large</c>: the file has not as many digits.
/// </param>
public sealed record PayoutLeftOut(PayoutId Payout, PartnerId Partner, Money Amount, PayoutMethod? Method, string Reason);

/// <summary>Who takes a payout file.</summary>
public enum PayoutFileFormat
{
    /// <summary>A table of everything, for a person or a bank.</summary>
    Csv,

    /// <summary>PayPal mass payments: one currency a file, at most 5,000 rows.</summary>
    Paypal,

    /// <summary>Wise batch payments: fixed columns, at most 1,000 rows.</summary>
    Wise,

    /// <summary>SEPA credit transfers for a bank (ISO 20022, pain.001.001.09), in euro, from <see cref="ProgramOptions.SepaOrigin"/>.</summary>
    Sepa,

    /// <summary>ACH credits for a bank in the United States (PPD), in US dollars, from <see cref="ProgramOptions.NachaOrigin"/>.</summary>
    Nacha,
}

/// <summary>A payout file.</summary>
/// <param name="Name">A file name made of format, currency and number.</param>
/// <param name="Rows">How many payouts it has.</param>
/// <param name="Content">CSV text, safe against formulas; XML of a SEPA file, records of a NACHA file.</param>
/// <param name="Totals">What it pays in each currency, in minor units.</param>
public sealed record PayoutFile(string Name, int Rows, string Content, IReadOnlyDictionary<string, long> Totals)
{
    /// <summary>Who takes it.</summary>
    public PayoutFileFormat Format { get; init; }
}

/// <summary>A payout as a file needs it.</summary>
internal sealed record PayoutRow(Payout Payout, Partner Partner, PayoutDetails? Details, string Recipient)
{
    /// <summary>Whose account it is, in letters that every bank takes.</summary>
    public string HolderOf(int most) =>
        BankText.Of(Details?.Bank?.Holder ?? Details?.Tax?.LegalName ?? Partner.DisplayName, most) ?? BankText.Of(Partner.Slug, most)!;
}
