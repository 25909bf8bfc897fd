using System.Text;
using System.Text.Json;

namespace Affiliate.PublicApi;

/// <summary><c>docs/schema.md</c> lists what the records declare.</summary>
public class SchemaPageTests
{
    private const string Heading = "## Tables\n";

    [Fact]
    public void The_page_lists_every_table_column_and_key()
    {
        var file = Path.Combine(Repository.Root, "docs", "schema.md");
        var page = File.ReadAllText(file);
        var prose = page[..(page.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)];

        ApprovedText.Check(file, prose + string.Concat(RecordType.All.Select(Describe)));
    }

    private static string Describe(RecordType record)
    {
        var text = new StringBuilder();
        text.Append('\n').Append("### affiliate_").Append(record.Name).Append('\n').Append('\n');
        text.Append("Columns: ").AppendJoin(", ", record.Fields.Select(Name)).Append(".\n");
        text.Append("Primary key: ").Append(Name(record.PrimaryKey.Fields[0])).Append(".\n");
        Append(text, "Unique", record.UniqueKeys);
        Append(text, "Indexes", record.Indexes);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IReadOnlyList<RecordKey> keys)
    {
        if (keys.Count > 0)
        {
            text.Append(title).Append(": ")
                .AppendJoin("; ", keys.Select(key => string.Join(" + ", key.Fields.Select(Name)))).Append(".\n");
        }
    }

    private static string Name(RecordField field) => $"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)}`";
}
