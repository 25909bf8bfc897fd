using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Reads what a call says about a link. A field that is left out changes nothing; null empties it.</summary>
internal sealed class LinkFields
{
    public const string NotAllowed = "Must be a local path, or an address on a host of the program's 'allowed_hosts'.";

    private const int MaxTitleLength = 200;
    private const int MaxDestinationLength = 2_000;

    private readonly JsonFields _fields;
    private readonly InputErrors _errors;
    private readonly string _path;
    private readonly string? _title;
    private readonly string? _destination;
    private readonly long? _redirectCode;
    private readonly bool? _isActive;
    private readonly DateTimeOffset? _start;
    private readonly DateTimeOffset? _end;
    private readonly DateTimeOffset? _expiry;
    private readonly long? _maxClicks;
    private readonly string? _passwordHash;
    private readonly string? _rules;

    public LinkFields(ApiCall call)
        : this(call, call.Body)
    {
    }

    /// <param name="call">The call: its program and host say where links may lead.</param>
    /// <param name="root">The object, of which the call's body may be more.</param>
    /// <param name="path">What stands before names in errors.</param>
    public LinkFields(ApiCall call, JsonElement root, string path = "")
    {
        var errors = call.Errors;
        _fields = new JsonFields(root, errors, path);
        _errors = errors;
        _path = path;
        _fields.RefuseNulls("redirect_code", "status");
        IsByPartner = call.Partner is not null;
        CampaignId = _fields.Id<CampaignId>("campaign_id");
        _title = _fields.Text("title", MaxTitleLength);
        _destination = _fields.Text("destination_url", MaxDestinationLength);
        if (_destination is not null && !IsAllowed(call, _destination))
        {
            errors.Add(path + "destination_url", NotAllowed);
        }

        _redirectCode = _fields.Whole("redirect_code", 302, 307);
        if (_redirectCode is not (null or 302 or 307))
        {
            errors.Add(path + "redirect_code", "Must be 302 or 307.");
        }

        _isActive = Status();
        _start = _fields.Instant("scheduled_start_at");
        _end = _fields.Instant("scheduled_end_at");
        _expiry = _fields.Instant("expires_at");
        _maxClicks = _fields.Whole("max_clicks", 1, long.MaxValue);
        _passwordHash = _fields.Text("password", LinkPassword.MaxLength) is { } password && !errors.Any
            ? LinkPassword.Hash(password)
            : null;
        _rules = new RuleFields(errors, destination => IsAllowed(call, destination)).Read(root, "rules");
    }

    public CampaignId? CampaignId { get; }

    /// <summary>Whether a partner calls, who may not learn what others have.</summary>
    public bool IsByPartner { get; }

    /// <summary>The slug of a link to be made or changed, in the form in which it is kept.</summary>
    public string? Slug()
    {
        if (_fields.Text("slug", Link.MaxSlugLength, isRequired: true) is not { } text)
        {
            return null;
        }

        if (Affiliate.Slug.TryNormalize(text, out var slug))
        {
            return slug;
        }

        _errors.Add(_path + "slug", "Must have letters a to z, digits, '-' and '_' only; letters that look like them are refused.");
        return null;
    }

    public PartnerId? Partner() => _fields.Id<PartnerId>("partner_id");

    public long? Version() => _fields.Whole("version", 0, int.MaxValue);

    /// <summary>The link with what was given.</summary>
    public Link Apply(Link link) => link with
    {
        CampaignId = _fields.Has("campaign_id") ? CampaignId : link.CampaignId,
        Title = _fields.Has("title") ? _title : link.Title,
        Destination = _fields.Has("destination_url") ? _destination : link.Destination,
        KeepsMethod = _redirectCode is { } code ? code == StatusCodes.Status307TemporaryRedirect : link.KeepsMethod,
        IsDisabled = _isActive is { } isActive ? !isActive : link.IsDisabled,
        IsDisabledByOwner = !IsByPartner && _isActive is { } wanted ? !wanted : link.IsDisabledByOwner,
        ScheduledStartAt = _fields.Has("scheduled_start_at") ? _start : link.ScheduledStartAt,
        ScheduledEndAt = _fields.Has("scheduled_end_at") ? _end : link.ScheduledEndAt,
        ExpiresAt = _fields.Has("expires_at") ? _expiry : link.ExpiresAt,
        MaxClicks = _fields.Has("max_clicks") ? _maxClicks : link.MaxClicks,
        PasswordHash = _fields.Has("password") ? _passwordHash : link.PasswordHash,
        Rules = _fields.Has("rules") ? _rules : link.Rules,
    };

    /// <summary>Whether links of the call's program may lead somewhere.</summary>
    public static bool IsAllowed(ApiCall call, string destination)
    {
        WebHost? own = WebHost.TryRead(call.Request.Host.Value, call.Request.IsHttps ? 443 : 80, out var host) ? host : null;
        return RedirectTarget.Requested(destination, call.Program.AllowedHosts, own) is not null;
    }

    private bool? Status()
    {
        switch (_fields.Text("status", 64))
        {
            case null: return null;
            case "active": return true;
            case "disabled": return false;
            default:
                _errors.Add(_path + "status", "Must be one of: active, disabled.");
                return null;
        }
    }
}
