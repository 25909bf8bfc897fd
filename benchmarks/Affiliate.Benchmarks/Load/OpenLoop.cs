using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Affiliate.Benchmarks.Load;

/// <summary>
/// Sends at a fixed rate whatever the answers take, which <c>wrk</c> cannot: a request that had to wait for its
/// connection counts from the moment it was due.
/// </summary>
/// <param name="PerSecond">The requests a second over all connections.</param>
/// <param name="Seconds">How long the run lasts.</param>
/// <param name="Connections">How many connections share the rate.</param>
internal sealed record OpenLoop(double PerSecond, int Seconds, int Connections)
{
    /// <returns>The time from due to answered of every request, in ticks of <see cref="Stopwatch"/>, shortest first.</returns>
    public async Task<IReadOnlyList<long>> RunAsync(Uri address, byte[] request)
    {
        var begin = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        var runs = Enumerable.Range(0, Connections).Select(number => Task.Run(() => ConnectAsync(address, request, begin, number)));
        var times = (await Task.WhenAll(runs)).SelectMany(list => list).ToArray();
        Array.Sort(times);
        return times;
    }

    private async Task<List<long>> ConnectAsync(Uri address, byte[] request, long begin, int number)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var between = Stopwatch.Frequency * Connections / PerSecond;
        var end = begin + (Stopwatch.Frequency * Seconds);
        var times = new List<long>();
        var buffer = new byte[4096];
        for (var i = 0; ; i++)
        {
            var due = begin + (long)((i + ((double)number / Connections)) * between);
            if (due >= end)
            {
                return times;
            }

            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait);
            }

            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
            times.Add(Stopwatch.GetTimestamp() - Math.Min(due, Stopwatch.GetTimestamp()));
        }
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read;
            if (read == 0 || buffer[9] is not ((byte)'2' or (byte)'3'))
            {
                throw new InvalidOperationException($"Answered: {Encoding.ASCII.GetString(buffer, 0, length)}");
            }

            if (IsComplete(buffer.AsSpan(0, length)))
            {
                return;
            }
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var lengthAt = answer[..head].IndexOf("Content-Length: "u8);
        return lengthAt < 0
            ? answer.EndsWith("0\r\n\r\n"u8)
            : System.Buffers.Text.Utf8Parser.TryParse(answer[(lengthAt + 16)..], out int body, out _) && answer.Length >= head + 4 + body;
    }
}
