namespace Affiliate;

/// <summary>All committed records behind one lock, with the changes of a unit applied wholly or not at all.</summary>
internal sealed class InMemoryTables
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, object> _tables = [];

    public T? Find<T>(Key<T> key) where T : class, IRecord<T>
    {
        lock (_gate)
        {
            return Table<T>().Find(key);
        }
    }

    public List<T> Select<T>(Query<T> query) where T : class, IRecord<T>
    {
        lock (_gate)
        {
            return [.. Table<T>().Select(query)];
        }
    }

    public IReadOnlyList<SumRow> Sum<T>(SumQuery<T> query) where T : class, IRecord<T>
    {
        lock (_gate)
        {
            return Table<T>().Sum(query);
        }
    }

    /// <summary>Runs <paramref name="work"/> while nobody else reads or writes; when it throws, nothing has changed.</summary>
    public TResult Change<TResult>(Func<Changes, TResult> work)
    {
        lock (_gate)
        {
            var changes = new Changes(this);
            try
            {
                return work(changes);
            }
            catch
            {
                changes.Undo();
                throw;
            }
        }
    }

    private InMemoryTable<T> Table<T>() where T : class, IRecord<T>
    {
        if (!_tables.TryGetValue(typeof(T), out var table))
        {
            _tables.Add(typeof(T), table = new InMemoryTable<T>());
        }

        return (InMemoryTable<T>)table;
    }

    /// <summary>What one unit has changed so far.</summary>
    internal sealed class Changes(InMemoryTables tables)
    {
        private readonly Stack<Action> _undo = new();

        public T? Find<T>(Key<T> key) where T : class, IRecord<T> => tables.Table<T>().Find(key);

        public List<T> Select<T>(Query<T> query) where T : class, IRecord<T> => [.. tables.Table<T>().Select(query)];

        public void Add<T>(T record) where T : class, IRecord<T> => Change(null, record);

        /// <summary>Puts <paramref name="next"/> in the place of <paramref name="record"/>, if that is unchanged.</summary>
        public void Replace<T>(T record, T next) where T : class, IRecord<T> =>
            Change(tables.Table<T>().Unchanged(record), next);

        public void Remove<T>(T record) where T : class, IRecord<T> =>
            Change(tables.Table<T>().Unchanged(record), null);

        public void Change<T>(T? before, T? after) where T : class, IRecord<T>
        {
            var table = tables.Table<T>();
            table.Change(before, after);
            _undo.Push(() => table.Change(after, before));
        }

        public void Undo()
        {
            while (_undo.TryPop(out var step))
            {
                step();
            }
        }
    }
}
