using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Files of payouts for PayPal, Wise or banks, and the self-billing statement of one.</summary>
internal sealed class PayoutDocumentsApi(PayoutFiles files, PayoutStatements statements)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PayoutDocumentsApi>();

        // The files hold addresses and account numbers: a key that may only read must not get them.
        routes.Map(HttpMethods.Get, "/payouts/export", ApiScopes.PayoutsWrite, api.ExportAllAsync,
            "Files of what is requested or pending; several come as a ZIP archive", 200, 409).WithQuery("format")
            .GivesFile("text/csv", "application/xml", "text/plain", "application/zip");
        routes.Map(HttpMethods.Get, "/payouts/{id}/export", ApiScopes.PayoutsWrite, api.ExportAsync,
            "The file of one payout", 200, 409).WithQuery("format")
            .GivesFile("text/csv", "application/xml", "text/plain", "application/zip");
        routes.Map(HttpMethods.Get, "/payouts/export/summary", ApiScopes.PayoutsWrite, api.SummarizeAsync,
            "What the files would have, and which payouts would be in none of them and why", 200).WithQuery("format")
            .Gives<PayoutExportBody>();
        routes.Get("/payouts/{id}/statement", api.StatementAsync, "The self-billing statement as a page to print")
            .GivesFile("text/html");
    }

    public Task<IResult> ExportAllAsync(ApiCall call) => ExportAsync(call, payout: null);

    public Task<IResult> ExportAsync(ApiCall call) =>
        call.Id<PayoutId>() is { } id
            ? ExportAsync(call, id)
            : Task.FromResult<IResult>(Problem.NotFound);

    public async Task<IResult> SummarizeAsync(ApiCall call)
    {
        var format = Format(call);
        return call.Refusal ?? new JsonAnswer<PayoutExportBody>(
                PayoutExportBody.Of(format, await files.WriteAsync(call.Program.Id, format, null, call.Aborted).ConfigureAwait(false)),
                ApiJson.Default.PayoutExportBody);
    }

    public async Task<IResult> StatementAsync(ApiCall call) =>
        call.Id<PayoutId>() is { } id
        && await statements.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is { } statement
            ? new StatementPage(statement)
            : Problem.NotFound;

    private async Task<IResult> ExportAsync(ApiCall call, PayoutId? payout)
    {
        var format = Format(call);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (payout is { } id && await statements.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is null)
        {
            return Problem.NotFound;
        }

        var (written, leftOut) = await files.WriteAsync(call.Program.Id, format, payout, call.Aborted).ConfigureAwait(false);
        return written.Count switch
        {
            0 => Problem.Conflict("nothing_to_pay", Nothing(format, leftOut)),
            1 => new PayoutDownload(written[0].Name, TypeOf(format), BytesOf(written[0]), leftOut.Count),
            _ => new PayoutDownload("payouts.zip", "application/zip", ZipOf(written), leftOut.Count),
        };
    }

    private static PayoutFileFormat Format(ApiCall call) =>
        call.Query.Choice<PayoutFileFormat>("format") ?? PayoutFileFormat.Csv;

    private static string Nothing(PayoutFileFormat format, IReadOnlyList<PayoutLeftOut> leftOut)
    {
        var why = leftOut.GroupBy(one => one.Reason, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        return $"Nothing is to be paid that can go into a file for '{WireName.Of(format)}'."
            + (leftOut.Count == 0 ? "" : $" Left out: {string.Join(", ", why)}; /payouts/export/summary names them.");
    }

    private static string TypeOf(PayoutFileFormat format) => format switch
    {
        PayoutFileFormat.Sepa => "application/xml",
        PayoutFileFormat.Nacha => "text/plain; charset=us-ascii",
        _ => "text/csv; charset=utf-8",
    };

    /// <summary>Spreadsheets are told what they read; banks' programs would stumble over it.</summary>
    private static byte[] BytesOf(PayoutFile file) => Encoding.UTF8.GetBytes(
        file.Format is PayoutFileFormat.Sepa or PayoutFileFormat.Nacha ? file.Content : CsvText.ByteOrderMark + file.Content);

    private static byte[] ZipOf(IReadOnlyList<PayoutFile> files)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(BytesOf(file));
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A file to keep. Its header <c>Affiliate-Left-Out</c> says how many payouts it should have had and cannot have.</summary>
    private sealed class PayoutDownload(string name, string contentType, byte[] content, int leftOut) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = contentType;
            response.ContentLength = content.Length;
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers["Affiliate-Left-Out"] = leftOut.ToString(CultureInfo.InvariantCulture);
            await response.Body.WriteAsync(content, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}

/// <summary>What the files of a format would have, and what none of them would.</summary>
internal sealed record PayoutExportBody(string Format, IReadOnlyList<PayoutFileBody> Files, IReadOnlyList<PayoutLeftOutBody> LeftOut)
{
    public static PayoutExportBody Of(PayoutFileFormat format, PayoutExport export) => new(
        WireName.Of(format),
        [.. export.Files.Select(file => new PayoutFileBody(file.Name, file.Rows, file.Totals))],
        [.. export.LeftOut.Select(PayoutLeftOutBody.Of)]);
}

/// <summary>A file.</summary>
internal sealed record PayoutFileBody(string Name, int Rows, IReadOnlyDictionary<string, long> TotalAmountCents);

/// <summary>A payout that no file has.</summary>
internal sealed record PayoutLeftOutBody(
    string PayoutId, string PartnerId, long AmountCents, string Currency, string? PayoutMethod, string Reason)
{
    public static PayoutLeftOutBody Of(PayoutLeftOut one) => new(
        one.Payout.ToString(), one.Partner.ToString(), one.Amount.MinorUnits, one.Amount.Currency,
        one.Method is { } method ? WireName.Of(method) : null, one.Reason);
}
