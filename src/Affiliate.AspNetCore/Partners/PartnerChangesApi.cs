using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>PATCH /partners/{id}</c> and <c>/deactivate</c> (AH-31).</summary>
internal sealed class PartnerChangesApi(PartnerDesk desk)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PartnerChangesApi>();
        routes.Map(
            HttpMethods.Patch, "/partners/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a partner",
            200, 409, 413, 415)
            .Gives<PartnerBody>()
            .Takes("""{"email":"alpha@example.com","first_name":"Partner","last_name":"Alpha","user_key":"user-7","commission_pct":25.5,"status":"active","metadata":{"source":"conference"}}""");
        routes.Post(
            "/partners/{id}/deactivate", ApiScopes.PartnersWrite, api.DeactivateAsync,
            "Stop a partner; what was earned stands", 200)
            .Gives<PartnerBody>()
            .Takes("""{}""");
    }

    /// <summary>Changes the fields that are given; a null empties what can be empty.</summary>
    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var (root, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var change = Read(new JsonFields(root, errors), errors);
        return errors.Any ? errors.ToProblem() : await MoveAsync(call, change).ConfigureAwait(false);
    }

    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        var (_, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        return problem is not null
            ? problem
            : await MoveAsync(call, partner => partner with { Status = PartnerStatus.Deactivated }).ConfigureAwait(false);
    }

    private static Func<Partner, Partner> Read(JsonFields fields, InputErrors errors)
    {
        fields.RefuseNulls("email", "status");
        var email = fields.Text("email", EmailAddress.MaxLength);
        string? address = null;
        if (fields.Has("email") && !EmailAddress.TryNormalize(email, out address) && !errors.Has("email"))
        {
            errors.Add("email", "Must be an e-mail address.");
        }

        var first = fields.Text("first_name", PartnersApi.MaxNameLength);
        var last = fields.Text("last_name", PartnersApi.MaxNameLength);
        var user = fields.Name("user_key", CustomerKey.MaxLength);
        var commission = fields.Percent("commission_pct");
        var status = Status(fields, errors);
        _ = fields.Object("metadata", out var metadata);
        var json = metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : null;
        if (json?.Length > PartnersApi.MaxMetadataLength)
        {
            errors.Add("metadata", $"Must have at most {PartnersApi.MaxMetadataLength} characters.");
        }

        return partner => partner with
        {
            Email = address ?? partner.Email,
            FirstName = fields.Has("first_name") ? first : partner.FirstName,
            LastName = fields.Has("last_name") ? last : partner.LastName,
            UserKey = fields.Has("user_key") ? user : partner.UserKey,
            Commission = fields.Has("commission_pct") ? commission : partner.Commission,
            Status = status ?? partner.Status,
            Metadata = fields.Has("metadata") ? json : partner.Metadata,
        };
    }

    private static PartnerStatus? Status(JsonFields fields, InputErrors errors)
    {
        if (fields.Text("status", 32) is not { } text)
        {
            return null;
        }

        foreach (var status in Enum.GetValues<PartnerStatus>())
        {
            if (WireName.Of(status) == text)
            {
                return status;
            }
        }

        errors.Add("status", $"Must be one of: {string.Join(", ", Enum.GetValues<PartnerStatus>().Select(WireName.Of))}.");
        return null;
    }

    private async Task<IResult> MoveAsync(ApiCall call, Func<Partner, Partner> change)
    {
        if (!AffiliateId.TryParse<PartnerId>((string?)call.Request.RouteValues["id"], out var id))
        {
            return Problem.NotFound;
        }

        try
        {
            return await desk.ChangeAsync(call.Program.Id, id, change, call.Aborted).ConfigureAwait(false) is { } partner
                ? new JsonAnswer<PartnerBody>(PartnerBody.Of(partner), ApiJson.Default.PartnerBody) { Version = partner.Version }
                : Problem.NotFound;
        }
        catch (AffiliateConflictException conflict)
        {
            return Problem.Conflict(conflict.Code, conflict.Message);
        }
    }
}
