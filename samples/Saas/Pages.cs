using Microsoft.AspNetCore.Http.HttpResults;

namespace Saas;

/// <summary>Plain HTML files. Each loads the program's script, which reports visits through partners' links.</summary>
internal static class Pages
{
    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", () => Page(app.Environment, "index.html")).ExcludeFromDescription();
        app.MapGet("/pricing", () => Page(app.Environment, "pricing.html")).ExcludeFromDescription();
    }

    private static FileStreamHttpResult Page(IWebHostEnvironment environment, string name) =>
        TypedResults.Stream(environment.WebRootFileProvider.GetFileInfo(name).CreateReadStream(), "text/html; charset=utf-8");
}
