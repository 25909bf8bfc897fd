namespace Affiliate.Core.Tests.Work;

public class ErrorTextTests
{
    [Fact]
    public void Type_and_message_are_kept() => Assert.Equal(
        "System.InvalidOperationException: No mail today.", ErrorText.Of(new InvalidOperationException("No mail today.")));

    [Fact]
    public void The_cause_is_kept_too() => Assert.Equal(
        "System.InvalidOperationException: Outer <- System.TimeoutException: Inner",
        ErrorText.Of(new InvalidOperationException("Outer", new AggregateException(new TimeoutException("Inner")))));

    [Fact]
    public void Addresses_are_left_out() => Assert.Equal(
        "System.IO.IOException: Mail to *** failed",
        ErrorText.Of(new IOException("Mail to <user@example.com> failed")));

    [Fact]
    public void Long_messages_are_cut_and_hidden_characters_removed()
    {
        var text = ErrorText.Of(new IOException("a\0b\r\nc" + new string('x', 10_000)));

        Assert.StartsWith("System.IO.IOException: abcxxx", text, StringComparison.Ordinal);
        Assert.Equal(500, text.Length);
    }
}
