using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/clicks</c>: what is kept of one, and a person's decision whether it counts.</summary>
internal sealed class ClicksApi(ClickDesk desk)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ClicksApi>();
        routes.Get("/clicks/{id}", api.GetAsync, "A click, why it does not count if it does not, and who decided so")
            .Gives<ClickBody>();
        routes.Post(
            "/clicks/{id}/correct", ApiScopes.CommissionsWrite, api.CorrectAsync,
            "Let a click count that was left out, or leave one out: figures change with it, bindings do not", 200, 409)
            .Gives<ClickBody>()
            .Takes("""{"qualified":true,"attributable":true,"actor":"support","reason":"A customer's own crawler."}""", "reason");
    }

    public async Task<IResult> GetAsync(ApiCall call) => call.Id<ClickId>() is { } id
        ? AnswerOf(await desk.FindAsync(id, call.Program.Id.ToString(), call.Aborted).ConfigureAwait(false))
        : Problem.NotFound;

    public async Task<IResult> CorrectAsync(ApiCall call)
    {
        var fields = call.Fields;
        var (qualified, attributable) = (fields.Flag("qualified"), fields.Flag("attributable"));
        if (qualified is null && attributable is null && !call.Errors.Any)
        {
            call.Errors.Add("qualified", "Is required, or 'attributable' is.");
        }

        var actor = fields.Name("actor", HandDecision.MaxActorLength) ?? call.Key.Name;
        var reason = fields.Name("reason", HandDecision.MaxReasonLength, isRequired: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return call.Id<ClickId>() is { } id
            ? AnswerOf(await desk.CorrectAsync(
                new ClickJudgement
                {
                    Program = call.Program.Id.ToString(),
                    Click = id,
                    Qualified = qualified,
                    Attributable = attributable,
                    Actor = actor,
                    Reason = reason!,
                },
                call.Aborted).ConfigureAwait(false))
            : Problem.NotFound;
    }

    private static IResult AnswerOf(JudgedClick? click) => click is null
        ? Problem.NotFound
        : new JsonAnswer<ClickBody>(ClickBody.Of(click.Click, click.Correction), ApiJson.Default.ClickBody)
        {
            Version = click.Correction?.Version ?? 0,
        };
}
