namespace Saas.Accounts;

/// <summary>The body of <c>POST /signup</c> and <c>POST /signin</c>.</summary>
internal sealed record NewAccount(string Email, string Password)
{
    public bool IsValid =>
        Email.Trim() is { Length: >= 3 and <= 254 } email && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at < email.Length - 1 && Password.Length is > 0 and <= 200;
}
