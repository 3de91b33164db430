using Npgsql;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>A statement's constant text with its parameters, bound in the order in which they are numbered and typed so that nothing is boxed.</summary>
internal sealed class Statement(string sql)
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public Statement Bind(short value) => BindAs(value, NpgsqlDbType.Smallint);

    public Statement Bind(int value) => BindAs(value, NpgsqlDbType.Integer);

    public Statement Bind(long value) => BindAs(value, NpgsqlDbType.Bigint);

    public Statement Bind(double value) => BindAs(value, NpgsqlDbType.Double);

    public Statement Bind(Guid value) => BindAs(value, NpgsqlDbType.Uuid);

    public Statement Bind(string value) => BindAs(value.ToStorable(), NpgsqlDbType.Text);

    public Statement Bind(DateTimeOffset value) => Bind(value.UtcTicks);

    public Statement Bind(ReadOnlyMemory<byte> value) => BindAs(value, NpgsqlDbType.Bytea);

    public Statement Bind(TimeSpan value) => BindAs(value, NpgsqlDbType.Interval);

    /// <summary>Binds NULL for null.</summary>
    public Statement BindOptional(DateTimeOffset? value) => BindAs(value?.UtcTicks, NpgsqlDbType.Bigint);

    public Statement BindJson(string value) => BindAs(value, NpgsqlDbType.Jsonb);

    /// <summary>Binds an array.</summary>
    public Statement Bind<T>(List<T> values, NpgsqlDbType elementType) => BindAs(values, NpgsqlDbType.Array | elementType);

    public NpgsqlCommand ToCommand()
    {
#pragma warning disable CA2100 // Texts are constants, or made of constants by VisibilityQuery; values are parameters.
        var command = new NpgsqlCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private Statement BindAs<T>(T value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return this;
    }
}
