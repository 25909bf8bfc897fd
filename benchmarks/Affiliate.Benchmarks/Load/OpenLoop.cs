using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Affiliate.Benchmarks.Load;

/// <summary>
/// Sends at a fixed rate whatever the answers take, which <c>wrk</c> cannot: a request that had to wait for its
/// connection counts from the moment it was due. One thread, so that the measured host has the other cores for itself.
/// </summary>
/// <param name="PerSecond">The requests a second over all connections.</param>
/// <param name="Seconds">How long the run lasts.</param>
/// <param name="Connections">How many connections share the rate.</param>
internal sealed record OpenLoop(double PerSecond, int Seconds, int Connections)
{
    // The shortest that the system's poll waits.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <returns>The time from due to answered of every request, in ticks of <see cref="Stopwatch"/>, shortest first.</returns>
    public IReadOnlyList<long> Run(Uri address, byte[] request)
    {
        var between = Stopwatch.Frequency * Connections / PerSecond;
        var begin = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        var end = begin + (Stopwatch.Frequency * Seconds);
        var times = new List<long>((int)(PerSecond * Seconds));
        var idle = new PriorityQueue<Connection, long>();
        var waiting = new Dictionary<Socket, Connection>();
        var readable = new List<Socket>(Connections);
        for (var i = 0; i < Connections; i++)
        {
            var first = begin + (long)(between * i / Connections);
            idle.Enqueue(new Connection(address, first, (long)between), first);
        }

        while (idle.Count + waiting.Count > 0)
        {
            Send(idle, waiting, request, end);
            Wait(waiting, idle, readable);
            foreach (var socket in readable)
            {
                var connection = waiting[socket];
                if (connection.ReceivesEnd())
                {
                    times.Add(Stopwatch.GetTimestamp() - connection.DueAt);
                    connection.DueAt += connection.Between;
                    waiting.Remove(socket);
                    idle.Enqueue(connection, connection.DueAt);
                }
            }
        }

        times.Sort();
        return times;
    }

    /// <summary>Sends what is due, and closes the connections whose time is over.</summary>
    private static void Send(PriorityQueue<Connection, long> idle, Dictionary<Socket, Connection> waiting, byte[] request, long end)
    {
        while (idle.TryPeek(out var connection, out var due) && due <= Stopwatch.GetTimestamp())
        {
            idle.Dequeue();
            if (due >= end)
            {
                connection.Socket.Dispose();
                continue;
            }

            connection.Socket.Send(request);
            waiting.Add(connection.Socket, connection);
        }
    }

    /// <summary>Waits for answers, or until the next request is due.</summary>
    /// <remarks>Makes no garbage: a collection here would count as the host's delay.</remarks>
    private static void Wait(Dictionary<Socket, Connection> waiting, PriorityQueue<Connection, long> idle, List<Socket> readable)
    {
        readable.Clear();
        var wait = idle.TryPeek(out _, out var due) ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) : TimeSpan.FromSeconds(1);
        wait = wait < ShortestWait ? ShortestWait : wait;
        if (waiting.Count == 0)
        {
            Thread.Sleep(wait);
            return;
        }

        readable.AddRange(waiting.Keys);
        Socket.Select(readable, null, null, wait);
    }

    private sealed class Connection
    {
        private readonly byte[] _answer = new byte[4096];
        private int _length;

        public Connection(Uri address, long dueAt, long between)
        {
            Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(address.Host, address.Port);
            (DueAt, Between) = (dueAt, between);
        }

        public Socket Socket { get; }

        public long DueAt { get; set; }

        public long Between { get; }

        /// <summary>Receives what there is; whether the answer is complete.</summary>
        public bool ReceivesEnd()
        {
            var read = Socket.Receive(_answer, _length, _answer.Length - _length, SocketFlags.None);
            _length += read;
            if (read == 0 || _answer[9] is not ((byte)'2' or (byte)'3'))
            {
                throw new InvalidOperationException($"Answered: {Encoding.ASCII.GetString(_answer, 0, _length)}");
            }

            if (!IsComplete(_answer.AsSpan(0, _length)))
            {
                return false;
            }

            _length = 0;
            return true;
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
                : Utf8Parser.TryParse(answer[(lengthAt + 16)..], out int body, out _) && answer.Length >= head + 4 + body;
        }
    }
}
