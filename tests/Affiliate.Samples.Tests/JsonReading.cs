using System.Text.Json;

namespace Affiliate.Samples;

internal static class JsonReading
{
    public static IEnumerable<string> Names(this JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
