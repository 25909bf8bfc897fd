using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/partners</c>: enrol, list, read (AH-30, AH-31).</summary>
internal sealed class PartnersApi(AffiliateTracker tracker, AffiliateReports reports)
{
    public const int MaxNameLength = 100;
    private const int MaxSearchLength = 200;
    public const int MaxMetadataLength = 4_000;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PartnersApi>();
        routes.Get("/partners", api.ListAsync, "Partners, newest first")
            .WithQuery("page", "per_page", "status", "search")
            .Gives<PageBody<PartnerBody>>();
        routes.Make<PartnerId>("/partners", ApiScopes.PartnersWrite, api.EnrollAsync, api.FindAsync, "Enrol a partner", 201)
            .Gives<PartnerBody>()
            .Takes("""{"email":"alpha@example.com","slug":"alpha","first_name":"Partner","last_name":"Alpha","user_key":"user-7","commission_pct":25.5,"metadata":{"source":"conference"},"program_id":"default"}""", "email", "slug");
        routes.Get("/partners/{id}", api.FindAsync, "A partner")
            .Gives<PartnerBody>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var query = new QueryFields(call.Request.Query, errors);
        var page = query.Page();
        var filter = new PartnerFilter
        {
            Status = query.Choice<PartnerStatus>("status"),
            Search = query.Text("search", MaxSearchLength),
        };
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var partners = await reports.PartnersAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<PartnerBody>>(
            PageBody<PartnerBody>.Of(partners, PartnerBody.Of), ApiJson.Default.PageBodyPartnerBody);
    }

    public async Task<IResult> FindAsync(ApiCall call)
    {
        var partner = AffiliateId.TryParse<PartnerId>((string?)call.Request.RouteValues["id"], out var id)
            ? await reports.PartnerAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;
        return partner is null
            ? Problem.NotFound
            : new JsonAnswer<PartnerBody>(PartnerBody.Of(partner), ApiJson.Default.PartnerBody) { Version = partner.Version };
    }

    public async Task<IResult> EnrollAsync(ApiCall call)
    {
        var (root, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var fields = new JsonFields(root, errors);
        var isOwn = call.IsAbout(fields.Text("program_id", Link.MaxSlugLength));
        var partner = Read(fields, call.Program, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!isOwn)
        {
            return Problem.NotFound;
        }

        try
        {
            var enrolled = await tracker.EnrollAsync(partner, call.Aborted).ConfigureAwait(false);
            return new JsonAnswer<PartnerBody>(
                PartnerBody.Of(enrolled), ApiJson.Default.PartnerBody, StatusCodes.Status201Created)
            {
                Location = $"{call.Request.PathBase}{call.Request.Path}/{enrolled.Id}",
            };
        }
        catch (AffiliateConflictException conflict)
        {
            return Problem.Conflict(conflict.Code, conflict.Message);
        }
    }

    private static NewPartner Read(JsonFields fields, AffiliateProgram program, InputErrors errors)
    {
        var email = fields.Text("email", EmailAddress.MaxLength, isRequired: true);
        if (email is not null && !EmailAddress.TryNormalize(email, out _))
        {
            errors.Add("email", "Must be an e-mail address.");
        }

        var slug = fields.Text("slug", Link.MaxSlugLength, isRequired: true);
        if (slug is not null && !Slug.TryNormalize(slug, out _))
        {
            errors.Add("slug", "Must have letters, digits, '-' and '_' only.");
        }

        _ = fields.Object("metadata", out var metadata);
        var json = metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : null;
        if (json?.Length > MaxMetadataLength)
        {
            errors.Add("metadata", $"Must have at most {MaxMetadataLength} characters.");
        }

        return new NewPartner
        {
            Program = program.Id.ToString(),
            Email = email ?? "",
            Slug = slug ?? "",
            FirstName = fields.Text("first_name", MaxNameLength),
            LastName = fields.Text("last_name", MaxNameLength),
            UserKey = fields.Name("user_key", CustomerKey.MaxLength),
            Commission = fields.Percent("commission_pct"),
            Metadata = json,
        };
    }
}

/// <summary>A partner as it is published (AH-30).</summary>
internal sealed record PartnerBody(
    string Id, string ProgramId, string Email, string Slug, string? FirstName, string? LastName, string? UserKey,
    decimal? CommissionPct,
    string Status, JsonNode? Metadata, DateTimeOffset CreatedAt)
{
    public static PartnerBody Of(Partner partner) => new(
        partner.Id.ToString(), partner.ProgramId.ToString(), partner.Email, partner.Slug, partner.FirstName,
        partner.LastName, partner.UserKey, partner.Commission?.Percent, WireName.Of(partner.Status), Parse(partner.Metadata),
        partner.CreatedAt);

    /// <summary>A host that enrols partners in its own code may have written anything; then it is shown as text.</summary>
    private static JsonNode? Parse(string? metadata)
    {
        try
        {
            return metadata is null ? null : JsonNode.Parse(metadata);
        }
        catch (JsonException)
        {
            return JsonValue.Create(metadata);
        }
    }
}
