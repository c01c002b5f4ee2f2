namespace Containment.Cli.Options;

/// <summary>True or false as a word of its own: an option of type bool would take no word that is neither, but leave it to be the next argument.</summary>
internal readonly record struct Truth(bool Value);
