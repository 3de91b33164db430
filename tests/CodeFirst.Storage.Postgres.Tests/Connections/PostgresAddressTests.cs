using CodeFirst.Storage.Postgres.Connections;

namespace CodeFirst.Storage.Postgres.Tests.Connections;

public class PostgresAddressTests
{
    [Fact]
    public void Parse_Uri_ReadsEveryPart()
    {
        var settings = PostgresAddress.Parse("postgresql://ada:p%40ss%3Bword@db.example.com:5433/orders?sslmode=require&application_name=shop&Maximum%20Pool%20Size=7");

        Assert.Equal(("db.example.com", 5433, "orders", "ada"), (settings.Host, settings.Port, settings.Database, settings.Username));
        Assert.Equal("p@ss;word", settings.Password);
        Assert.Equal(Npgsql.SslMode.Require, settings.SslMode);
        Assert.Equal(("shop", 7), (settings.ApplicationName, settings.MaxPoolSize));
    }

    [Fact]
    public void Parse_UriWithoutPortAndPassword_LeavesTheDefaults()
    {
        var settings = PostgresAddress.Parse("postgres://ada@localhost/orders");

        Assert.Equal(5432, settings.Port);
        Assert.Null(settings.Password);
        Assert.Equal("localhost:5432/orders", PostgresAddress.Describe(settings));
    }

    [Fact]
    public void Parse_Pairs_BoundsThePoolAndPreparesStatements()
    {
        var settings = PostgresAddress.Parse("Host=localhost;Database=orders");

        Assert.Equal(20, settings.MaxPoolSize);
        Assert.True(settings.MaxAutoPrepare > 0);
        Assert.Equal("codefirst", settings.ApplicationName);
    }

    [Fact]
    public void Parse_GivenValues_Stay()
    {
        var settings = PostgresAddress.Parse("Host=localhost;Maximum Pool Size=3;Max Auto Prepare=0;Application Name=mine;Write Buffer Size=9000");

        Assert.Equal((3, 0, "mine", 9000), (settings.MaxPoolSize, settings.MaxAutoPrepare, settings.ApplicationName, settings.WriteBufferSize));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=orders;Password=secret")]
    [InlineData("Host=localhost;Colour=secret")]
    [InlineData("Host=localhost;Port=secret")]
    [InlineData("secret")]
    [InlineData("postgresql://user:secret@host:port/orders")]
    [InlineData("postgresql://user:secret@host/orders?colour=blue")]
    public void Parse_BadText_IsRefusedWithoutRepeatingIt(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => PostgresAddress.Parse(text));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
