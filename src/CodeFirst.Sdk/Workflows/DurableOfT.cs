namespace CodeFirst.Sdk;

/// <summary>The awaitable of workflow code, with a result.</summary>
public class Durable<T> : Durable;
