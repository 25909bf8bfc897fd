using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Turns what a desk refuses of its arguments, which only it can judge, into the answer to the call.</summary>
internal static class RefusedArguments
{
    public static async Task<IResult> AsProblemAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            return Problem.Validation(
                exception.ParamName ?? "body",
                exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal));
        }
    }
}
