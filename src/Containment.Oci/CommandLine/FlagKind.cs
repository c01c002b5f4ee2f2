namespace Containment.Oci.CommandLine;

/// <summary>What a flag takes.</summary>
internal enum FlagKind
{
    /// <summary>Nothing, or <c>=true</c> and <c>=false</c>.</summary>
    Switch,
    /// <summary>A text; the last one given counts.</summary>
    Text,
    /// <summary>A whole number; the last one given counts.</summary>
    Number,
    /// <summary>A text, as often as wanted.</summary>
    List,
}
