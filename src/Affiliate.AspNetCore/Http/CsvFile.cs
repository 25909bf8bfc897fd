using System.Text;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A CSV file to keep, sent while it is made.</summary>
/// <param name="fileName">The fixed name it is offered under.</param>
internal abstract class CsvFile(string fileName) : IResult
{
    private const int ChunkSize = 16 * 1024;

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        var csv = new CsvText();
        await response.WriteAsync(CsvText.ByteOrderMark, Encoding.UTF8, httpContext.RequestAborted).ConfigureAwait(false);
        WriteHead(csv);
        await WriteLinesAsync(csv, SendAsync, httpContext.RequestAborted).ConfigureAwait(false);
        await response.WriteAsync(csv.Take(), Encoding.UTF8, httpContext.RequestAborted).ConfigureAwait(false);

        async ValueTask SendAsync()
        {
            if (csv.Length >= ChunkSize)
            {
                await response.WriteAsync(csv.Take(), Encoding.UTF8, httpContext.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the line of names.</summary>
    protected abstract void WriteHead(CsvText csv);

    /// <summary>Writes the lines, each followed by a call of <paramref name="sendAsync"/>.</summary>
    protected abstract Task WriteLinesAsync(CsvText csv, Func<ValueTask> sendAsync, CancellationToken ct);
}
