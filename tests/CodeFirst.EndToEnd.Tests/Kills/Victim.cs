namespace CodeFirst.EndToEnd.Tests.Kills;

/// <summary>Which process is killed.</summary>
internal enum Victim
{
    Server = 0,
    Worker = 1,
    Both = 2,
}
