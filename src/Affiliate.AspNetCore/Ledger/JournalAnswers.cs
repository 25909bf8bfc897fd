using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>The journal as CSV.</summary>
internal sealed class JournalCsv(IAsyncEnumerable<JournalLine> lines) : CsvFile("journal.csv")
{
    protected override void WriteHead(CsvText csv) => csv
        .Text("entry_id").Text("created_at").Text("partner_id").Text("kind").Text("debit_account").Text("credit_account")
        .Text("amount").Text("amount_cents").Text("currency").Text("source_key").EndLine();

    protected override async Task WriteLinesAsync(CsvText csv, Func<ValueTask> sendAsync, CancellationToken ct)
    {
        await foreach (var line in lines.WithCancellation(ct).ConfigureAwait(false))
        {
            csv.Text(line.EntryId.ToString()).Time(line.CreatedAt).Text(line.PartnerId.ToString()).Text(WireName.Of(line.Kind))
                .Text(line.DebitAccount).Text(line.CreditAccount).Amount(line.Amount).Number(line.Amount.MinorUnits)
                .Text(line.Amount.Currency).Text(line.SourceKey).EndLine();
            await sendAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>The journal as JSON, with the turnover of each account and currency at the end.</summary>
internal sealed class JournalJson(IAsyncEnumerable<JournalLine> lines) : IResult
{
    private const int LinesPerFlush = 200;

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var ct = httpContext.RequestAborted;
        var turnover = new SortedDictionary<(string Account, string Currency), (long Debit, long Credit)>();
        var reader = lines.GetAsyncEnumerator(ct);
        await using var _ = reader.ConfigureAwait(false);

        // The first line is read before anything is sent, so that a store that is away is still answered with 503.
        var hasLine = await reader.MoveNextAsync().ConfigureAwait(false);
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using var __ = writer.ConfigureAwait(false);
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        for (var count = 1; hasLine; count++)
        {
            Add(reader.Current, turnover);
            JsonSerializer.Serialize(writer, JournalBody.Of(reader.Current), ApiJson.Default.JournalBody);
            if (count % LinesPerFlush == 0)
            {
                await writer.FlushAsync(ct).ConfigureAwait(false);
                await response.BodyWriter.FlushAsync(ct).ConfigureAwait(false);
            }

            hasLine = await reader.MoveNextAsync().ConfigureAwait(false);
        }

        writer.WriteEndArray();
        WriteTurnover(writer, turnover);
        writer.WriteEndObject();
        await writer.FlushAsync(ct).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(ct).ConfigureAwait(false);
    }

    private static void Add(
        JournalLine line, SortedDictionary<(string Account, string Currency), (long Debit, long Credit)> turnover)
    {
        var debit = turnover.GetValueOrDefault((line.DebitAccount, line.Amount.Currency));
        turnover[(line.DebitAccount, line.Amount.Currency)] = (checked(debit.Debit + line.Amount.MinorUnits), debit.Credit);
        var credit = turnover.GetValueOrDefault((line.CreditAccount, line.Amount.Currency));
        turnover[(line.CreditAccount, line.Amount.Currency)] = (credit.Debit, checked(credit.Credit + line.Amount.MinorUnits));
    }

    private static void WriteTurnover(
        Utf8JsonWriter writer, SortedDictionary<(string Account, string Currency), (long Debit, long Credit)> turnover)
    {
        writer.WriteStartArray("accounts");
        foreach (var ((account, currency), (debit, credit)) in turnover)
        {
            writer.WriteStartObject();
            writer.WriteString("account", account);
            writer.WriteString("currency", currency);
            writer.WriteNumber("debit_cents", debit);
            writer.WriteNumber("credit_cents", credit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>The journal in full. Only described: it is written line by line.</summary>
internal sealed record JournalPageBody(IReadOnlyList<JournalBody> Data, IReadOnlyList<TurnoverBody> Accounts);

/// <summary>What was debited and credited to an account in a currency.</summary>
internal sealed record TurnoverBody(string Account, string Currency, long DebitCents, long CreditCents);
