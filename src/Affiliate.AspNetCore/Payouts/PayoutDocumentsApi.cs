using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Files of payouts for PayPal, Wise or a bank, and the self-billing statement of one.</summary>
internal sealed class PayoutDocumentsApi(PayoutFiles files, PayoutStatements statements)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PayoutDocumentsApi>();

        // The files hold addresses and account numbers: a key that may only read must not get them.
        routes.Map(HttpMethods.Get, "/payouts/export", ApiScopes.PayoutsWrite, api.ExportAllAsync,
            "Files of what is requested or pending; several come as a ZIP archive", 200, 409).WithQuery("format")
            .GivesFile("text/csv", "application/zip");
        routes.Map(HttpMethods.Get, "/payouts/{id}/export", ApiScopes.PayoutsWrite, api.ExportAsync,
            "The file of one payout", 200, 409).WithQuery("format")
            .GivesFile("text/csv", "application/zip");
        routes.Get("/payouts/{id}/statement", api.StatementAsync, "The self-billing statement as a page to print")
            .GivesFile("text/html");
    }

    public Task<IResult> ExportAllAsync(ApiCall call) => ExportAsync(call, payout: null);

    public Task<IResult> ExportAsync(ApiCall call) =>
        AffiliateId.TryParse<PayoutId>((string?)call.Request.RouteValues["id"], out var id)
            ? ExportAsync(call, id)
            : Task.FromResult<IResult>(Problem.NotFound);

    public async Task<IResult> StatementAsync(ApiCall call) =>
        AffiliateId.TryParse<PayoutId>((string?)call.Request.RouteValues["id"], out var id)
        && await statements.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is { } statement
            ? new StatementPage(statement)
            : Problem.NotFound;

    private async Task<IResult> ExportAsync(ApiCall call, PayoutId? payout)
    {
        var errors = new InputErrors();
        var format = new QueryFields(call.Request.Query, errors).Choice<PayoutFileFormat>("format") ?? PayoutFileFormat.Csv;
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (payout is { } id && await statements.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is null)
        {
            return Problem.NotFound;
        }

        var written = await files.WriteAsync(call.Program.Id, format, payout, call.Aborted).ConfigureAwait(false);
        return written.Count switch
        {
            0 => Problem.Conflict("nothing_to_pay", $"Nothing is to be paid that can go into a file for '{WireName.Of(format)}'."),
            1 => new PayoutDownload(written[0].Name, "text/csv; charset=utf-8", CsvOf(written[0])),
            _ => new PayoutDownload("payouts.zip", "application/zip", ZipOf(written)),
        };
    }

    private static byte[] CsvOf(PayoutFile file) => Encoding.UTF8.GetBytes(CsvText.ByteOrderMark + file.Content);

    private static byte[] ZipOf(IReadOnlyList<PayoutFile> files)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(CsvOf(file));
            }
        }

        return buffer.ToArray();
    }

    private sealed class PayoutDownload(string name, string contentType, byte[] content) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = contentType;
            response.ContentLength = content.Length;
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            response.Headers.XContentTypeOptions = "nosniff";
            await response.Body.WriteAsync(content, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
