using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Clicks sent with a test key: rows of the program's twin, which tests of leads and sales can name (AF-09).</summary>
internal sealed class TestClicks(ApiKeys keys, TestTwin twin)
{
    /// <summary>Whether a request says that it is a test; live keys have no say about clicks.</summary>
    public static bool IsTest(HttpRequest request) =>
        request.Headers.Authorization.Count > 0
        && ApiGate.TokenOf(request)?.StartsWith(ApiKeyToken.TestPrefix, StringComparison.Ordinal) == true;

    /// <summary>Records a click in the twin alone.</summary>
    /// <returns><see langword="false"/> when the key is not a good one of the program: nothing is recorded.</returns>
    public async Task<bool> TryRecordAsync(HttpRequest request, AffiliateProgram program, Click click, CancellationToken ct)
    {
        var key = await keys.AuthenticateAsync(ApiGate.TokenOf(request), isWrite: true, ct).ConfigureAwait(false);
        if (key?.ProgramId != program.Twin.Id || !key.Scopes.HasFlag(ApiScopes.Track))
        {
            return false;
        }

        await twin.RecordAsync(program.Twin, click, ct).ConfigureAwait(false);
        return true;
    }
}
